// A value of a device or an asset as it is: absent, null, false and an empty text are four different things.

import { Badge, Code, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Moment } from "./moment.tsx";

const isMoment = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text);

interface WordProps {
  readonly word: string;
  readonly meaning: string;
}

/** Where there is no value that could be shown itself. */
export function ValueWord({ word, meaning }: WordProps) {
  return (
    <Badge
      component="span"
      variant="default"
      tt="none"
      radius="sm"
      fw={500}
      h="auto"
      title={meaning}
      styles={{ label: { whiteSpace: "normal", overflow: "visible" } }}
    >
      {word}
    </Badge>
  );
}

function TextValue({ text }: { readonly text: string }) {
  if (text === "") return <ValueWord word="empty text" meaning="A text with no characters." />;
  if (!isMoment(text) || Number.isNaN(Date.parse(text))) return text;
  return (
    <>
      {text}{" "}
      <Text span inherit c="dimmed">
        (<Moment at={text} isRelative />)
      </Text>
    </>
  );
}

const asJson = (value: unknown): ReactNode => (
  <Code block style={{ whiteSpace: "pre-wrap" }}>
    {JSON.stringify(value, null, 2)}
  </Code>
);

function ListValue({ items }: { readonly items: readonly unknown[] }) {
  if (items.length === 0) return <Code>[]</Code>;
  if (!items.every((item) => typeof item === "string" && item !== "")) return asJson(items);
  return (
    <Text span inherit style={{ whiteSpace: "pre-line" }}>
      {items.join("\n")}
    </Text>
  );
}

/** Undefined is absent. */
export function PropertyValue({ value }: { readonly value: unknown }): ReactNode {
  if (value === undefined) return <ValueWord word="absent" meaning="The property is not there." />;
  if (value === null) return <ValueWord word="null" meaning="The property is there, without a value." />;
  if (typeof value === "string") return <TextValue text={value} />;
  if (Array.isArray(value)) return <ListValue items={value} />;
  if (typeof value === "object") return Object.keys(value).length === 0 ? <Code>{"{}"}</Code> : asJson(value);
  return <Code>{String(value)}</Code>;
}

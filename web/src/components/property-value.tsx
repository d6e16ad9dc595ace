// A value of a device or an asset as it is: absent, null, false and an empty text are four different things.

import { Code, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Moment } from "./moment.tsx";

const isMoment = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text);

function TextValue({ text }: { readonly text: string }) {
  if (text === "")
    return (
      <Text span inherit c="dimmed" fs="italic">
        empty text
      </Text>
    );
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
  if (value === undefined)
    return (
      <Text span inherit c="dimmed" fs="italic">
        absent
      </Text>
    );
  if (typeof value === "string") return <TextValue text={value} />;
  if (Array.isArray(value)) return <ListValue items={value} />;
  if (value !== null && typeof value === "object")
    return Object.keys(value).length === 0 ? <Code>{"{}"}</Code> : asJson(value);
  return <Code>{String(value)}</Code>;
}

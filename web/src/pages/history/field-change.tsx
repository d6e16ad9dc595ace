// What became of one field: before and after, with what differs marked.

import { Group, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { PropertyValue } from "../../components/property-value.tsx";
import { difference, type MarkedText } from "./difference.ts";
import classes from "./field-change.module.css";

interface FieldChangeProps {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

function Marked({ text, as: Mark }: { readonly text: MarkedText; readonly as: "del" | "ins" }) {
  return (
    <Text span size="sm" className={Mark === "del" ? classes.before : classes.after}>
      {text.head}
      {text.marked !== "" && <Mark>{text.marked}</Mark>}
      {text.tail}
    </Text>
  );
}

function Values({ before, after }: Omit<FieldChangeProps, "field">) {
  if (typeof before === "string" && typeof after === "string" && before !== "" && after !== "") {
    const parts = difference(before, after);
    return (
      <>
        <Marked text={parts.before} as="del" />
        <IconArrowRight size={14} aria-label="became" className={classes.arrow} />
        <Marked text={parts.after} as="ins" />
      </>
    );
  }
  return (
    <>
      <Text component="div" size="sm" className={classes.before}>
        <PropertyValue value={before} />
      </Text>
      <IconArrowRight size={14} aria-label="became" className={classes.arrow} />
      <Text component="div" size="sm" className={classes.after}>
        <PropertyValue value={after} />
      </Text>
    </>
  );
}

export function FieldChange({ field, before, after }: FieldChangeProps) {
  return (
    <Group gap={6} wrap="wrap" align="baseline">
      <Text span size="sm" fw={600}>
        {field}
      </Text>
      <Values before={before} after={after} />
    </Group>
  );
}

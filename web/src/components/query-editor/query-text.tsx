// A query as it is shown where nobody edits it, its parts in their colours.

import { Text } from "@mantine/core";
import { highlightedPieces } from "./query-highlight.ts";

interface QueryTextProps {
  readonly text: string;
  /** How many lines are shown of a long one; all unless told. */
  readonly lines?: number;
}

export function QueryText({ text, lines }: QueryTextProps) {
  if (text.trim() === "")
    return (
      <Text span c="dimmed" size="sm">
        All active assets
      </Text>
    );
  return (
    <Text
      component="code"
      ff="monospace"
      size="sm"
      {...(lines !== undefined && { lineClamp: lines, title: text })}
    >
      {highlightedPieces(text).map(({ from, text: piece, look }) => (
        <span key={from} className={look}>
          {piece}
        </span>
      ))}
    </Text>
  );
}

// Risk severity, 1 to 5, by its number, a word and a colour.

import { Badge } from "@mantine/core";
import { severityWords } from "./asset-words.ts";

const colours: Readonly<Record<number, string>> = {
  1: "gray",
  2: "blue",
  3: "yellow",
  4: "orange",
  5: "red",
};

export function SeverityBadge({ severity }: { readonly severity: number }) {
  return (
    <Badge variant="dot" color={colours[severity] ?? "gray"} tt="none" fw={500} style={{ flexShrink: 0 }}>
      {severityWords(severity, "None")}
    </Badge>
  );
}

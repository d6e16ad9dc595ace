// A level from 1 to 5, of severity or criticality: as a number, and a colour that gets warmer.

import { Badge } from "@mantine/core";

/** White on each has enough contrast. */
const colours = ["gray.7", "indigo.7", "#8a5a00", "#b93c0a", "red.9"] as const;

export function LevelBadge({ level }: { readonly level: number }) {
  return (
    <Badge color={colours[level - 1] ?? "gray.7"} variant="filled" autoContrast={false} tt="none" size="lg">
      {level} of 5
    </Badge>
  );
}

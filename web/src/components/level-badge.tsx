// A level from 1 to 5, of severity or criticality, in words and by a colour that gets warmer.

import { Badge } from "@mantine/core";

const colours = ["gray", "blue", "yellow", "orange", "red"] as const;

interface LevelBadgeProps {
  readonly level: number;
  readonly words: string;
}

export function LevelBadge({ level, words }: LevelBadgeProps) {
  return (
    <Badge
      variant="dot"
      color={colours[level - 1] ?? "gray"}
      tt="none"
      size="lg"
      fw={500}
      style={{ flexShrink: 0 }}
    >
      {words}
    </Badge>
  );
}

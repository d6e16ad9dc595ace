// A tag by its colour and name.

import { ColorSwatch, Group, Text } from "@mantine/core";

interface TagChipProps {
  readonly tag: { readonly name: string; readonly colour: string };
}

export function TagChip({ tag: { name, colour } }: TagChipProps) {
  return (
    <Group gap={5} wrap="nowrap" display="inline-flex" maw="100%" title={name}>
      <ColorSwatch color={colour} size={10} withShadow={false} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm" inherit={false} truncate>
        {name}
      </Text>
    </Group>
  );
}

// The tags that limit what a connection imports.

import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { tagsQuery } from "../../api/tags.ts";
import { TagChip } from "../../components/tag-chip.tsx";

/** While colours are not known, and where a tag is gone, its name alone is shown. */
export function TagNames({ names }: { readonly names: readonly string[] }) {
  const { data: tags = [] } = useQuery(tagsQuery);
  return (
    <Group gap="sm">
      {names.map((name) => {
        const tag = tags.find((one) => one.name === name);
        return tag ? (
          <TagChip key={name} tag={tag} />
        ) : (
          <Text key={name} size="sm" component="span">
            {name}
          </Text>
        );
      })}
    </Group>
  );
}

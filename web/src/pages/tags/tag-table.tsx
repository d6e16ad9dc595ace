// All tags: what each is, and on how many assets.

import { ActionIcon, Anchor, Badge, Group, Stack, Table, Text } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Tag } from "../../api/tags.ts";
import { criticalityWords } from "../../components/asset-words.ts";
import { counted } from "../../components/moment-words.ts";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { TagChip } from "../../components/tag-chip.tsx";
import { TaskProgress } from "../../components/task-progress.tsx";
import { paths } from "../../paths.ts";
import { queryOfTag } from "./tag-words.ts";

interface TagTableProps {
  readonly tags: readonly Tag[];
  readonly mayChange: boolean;
  readonly onChange: (tag: Tag) => void;
  readonly onRemove: (tag: Tag) => void;
}

function TagActs({ tag, onChange, onRemove }: Omit<TagTableProps, "tags" | "mayChange"> & { tag: Tag }) {
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Change ${tag.name}`}
        onClick={() => onChange(tag)}
      >
        <IconPencil size={18} stroke={1.6} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={`Remove ${tag.name}`}
        onClick={() => onRemove(tag)}
      >
        <IconTrash size={18} stroke={1.6} />
      </ActionIcon>
    </Group>
  );
}

function TagRow({ tag, mayChange, ...acts }: Omit<TagTableProps, "tags"> & { readonly tag: Tag }) {
  return (
    <Table.Tr>
      <Table.Td maw={{ base: 200, sm: 320 }}>
        <Stack gap={4}>
          <Text fw={500} component="div" miw={0}>
            <TagChip tag={tag} />
          </Text>
          {tag.description !== "" && (
            <Text size="sm" c="dimmed" lineClamp={3}>
              {tag.description}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <Stack gap={4}>
          <Anchor component={Link} to={paths.assets({ query: queryOfTag(tag.name) })} size="sm">
            {counted(tag.activeAssets, "asset")}
          </Anchor>
          {tag.taskId !== null && <TaskProgress taskId={tag.taskId} doing="Its assets are updated" />}
        </Stack>
      </Table.Td>
      <Table.Td maw={380}>
        <Stack gap={4} align="flex-start">
          <Badge variant="default" tt="none" fw={500}>
            {tag.rule === null ? "Static" : "Dynamic"}
          </Badge>
          {tag.rule !== null && <QueryText text={tag.rule} lines={2} />}
        </Stack>
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          {criticalityWords(tag.criticality)}
        </Text>
      </Table.Td>
      {mayChange && (
        <Table.Td>
          <TagActs tag={tag} {...acts} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

export function TagTable({ tags, ...row }: TagTableProps) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing="sm" aria-label="Tags">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Tag</Table.Th>
            <Table.Th miw={130}>Active assets</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>Criticality</Table.Th>
            {row.mayChange && (
              <Table.Th w={90} ta="right">
                Actions
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tags.map((tag) => (
            <TagRow key={tag.id} tag={tag} {...row} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

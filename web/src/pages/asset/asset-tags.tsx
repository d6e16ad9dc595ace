// The tags of an asset; an operator puts static ones on and takes them off.

import { ActionIcon, Alert, Anchor, Button, Group, Loader, Menu, Paper, Text, Tooltip } from "@mantine/core";
import { IconPlus, IconWand, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { useMay } from "../../api/session.ts";
import { tagsQuery } from "../../api/tags.ts";
import { TagChip } from "../../components/tag-chip.tsx";
import { paths } from "../../paths.ts";
import { type PendingTag, type TagPlacing, useTagPlacing } from "./tag-placing.ts";

type Tag = AssetDetailView["tags"][number];

function OwnTag({ tag, placing }: { readonly tag: Tag; readonly placing: TagPlacing }) {
  const mayPlace = useMay("operator");
  const isLeaving = placing.pending.some(({ tagId, act }) => tagId === tag.id && act === "take-off");
  return (
    <Paper component="li" withBorder px={8} py={2} maw="100%">
      <Group gap={4} wrap="nowrap">
        <TagChip tag={tag} />
        {tag.kind === "dynamic" && (
          <Tooltip label="Its rule puts it on" withArrow>
            <IconWand size={14} role="img" aria-label="dynamic: its rule puts it on" />
          </Tooltip>
        )}
        {isLeaving && <Loader size={14} aria-label={`Taking off ${tag.name}`} />}
        {tag.kind === "static" && mayPlace && !isLeaving && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={`Take off ${tag.name}`}
            onClick={() => placing.place({ act: "take-off", tagId: tag.id, name: tag.name })}
          >
            <IconX size={13} />
          </ActionIcon>
        )}
      </Group>
    </Paper>
  );
}

function ComingTag({ tag: { name } }: { readonly tag: PendingTag }) {
  return (
    <Paper component="li" withBorder px={8} py={2} maw="100%">
      <Group gap={6} wrap="nowrap">
        <Loader size={14} aria-label={`Putting on ${name}`} />
        <Text size="sm" c="dimmed" truncate>
          {name}
        </Text>
      </Group>
    </Paper>
  );
}

function PutOnMenu({ own, placing }: { readonly own: readonly Tag[]; readonly placing: TagPlacing }) {
  const { data: every = [] } = useQuery(tagsQuery);
  const open = every.filter(({ id, rule }) => rule === null && !own.some((tag) => tag.id === id));
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          loading={placing.isSending}
        >
          Put on a tag
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {open.map((tag) => (
          <Menu.Item
            key={tag.id}
            onClick={() => placing.place({ act: "put-on", tagId: tag.id, name: tag.name })}
          >
            <TagChip tag={tag} />
          </Menu.Item>
        ))}
        {open.length === 0 && <Menu.Label>No other static tag is there.</Menu.Label>}
        <Menu.Divider />
        <Menu.Item component={Link} to={paths.tags}>
          Go to the tags
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function AssetTags({ asset: { id, tags } }: { readonly asset: AssetDetailView }) {
  const mayPlace = useMay("operator");
  const placing = useTagPlacing(id);
  const coming = placing.pending.filter(
    ({ act, tagId }) => act === "put-on" && !tags.some((tag) => tag.id === tagId),
  );
  return (
    <>
      <Group gap="xs" component="section" aria-label="Tags">
        {tags.length + coming.length === 0 ? (
          <Text size="sm" c="dimmed">
            No tags
          </Text>
        ) : (
          <Group component="ul" gap="xs" m={0} p={0} maw="100%" style={{ listStyle: "none" }}>
            {tags.map((tag) => (
              <OwnTag key={tag.id} tag={tag} placing={placing} />
            ))}
            {coming.map((tag) => (
              <ComingTag key={tag.taskId} tag={tag} />
            ))}
          </Group>
        )}
        {mayPlace && <PutOnMenu own={tags} placing={placing} />}
      </Group>
      {placing.failed.map(({ tag, message }) => (
        <Alert key={tag.taskId} color="red" title={`The work on the tag ${tag.name} failed.`}>
          {message}{" "}
          <Anchor component={Link} to={paths.tags}>
            Go to the tags
          </Anchor>
        </Alert>
      ))}
    </>
  );
}

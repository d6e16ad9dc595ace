// A saved query: its name, its text, whose it is, and what whoever looks may do to it.

import { Anchor, Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconPencil, IconSearch, IconTrash, IconWorld } from "@tabler/icons-react";
import { Link } from "react-router";
import type { SavedQueryView } from "../../../../src/contract/saved-query.ts";
import { useMay } from "../../api/session.ts";
import { Moment } from "../../components/moment.tsx";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { paths } from "../../paths.ts";
import { ShareButton } from "./share-button.tsx";

export type SavedQueryAct = "edit" | "remove";

interface SavedQueryCardProps {
  readonly query: SavedQueryView;
  readonly onAct: (act: SavedQueryAct) => void;
}

function Acts({ query, onAct }: SavedQueryCardProps) {
  const isAdministrator = useMay("administrator");
  const mayShare = useMay("operator");
  const mayChange = query.isOwn || isAdministrator;
  return (
    <Group gap={4}>
      <Button
        component={Link}
        to={paths.assets({ query: query.text })}
        size="compact-sm"
        variant="light"
        leftSection={<IconSearch size={15} aria-hidden />}
        aria-label={`Search for ${query.name}`}
      >
        Search
      </Button>
      {mayChange && (!query.isShared || mayShare) && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPencil size={15} aria-hidden />}
          aria-label={`Edit ${query.name}`}
          onClick={() => onAct("edit")}
        >
          Edit
        </Button>
      )}
      {mayChange && (query.isShared || mayShare) && <ShareButton query={query} />}
      {mayChange && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={15} aria-hidden />}
          aria-label={`Remove ${query.name}`}
          onClick={() => onAct("remove")}
        >
          Remove
        </Button>
      )}
    </Group>
  );
}

export function SavedQueryCard({ query, onAct }: SavedQueryCardProps) {
  const { name, text, isShared, isOwn, ownerName, createdAt } = query;
  return (
    <Paper withBorder p="sm" component="article" aria-label={name}>
      <Stack gap={6}>
        <Group justify="space-between" gap="xs" align="flex-start">
          <Group gap="xs" miw={0} flex="1 1 16rem">
            <Anchor component={Link} to={paths.assets({ query: text })} fw={600} miw={0}>
              {name}
            </Anchor>
            {isShared && (
              <Badge variant="default" tt="none" leftSection={<IconWorld size={12} aria-hidden />}>
                Shared
              </Badge>
            )}
          </Group>
          <Acts query={query} onAct={onAct} />
        </Group>
        <QueryText text={text} lines={4} />
        <Text size="xs" c="dimmed">
          {isOwn ? "Yours" : `By ${ownerName ?? "the server's own machine"}`}, saved <Moment at={createdAt} />
        </Text>
      </Stack>
    </Paper>
  );
}

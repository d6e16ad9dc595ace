// The queries that somebody kept: one's own and those that are shared, and everything that is done to one.

import { Button, Stack, Title } from "@mantine/core";
import { IconBookmarks } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { SavedQueryView } from "../../../../src/contract/saved-query.ts";
import { savedQueriesQuery } from "../../api/saved-queries.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { Page } from "../../components/page.tsx";
import { paths } from "../../paths.ts";
import { EditDialog } from "./edit-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { type SavedQueryAct, SavedQueryCard } from "./saved-query-card.tsx";

interface SectionProps {
  readonly title: string;
  readonly queries: readonly SavedQueryView[];
  readonly onAct: (act: SavedQueryAct, query: SavedQueryView) => void;
}

function Section({ title, queries, onAct }: SectionProps) {
  if (queries.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Title order={2} size="md">
        {title}
      </Title>
      {queries.map((query) => (
        <SavedQueryCard key={query.id} query={query} onAct={(act) => onAct(act, query)} />
      ))}
    </Stack>
  );
}

const byName = (one: SavedQueryView, other: SavedQueryView): number =>
  one.name.localeCompare(other.name, "en");

function Empty() {
  return (
    <EmptyState
      icon={IconBookmarks}
      title="Nothing is saved yet"
      action={
        <Button component={Link} to={paths.assets()}>
          Search assets
        </Button>
      }
    >
      Write a query on the assets page and press Save: it is here then, and in the bar's menu. Operators can
      share theirs with everybody.
    </EmptyState>
  );
}

export function SavedQueriesPage() {
  const { data, error, isPending, refetch } = useQuery(savedQueriesQuery);
  const [act, setAct] = useState<{ readonly kind: SavedQueryAct; readonly query: SavedQueryView } | null>(
    null,
  );
  const queries = data?.toSorted(byName) ?? [];
  const start = (kind: SavedQueryAct, query: SavedQueryView): void => setAct({ kind, query });
  const stop = (): void => setAct(null);
  const listing = {
    items: queries,
    isLoading: isPending,
    error,
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => undefined,
    retry: () => void refetch(),
  };
  return (
    <Page title="Saved queries" lead="Queries kept under a name, to be searched for again.">
      <ListingFrame listing={listing} empty={<Empty />}>
        <Stack gap="lg">
          <Section title="My queries" queries={queries.filter(({ isOwn }) => isOwn)} onAct={start} />
          <Section
            title="Shared with everybody"
            queries={queries.filter(({ isOwn }) => !isOwn)}
            onAct={start}
          />
        </Stack>
      </ListingFrame>
      {act?.kind === "edit" && <EditDialog id={act.query.id} name={act.query.name} onClose={stop} />}
      {act?.kind === "remove" && <RemoveDialog query={act.query} onClose={stop} />}
    </Page>
  );
}

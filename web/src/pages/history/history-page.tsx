// What became of all assets, the newest first.

import { Button } from "@mantine/core";
import { IconHistory, IconSearchOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { useAssetChanges } from "../../api/asset-changes.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { Page } from "../../components/page.tsx";
import { paths } from "../../paths.ts";
import { groupByDay } from "./change-groups.ts";
import { toChangeFilters, useFeedAddress } from "./feed-address.ts";
import { FeedDay } from "./feed-day.tsx";
import { FeedFilters } from "./feed-filters.tsx";

function Nothing({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  if (isFiltered)
    return (
      <EmptyState
        icon={IconSearchOff}
        title="Nothing of this kind has happened."
        action={<Button onClick={onClear}>Clear all filters</Button>}
      >
        Widen the days, or leave out a filter.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={IconHistory}
      title="Nothing has happened yet."
      action={
        <Button component={Link} to={paths.connections} variant="default">
          See the connections
        </Button>
      }
    >
      As runs bring devices and their changes, it is written here: what was created, changed, retired and
      restored, when, and by which run.
    </EmptyState>
  );
}

export function HistoryPage() {
  const state = useFeedAddress();
  const listing = useAssetChanges(toChangeFilters(state.address));
  const fields = listing.items.flatMap((entry) => (entry.kind === "changed" ? [entry.field] : []));
  return (
    <Page title="History" lead="What became of all assets, the newest first.">
      <FeedFilters state={state} knownFields={fields} />
      <ListingFrame listing={listing} empty={<Nothing isFiltered={state.isFiltered} onClear={state.clear} />}>
        {groupByDay(listing.items).map((day) => (
          <FeedDay key={day.key} day={day} />
        ))}
      </ListingFrame>
    </Page>
  );
}

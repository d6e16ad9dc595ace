// The runs of a connection, the newest first.

import { Group, Select, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useParams, useSearchParams } from "react-router";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { keys } from "../../api/keys.ts";
import { useListing } from "../../api/use-listing.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { RunTable } from "./run-table.tsx";

const states = [
  { value: "queued", label: "Queued" },
  { value: "running", label: "Running" },
  { value: "completed", label: "Completed" },
  { value: "failed", label: "Failed or held" },
  { value: "cancelled", label: "Cancelled" },
];

export function RunsTab() {
  const connectionId = Number(useParams().id);
  const [search, setSearch] = useSearchParams();
  const state = states.find(({ value }) => value === search.get("state"))?.value ?? null;
  const filters = { connectionId, ...(state !== null && { state }) };
  const listing = useListing<SyncRunView>(keys.runs, "/runs", filters);
  const empty =
    state === null ? (
      <EmptyState icon={IconHistory} title="It has not run yet.">
        The first run is a full pull: press Run now, or wait for the schedule.
      </EmptyState>
    ) : (
      <Text c="dimmed" py="md">
        No run is in this state.
      </Text>
    );
  return (
    <Stack>
      <Group>
        <Select
          label="State"
          placeholder="All"
          clearable
          data={states}
          value={state}
          onChange={(value) => setSearch(value === null ? {} : { state: value }, { replace: true })}
        />
      </Group>
      <ListingFrame listing={listing} empty={empty}>
        <RunTable runs={listing.items} />
      </ListingFrame>
    </Stack>
  );
}

// What became of one asset, the newest first: each deed of a run with the fields that it changed.

import { Anchor, Box, Stack, Text, Timeline } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { useAssetChanges } from "../../api/asset-changes.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { Moment } from "../../components/moment.tsx";
import { paths } from "../../paths.ts";
import { type ChangeGroup, groupDeeds } from "../history/change-groups.ts";
import { KindSign } from "../history/change-kinds.tsx";
import { DeedFields, deedWords } from "../history/deed.tsx";
import { FieldFilter } from "../history/field-filter.tsx";

function Deed({ group }: { readonly group: ChangeGroup }) {
  const [{ at, runId }] = group.entries;
  return (
    <>
      <Text size="sm" c="dimmed">
        <Moment at={at} />
        {" · "}
        {runId === null ? (
          "as its connection was removed"
        ) : (
          <>
            by{" "}
            <Anchor component={Link} to={paths.run(runId)} inherit underline="always">
              run {runId}
            </Anchor>
          </>
        )}
      </Text>
      <DeedFields group={group} />
    </>
  );
}

export function AssetHistory({ assetId }: { readonly assetId: number }) {
  const [field, setField] = useState("");
  const listing = useAssetChanges({ assetId, field: field === "" ? undefined : field });
  const fields = listing.items.flatMap((entry) => (entry.kind === "changed" ? [entry.field] : []));
  const groups = groupDeeds(listing.items);
  return (
    <Stack gap="md">
      <Box maw={320}>
        <FieldFilter value={field} known={fields} onChange={setField} />
      </Box>
      <ListingFrame
        listing={listing}
        empty={
          <EmptyState icon={IconHistory} title={`${field || "Nothing"} has not changed.`}>
            Leave the filter empty to see everything that became of the asset.
          </EmptyState>
        }
      >
        <Timeline active={groups.length} lineWidth={2} bulletSize={26}>
          {groups.map((group) => (
            <Timeline.Item
              key={group.key}
              title={deedWords(group)}
              bullet={<KindSign kind={group.entries[0].kind} size={26} />}
            >
              <Deed group={group} />
            </Timeline.Item>
          ))}
        </Timeline>
      </ListingFrame>
    </Stack>
  );
}

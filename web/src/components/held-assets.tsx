// The assets that a held run would retire, by reason.

import { Anchor, Chip, Group, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { HeldAssetView, SyncRunView } from "../../../src/contract/sync-run.ts";
import { keys } from "../api/keys.ts";
import { heldCountsQuery } from "../api/runs.ts";
import { useListing } from "../api/use-listing.ts";
import { paths } from "../paths.ts";
import { retirementWords } from "./asset-words.ts";
import { ListingFrame } from "./listing-frame.tsx";
import { wholeNumber } from "./moment-words.ts";
import { Panel } from "./panel.tsx";
import { WideTable } from "./wide-table.tsx";

interface ReasonsProps {
  readonly runId: number;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
}

/** One reason needs no choice. */
function Reasons({ runId, reason, onReason }: ReasonsProps) {
  const { data } = useQuery(heldCountsQuery(runId));
  const counts = data?.items ?? [];
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (counts.length < 2) return null;
  return (
    <Chip.Group value={reason} onChange={onReason}>
      <Group gap="xs" role="radiogroup" aria-label="Why they would be retired">
        <Chip value="">All: {wholeNumber(all)}</Chip>
        {counts.map((one) => (
          <Chip key={one.reason} value={one.reason}>
            {retirementWords(one.reason)}: {wholeNumber(one.count)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

function HeldRow({ asset }: { readonly asset: HeldAssetView }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={paths.asset(asset.assetId)} size="sm">
          {asset.name}
        </Anchor>
        <Text ff="monospace" size="xs" c="dimmed">
          {asset.externalId}
        </Text>
      </Table.Td>
      <Table.Td>{retirementWords(asset.reason)}</Table.Td>
    </Table.Tr>
  );
}

const shownAtOnce = 20;

export function HeldAssets({ run }: { readonly run: SyncRunView }) {
  const [reason, setReason] = useState("");
  const filters = reason === "" ? {} : { reason };
  const listing = useListing<HeldAssetView>(keys.runs, `/runs/${run.id}/held-assets`, filters, shownAtOnce);
  return (
    <Panel title="Assets that would be retired">
      <Reasons runId={run.id} reason={reason} onReason={setReason} />
      <ListingFrame
        listing={listing}
        empty={<Text c="dimmed">None any more: they are retired already, or their devices are back.</Text>}
      >
        <WideTable minWidth={280} maxHeight="24rem" label="Assets that would be retired">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Asset and device id</Table.Th>
              <Table.Th>Why</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listing.items.map((asset) => (
              <HeldRow key={asset.assetId} asset={asset} />
            ))}
          </Table.Tbody>
        </WideTable>
      </ListingFrame>
    </Panel>
  );
}

// The devices that a run could not import, and why.

import { Table, Text } from "@mantine/core";
import type { RejectionView } from "../../../src/contract/sync-run.ts";
import { keys } from "../api/keys.ts";
import { useListing } from "../api/use-listing.ts";
import { ListingFrame } from "./listing-frame.tsx";
import { Panel } from "./panel.tsx";
import { WideTable } from "./wide-table.tsx";

export function Rejections({ runId }: { readonly runId: number }) {
  const listing = useListing<RejectionView>(keys.runs, `/runs/${runId}/rejections`);
  return (
    <Panel title="Rejected devices">
      <Text size="sm" c="dimmed">
        A rejected device is in the tenant, but could not be imported. It is never taken for a missing one.
      </Text>
      <ListingFrame listing={listing} empty={<Text c="dimmed">None.</Text>}>
        <WideTable minWidth={560} label="Rejected devices">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Device id</Table.Th>
              <Table.Th>Why</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listing.items.map(({ externalId, code, message }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: several may have no id, and none ever moves.
              <Table.Tr key={index}>
                <Table.Td ff="monospace" fz="xs">
                  {externalId ?? "without an id"}
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{message}</Text>
                  <Text size="xs" c="dimmed">
                    {code}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </ListingFrame>
    </Panel>
  );
}

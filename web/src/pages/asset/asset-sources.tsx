// Where an asset was seen.

import { Anchor, Stack, Table, Title } from "@mantine/core";
import { Link } from "react-router";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { Moment } from "../../components/moment.tsx";
import { paths } from "../../paths.ts";
import classes from "./asset-page.module.css";

interface SourceRowProps {
  readonly source: AssetDetailView["sources"][number];
  /** The connection's page is gone with it. */
  readonly isRemoved: boolean;
}

function SourceRow({ source, isRemoved }: SourceRowProps) {
  const { vendor, product, connectionId, connectionName, firstSeenAt, lastSeenAt } = source;
  return (
    <Table.Tr>
      <Table.Td className={classes.short}>{vendor}</Table.Td>
      <Table.Td className={classes.short}>{product}</Table.Td>
      <Table.Td maw={320}>
        {isRemoved ? (
          `${connectionName} (removed)`
        ) : (
          <Anchor component={Link} to={paths.connection(connectionId)} size="sm">
            {connectionName}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td className={classes.short}>
        <Moment at={firstSeenAt} />
      </Table.Td>
      <Table.Td className={classes.short}>
        <Moment at={lastSeenAt} />
      </Table.Td>
    </Table.Tr>
  );
}

export function AssetSources({ asset: { sources, lifecycle } }: { readonly asset: AssetDetailView }) {
  return (
    <Stack component="section" aria-label="Sources" gap="sm">
      <Title order={2}>Sources</Title>
      <Table.ScrollContainer minWidth={760} type="native">
        <Table aria-label="Sources" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Vendor</Table.Th>
              <Table.Th>Product</Table.Th>
              <Table.Th>Connection</Table.Th>
              <Table.Th>First found</Table.Th>
              <Table.Th>Last seen</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sources.map((source) => (
              <SourceRow
                key={source.connectionId}
                source={source}
                isRemoved={lifecycle.reason === "connection_removed"}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

// Connections as a table, and as cards where the screen is narrow.

import { Anchor, Card, Group, SimpleGrid, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { paths } from "../../paths.ts";
import { ConnectionMenu } from "./connection-menu.tsx";
import { ConnectionState, LastChanges, LastRun, NextRun, SecretExpiry } from "./connection-parts.tsx";

interface OneProps {
  readonly connection: ConnectionView;
}

function Name({ connection: { id, name, tenantId } }: OneProps) {
  return (
    <Stack gap={2} miw={0}>
      <Anchor component={Link} to={paths.connection(id)} fw={600} lineClamp={2} title={name}>
        {name}
      </Anchor>
      <Text size="xs" c="dimmed">
        {tenantId}
      </Text>
    </Stack>
  );
}

function Row({ connection }: OneProps) {
  return (
    <Table.Tr>
      <Table.Td w="26%">
        <Name connection={connection} />
      </Table.Td>
      <Table.Td>
        <ConnectionState connection={connection} />
      </Table.Td>
      <Table.Td>
        <LastRun connection={connection} />
      </Table.Td>
      <Table.Td>
        <LastChanges connection={connection} />
      </Table.Td>
      <Table.Td>
        <NextRun connection={connection} />
      </Table.Td>
      <Table.Td>
        <SecretExpiry secret={connection.secret} />
      </Table.Td>
      <Table.Td ta="right">
        <ConnectionMenu connection={connection} />
      </Table.Td>
    </Table.Tr>
  );
}

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Stack gap={2} align="flex-start">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {children}
    </Stack>
  );
}

function ConnectionCard({ connection }: OneProps) {
  return (
    <Card withBorder component="article" aria-label={connection.name}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Name connection={connection} />
          <ConnectionMenu connection={connection} />
        </Group>
        <ConnectionState connection={connection} />
        <SimpleGrid cols={2}>
          <Labelled label="Last run">
            <LastRun connection={connection} />
          </Labelled>
          <Labelled label="Devices">
            <LastChanges connection={connection} />
          </Labelled>
          <Labelled label="Next run">
            <NextRun connection={connection} />
          </Labelled>
          <Labelled label="Secret expires">
            <SecretExpiry secret={connection.secret} />
          </Labelled>
        </SimpleGrid>
      </Stack>
    </Card>
  );
}

const columns = ["Connection", "State", "Last run", "Devices", "Next run", "Secret expires"];

export function ConnectionsTable({ connections }: { readonly connections: readonly ConnectionView[] }) {
  const isNarrow = useMediaQuery("(max-width: 75em)", false, { getInitialValueInEffect: false });
  if (isNarrow)
    return (
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {connections.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} />
        ))}
      </SimpleGrid>
    );
  return (
    <Table verticalSpacing="sm" aria-label="Connections" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {columns.map((name) => (
            <Table.Th key={name}>{name}</Table.Th>
          ))}
          <Table.Th>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {connections.map((connection) => (
          <Row key={connection.id} connection={connection} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

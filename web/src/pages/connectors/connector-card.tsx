// One kind of source: what it brings and how, and the connections that there are of it.

import { Button, Card, Group, SimpleGrid, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBrandAzure, IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { CatalogEntryView } from "../../../../src/contract/connector.ts";
import { useMay } from "../../api/session.ts";
import { paths } from "../../paths.ts";
import { ConnectionCounts } from "./connection-counts.tsx";

interface ConnectorCardProps {
  readonly connector: CatalogEntryView;
  /** Undefined: not known. */
  readonly connections: readonly ConnectionView[] | undefined;
}

const supported = (is: boolean): string => (is ? "Supported" : "Not supported");

function attributesOf(connector: CatalogEntryView): readonly (readonly [string, string])[] {
  const { supports, findingTypes } = connector;
  return [
    ["Vendor", connector.vendor],
    ["Product", connector.product],
    ["Category", connector.category],
    ["Asset types", connector.assetTypes.join(", ")],
    ["Finding types", findingTypes.length === 0 ? "Not supported" : findingTypes.join(", ")],
    ["Version and type", `${connector.type} (v${connector.version})`],
    ["Integration method", connector.integrationMethod],
    ["Direction", connector.direction],
    ["Incremental sync (delta)", supported(supports.deltaPull)],
    ["Import of installed software", supported(supports.installedSoftware)],
    ["Import of source tags", supported(supports.sourceTags)],
    ["Filters", supported(supports.filters)],
    ["Permissions", connector.permissions.map(({ name, type }) => `${name} (${type})`).join(", ")],
  ];
}

function Attributes({ connector }: Pick<ConnectorCardProps, "connector">) {
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 3 }} spacing="lg" verticalSpacing="sm" m={0}>
      {attributesOf(connector).map(([label, value]) => (
        <div key={label}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}

function Actions({ connections }: Pick<ConnectorCardProps, "connections">) {
  const mayConnect = useMay("operator");
  const hasSome = connections !== undefined && connections.length > 0;
  return (
    <Group gap="xs">
      {hasSome && (
        <Button component={Link} to={paths.connections} variant="default">
          Manage
        </Button>
      )}
      {mayConnect && (
        <Button component={Link} to={paths.newConnection} leftSection={<IconPlus size={16} aria-hidden />}>
          New connection
        </Button>
      )}
    </Group>
  );
}

export function ConnectorCard({ connector, connections }: ConnectorCardProps) {
  return (
    <Card withBorder padding="lg" component="section" aria-label={connector.name}>
      <Stack gap="lg">
        <Group justify="space-between" align="flex-start" gap="md">
          <Group gap="md" align="flex-start" wrap="nowrap" flex="1 1 18rem" miw={0}>
            <ThemeIcon size={48} radius="md" variant="light" aria-hidden>
              <IconBrandAzure size={28} stroke={1.5} />
            </ThemeIcon>
            <Stack gap={4} miw={0}>
              <Title order={2}>{connector.name}</Title>
              <Text size="sm" c="dimmed">
                {connector.description}
              </Text>
            </Stack>
          </Group>
          <Actions connections={connections} />
        </Group>
        {connections !== undefined && <ConnectionCounts connections={connections} />}
        <Attributes connector={connector} />
      </Stack>
    </Card>
  );
}

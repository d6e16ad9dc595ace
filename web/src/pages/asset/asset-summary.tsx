// What is asked first of an asset: its severity and why, its criticality, and when it was found, seen and changed.

import { Anchor, Group, List, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { criticalityWords } from "../../components/asset-words.ts";
import { CopyValue } from "../../components/copy-value.tsx";
import { Moment } from "../../components/moment.tsx";
import { SeverityBadge } from "../../components/severity-badge.tsx";
import { signalWords } from "../../forms/severity-words.ts";
import { paths } from "../../paths.ts";

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Stack gap={2} miw={0}>
      <Text size="xs" c="dimmed" fw={600}>
        {label}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </Stack>
  );
}

function SeverityFact({ severity: { severity, reasons } }: Pick<AssetDetailView, "severity">) {
  if (severity === null) return <Fact label="Risk severity">None</Fact>;
  return (
    <Fact label="Risk severity">
      <SeverityBadge severity={severity} />
      <List size="sm" mt={4} spacing={0}>
        {reasons.map(({ signal, severity: own }) => (
          <List.Item key={signal}>
            {signalWords[signal].label}: {own}
          </List.Item>
        ))}
      </List>
    </Fact>
  );
}

const both = (at: string): ReactNode => (
  <>
    <Moment at={at} />
    <Text size="xs" c="dimmed" component="div">
      <Moment at={at} isRelative />
    </Text>
  </>
);

export function AssetSummary({ asset }: { readonly asset: AssetDetailView }) {
  const { lifecycle, criticality, externalId, createdByRunId } = asset;
  return (
    <Paper withBorder p="md" component="section" aria-label="Summary">
      <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="lg" verticalSpacing="md">
        <SeverityFact severity={asset.severity} />
        <Fact label="Criticality">
          {criticalityWords(criticality)}
          <Text size="xs" c="dimmed">
            {asset.tags.length === 0 ? "Without tags" : "The highest of its tags"}
          </Text>
        </Fact>
        <Fact label="First found">
          {both(asset.firstSeenAt)}
          <Anchor component={Link} to={paths.run(createdByRunId)} size="xs" underline="always">
            by run {createdByRunId}
          </Anchor>
        </Fact>
        <Fact label="Last seen">{both(asset.lastSeenAt)}</Fact>
        {lifecycle.retiredAt === null ? (
          <Fact label="Last changed">{both(asset.lastChangedAt)}</Fact>
        ) : (
          <Fact label="Retired">{both(lifecycle.retiredAt)}</Fact>
        )}
        <Fact label="IDs">
          <Group gap={2} wrap="nowrap">
            Rollcall: {asset.id}
            <CopyValue value={String(asset.id)} what="the asset's id" />
          </Group>
          <Group gap={2} wrap="nowrap">
            <Text size="sm" truncate title={externalId}>
              {externalId}
            </Text>
            <CopyValue value={externalId} what="the external id" />
          </Group>
        </Fact>
      </SimpleGrid>
    </Paper>
  );
}

// One day of the feed: run by run, what became of which asset.

import { Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connectionsQuery } from "../../api/connections.ts";
import { Moment } from "../../components/moment.tsx";
import { wholeNumber } from "../../components/moment-words.ts";
import { paths } from "../../paths.ts";
import {
  type ChangeGroup,
  type DayGroup,
  type DeedSeries,
  type RunGroup,
  seriesOf,
} from "./change-groups.ts";
import { KindSign } from "./change-kinds.tsx";
import { DeedFields, deedWords } from "./deed.tsx";

function FeedEntry({ group }: { readonly group: ChangeGroup }) {
  const [first] = group.entries;
  return (
    <Group component="li" wrap="nowrap" gap="sm" align="flex-start">
      <KindSign kind={first.kind} size={20} />
      <Stack gap={0} miw={0} flex={1}>
        <Group gap="xs" justify="space-between" wrap="nowrap" align="baseline">
          <Group gap="0 var(--mantine-spacing-xs)" align="baseline" miw={0}>
            <Anchor component={Link} to={paths.asset(first.assetId)} fw={600} size="sm" lineClamp={2}>
              {first.assetName}
            </Anchor>
            <Text size="sm" c="dimmed">
              {deedWords(group)}
            </Text>
          </Group>
          <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
            <Moment at={first.at} />
          </Text>
        </Group>
        <DeedFields group={group} />
      </Stack>
    </Group>
  );
}

function Series({ series: { kind, shown, folded } }: { readonly series: DeedSeries }) {
  const [isWhole, { toggle }] = useDisclosure(false);
  const entries = isWhole ? [...shown, ...folded] : shown;
  return (
    <>
      {entries.map((group) => (
        <FeedEntry key={group.key} group={group} />
      ))}
      {folded.length > 0 && (
        <li>
          <Button variant="subtle" size="compact-sm" ml={24} onClick={toggle} aria-expanded={isWhole}>
            {isWhole ? "Show fewer" : `Show ${wholeNumber(folded.length)} more ${kind}`}
          </Button>
        </li>
      )}
    </>
  );
}

function RunHeading({ run }: { readonly run: RunGroup }) {
  const { data: connections = [] } = useQuery(connectionsQuery);
  const connection = connections.find(({ id }) => id === run.connectionId);
  return (
    <Group gap="xs" wrap="nowrap" align="baseline">
      <Title order={3} size="h5" style={{ flexShrink: 0 }}>
        {run.runId === null ? (
          "The connection was removed"
        ) : (
          <Anchor component={Link} to={paths.run(run.runId)} inherit>
            Run {run.runId}
          </Anchor>
        )}
      </Title>
      <Text size="sm" c="dimmed" truncate title={connection?.name}>
        {connection?.name ?? `Connection ${run.connectionId}`}
      </Text>
    </Group>
  );
}

export function FeedDay({ day: { day, runs } }: { readonly day: DayGroup }) {
  return (
    <Stack component="section" aria-label={day} gap="xs">
      <Title order={2}>{day}</Title>
      {runs.map((run) => (
        <Paper key={run.key} withBorder p="md">
          <Stack gap="sm">
            <RunHeading run={run} />
            <Stack component="ol" gap={6} m={0} p={0} style={{ listStyle: "none" }}>
              {seriesOf(run.deeds).map((series) => (
                <Series key={series.key} series={series} />
              ))}
            </Stack>
          </Stack>
        </Paper>
      ))}
    </Stack>
  );
}

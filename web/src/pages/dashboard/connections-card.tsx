// How each connection is: its state and why, its last run and its next.

import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { Moment } from "../../components/moment.tsx";
import { ConnectionStateBadge, runStateWords } from "../../components/state-badge.tsx";
import { modeWords, reasonWords } from "../../components/sync-words.ts";
import { paths } from "../../paths.ts";
import { ChartCard } from "./chart-card.tsx";
import classes from "./connections-card.module.css";

function LastRun({ connection: { lastRun } }: { readonly connection: ConnectionView }) {
  if (lastRun === null) return <>It never ran.</>;
  const at = lastRun.finishedAt ?? lastRun.startedAt ?? lastRun.queuedAt;
  return (
    <>
      Last run:{" "}
      <Anchor component={Link} to={paths.run(lastRun.id)} inherit underline="always">
        {modeWords[lastRun.mode].toLowerCase()}, {runStateWords(lastRun).toLowerCase()}
      </Anchor>{" "}
      {at !== null && <Moment at={at} isRelative />}
    </>
  );
}

function NextRun({ connection: { nextRunAt, pausedAt, schedule } }: { readonly connection: ConnectionView }) {
  if (pausedAt !== null) return <>Paused: no run is planned.</>;
  if (nextRunAt !== null)
    return (
      <>
        Next run: <Moment at={nextRunAt} isRelative />
      </>
    );
  return <>{schedule === null ? "It runs by hand alone." : "No further run is planned."}</>;
}

function ConnectionLine({ connection }: { readonly connection: ConnectionView }) {
  const { id, name, error } = connection;
  return (
    <li className={classes.line}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Anchor component={Link} to={paths.connection(id)} fw={600} size="sm" lineClamp={2} flex="1 1 10rem">
          {name}
        </Anchor>
        <Group gap={4}>
          <ConnectionStateBadge connection={connection} />
        </Group>
      </Group>
      {error !== null && (
        <Text size="sm">
          {reasonWords[error.reason]}: {error.message}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        <LastRun connection={connection} /> · <NextRun connection={connection} />
      </Text>
    </li>
  );
}

export function ConnectionsCard({ connections }: { readonly connections: readonly ConnectionView[] }) {
  return (
    <ChartCard title="Connections">
      <Stack component="ul" gap={0} m={0} p={0} className={classes.list}>
        {connections.map((connection) => (
          <ConnectionLine key={connection.id} connection={connection} />
        ))}
      </Stack>
    </ChartCard>
  );
}

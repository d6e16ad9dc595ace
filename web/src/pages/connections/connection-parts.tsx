// What a connection's row and its card are made of.

import { Badge, Group, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { durationOf, isUnderWay } from "../../api/runs.ts";
import { Moment } from "../../components/moment.tsx";
import { duration, wholeNumber } from "../../components/moment-words.ts";
import { RunProgressLine } from "../../components/run-progress.tsx";
import { ConnectionStateBadge } from "../../components/state-badge.tsx";
import { modeWords, reasonWords } from "../../components/sync-words.ts";

interface PartProps {
  readonly connection: ConnectionView;
}

/** The state, with the reason where it is errored and the progress while a run is under way. */
export function ConnectionState({ connection }: PartProps) {
  const { error, lastRun } = connection;
  const isRunning = lastRun !== null && isUnderWay(lastRun);
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <ConnectionStateBadge connection={connection} />
      </Group>
      {error !== null && !isRunning && (
        <Text size="sm" title={error.message}>
          {reasonWords[error.reason]}
        </Text>
      )}
      {isRunning && <RunProgressLine run={lastRun} />}
    </Stack>
  );
}

export function LastRun({ connection: { lastRun } }: PartProps) {
  if (lastRun === null)
    return (
      <Text size="sm" c="dimmed">
        Never
      </Text>
    );
  const { mode, startedAt, finishedAt, state } = lastRun;
  const took = durationOf(lastRun);
  const at = finishedAt ?? startedAt;
  return (
    <Stack gap={2}>
      <Text size="sm">{at === null ? "Queued" : <Moment at={at} isRelative />}</Text>
      <Text size="xs" c="dimmed">
        {modeWords[mode]}
        {took !== null && `, ${duration(took)}`}
      </Text>
      {state === "cancelled" && (
        <Text size="xs" c="dimmed">
          Cancelled
        </Text>
      )}
    </Stack>
  );
}

/** What the last run did to devices. */
export function LastChanges({ connection: { lastRun } }: PartProps) {
  if (lastRun === null) return <Text size="sm">–</Text>;
  const { created, updated, retired } = lastRun.counters;
  return (
    <Text size="sm" style={{ whiteSpace: "nowrap" }}>
      {wholeNumber(created)} new
      <br />
      {wholeNumber(updated)} changed
      <br />
      {wholeNumber(retired)} retired
    </Text>
  );
}

export function NextRun({ connection: { nextRunAt, pausedAt, schedule } }: PartProps) {
  if (pausedAt !== null) return <Text size="sm">None while paused</Text>;
  if (nextRunAt !== null)
    return (
      <Text size="sm" title={schedule?.words}>
        <Moment at={nextRunAt} isRelative />
      </Text>
    );
  return (
    <Text size="sm" c="dimmed">
      {schedule === null ? "By hand" : "None"}
    </Text>
  );
}

function expiryWords({ daysLeft }: ConnectionView["secret"]): string {
  if (daysLeft === 0) return "Expired";
  return daysLeft === 1 ? "1 day left" : `${daysLeft} days left`;
}

/** When the secret expires, with a warning from 30 days before on. */
export function SecretExpiry({ secret }: { readonly secret: ConnectionView["secret"] }) {
  const { expiresAt, warningDays } = secret;
  if (expiresAt === null)
    return (
      <Text size="sm" c="dimmed">
        Not entered
      </Text>
    );
  if (warningDays === null)
    return (
      <Text size="sm">
        <Moment at={expiresAt} isRelative />
      </Text>
    );
  return (
    <Badge
      variant="light"
      color={warningDays <= 7 ? "red" : "yellow"}
      tt="none"
      size="lg"
      leftSection={<IconKey size={14} aria-hidden />}
      miw="max-content"
    >
      {expiryWords(secret)}
    </Badge>
  );
}

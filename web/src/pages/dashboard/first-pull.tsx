// A full pull that is under way: how far it is.

import { Anchor, Group, Paper, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { RunProgressView } from "../../../../src/contract/sync-run.ts";
import { runProgressQuery } from "../../api/dashboard.ts";
import { counted, duration, wholeNumber } from "../../components/moment-words.ts";
import { paths } from "../../paths.ts";

function progressWords({ counters, expectedDevices, secondsLeft }: RunProgressView): string {
  const fetched =
    expectedDevices === null
      ? counted(counters.fetched, "device")
      : `${wholeNumber(counters.fetched)} of ${counted(expectedDevices, "device")}`;
  return secondsLeft === null ? fetched : `${fetched}, about ${duration(secondsLeft * 1000)} left`;
}

export function FirstPull({ connection: { id, name, lastRun } }: { readonly connection: ConnectionView }) {
  const { data: progress } = useQuery(runProgressQuery(id));
  const expected = progress?.expectedDevices ?? null;
  const share = !progress || !expected ? 0 : Math.min(100, (progress.counters.fetched / expected) * 100);
  return (
    <Paper withBorder p="md" component="section" aria-label={`First full pull of ${name}`}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>The first full pull of {name} is under way.</Text>
          {lastRun !== null && (
            <Anchor component={Link} to={paths.run(lastRun.id)} size="sm">
              Show the run
            </Anchor>
          )}
        </Group>
        <Progress value={share} aria-label={`Progress of the full pull of ${name}`} />
        <Text size="sm" c="dimmed" role="status">
          {progress ? progressWords(progress) : "Waiting for the first devices."}
        </Text>
      </Stack>
    </Paper>
  );
}

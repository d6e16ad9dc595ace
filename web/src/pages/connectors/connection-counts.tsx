// How many connections there are, and how many of them are in which state.

import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { counted, wholeNumber } from "../../components/moment-words.ts";
import { ConnectionStateBadge } from "../../components/state-badge.tsx";
import { paths } from "../../paths.ts";

const states: readonly ConnectionView["state"][] = [
  "errored",
  "processing",
  "processed",
  "scheduled",
  "registered",
];

interface ConnectionCountsProps {
  readonly connections: readonly ConnectionView[];
}

export function ConnectionCounts({ connections }: ConnectionCountsProps) {
  if (connections.length === 0) return <Text size="sm">No tenant is connected yet.</Text>;
  const paused = connections.filter(({ pausedAt }) => pausedAt !== null).length;
  return (
    <Group gap="md">
      <Anchor component={Link} to={paths.connections} fw={600} size="sm" underline="always">
        {counted(connections.length, "connection")}
      </Anchor>
      {states.map((state) => {
        const [one, ...others] = connections.filter((connection) => connection.state === state);
        if (one === undefined) return null;
        return (
          <Group key={state} gap={6} wrap="nowrap">
            <Text size="sm" fw={600}>
              {wholeNumber(others.length + 1)}
            </Text>
            <ConnectionStateBadge connection={{ ...one, pausedAt: null }} />
          </Group>
        );
      })}
      {paused > 0 && (
        <Text size="sm" c="dimmed">
          {wholeNumber(paused)} of them paused
        </Text>
      )}
    </Group>
  );
}

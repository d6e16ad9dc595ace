// The server's version, whether it can do its work, and why where it cannot.

import { Card, Group, Loader, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { healthQuery, readinessQuery } from "../../api/health.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";

function Readiness({ reason }: { readonly reason: string | null }) {
  const isReady = reason === null;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" role="status">
      <ThemeIcon size="sm" variant="light" color={isReady ? "green" : "red"} aria-hidden>
        {isReady ? <IconCircleCheck size={16} /> : <IconAlertTriangle size={16} />}
      </ThemeIcon>
      <Text size="sm">{isReady ? "It is ready." : `It is not ready: ${reason}`}</Text>
    </Group>
  );
}

function Content() {
  const health = useQuery(healthQuery);
  const readiness = useQuery(readinessQuery);
  const error = health.error ?? readiness.error;
  const retry = (): void => {
    void health.refetch();
    void readiness.refetch();
  };
  return (
    <>
      {error !== null && <ProblemAlert error={error} onRetry={retry} />}
      {health.isPending && error === null && <Loader size="sm" aria-label="Loading" />}
      {health.data !== undefined && <Text size="sm">Rollcall {health.data.version}</Text>}
      {readiness.data !== undefined && error === null && <Readiness reason={readiness.data} />}
    </>
  );
}

export function ServerState() {
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={2}>This server</Title>
        <Content />
        <Text size="sm" c="dimmed">
          Rollcall is free software under the licence Apache-2.0.
        </Text>
      </Stack>
    </Card>
  );
}

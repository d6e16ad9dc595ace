// How far a task is that works on many assets.

import { Alert, Group, Progress, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { taskQuery } from "../api/inventory-tasks.ts";
import { counted } from "./moment-words.ts";
import { ProblemAlert } from "./problem-alert.tsx";

interface TaskProgressProps {
  readonly taskId: number;
  /** What is done, e.g. "Stored devices are read by the new map" */
  readonly doing: string;
  /** What was done, where that is said otherwise at the end. */
  readonly done?: string;
}

export function TaskProgress({ taskId, doing, done = `${doing}: done` }: TaskProgressProps) {
  const { data: task, error, refetch } = useQuery(taskQuery(taskId));
  if (error !== null)
    return <ProblemAlert error={error} title="How far the task is cannot be told." onRetry={refetch} />;
  if (task === undefined) return null;
  const changed = `${counted(task.changed, "asset")} changed`;
  switch (task.state) {
    case "waiting":
      return (
        <Stack gap={6} role="status">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{doing}…</Text>
            <Text size="sm" c="dimmed">
              {Math.floor(task.done * 100)} % · {changed}
            </Text>
          </Group>
          <Progress value={task.done * 100} aria-label={doing} />
        </Stack>
      );
    case "done":
      return (
        <Group gap={6} role="status" wrap="nowrap">
          <IconCircleCheck
            size={18}
            color="var(--mantine-color-green-6)"
            aria-hidden
            style={{ flexShrink: 0 }}
          />
          <Text size="sm">
            {done}, {changed}.
          </Text>
        </Group>
      );
    case "failed":
      return (
        <Alert color="red" title={`${doing}: failed`} role="alert">
          <Text size="sm">{task.error?.message}</Text>
          <Text size="xs" c="dimmed">
            {task.error?.code} · {changed}
          </Text>
        </Alert>
      );
  }
}

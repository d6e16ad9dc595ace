// How far work on many assets is, and what came of it.

import { Group, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { taskQuery } from "../api/tasks.ts";
import { counted } from "./moment-words.ts";
import { ProblemAlert } from "./problem-alert.tsx";

interface TaskProgressProps {
  readonly taskId: number;
  /** What is done, e.g. "Putting on “Lab”" */
  readonly doing: ReactNode;
  /** What was done, e.g. "“Lab” was put on" */
  readonly done: ReactNode;
}

export function TaskProgress({ taskId, doing, done }: TaskProgressProps) {
  const { data: task, error, refetch } = useQuery(taskQuery(taskId));
  if (error !== null && task === undefined) return <ProblemAlert error={error} onRetry={refetch} />;
  const percent = Math.floor((task?.done ?? 0) * 100);
  if (task === undefined || task.state === "waiting")
    return (
      <Stack gap={4} role="status">
        <Text size="sm">
          {doing}: {percent} %
        </Text>
        <Progress.Root size="sm">
          <Progress.Section value={percent} animated aria-label="Done" />
        </Progress.Root>
      </Stack>
    );
  const isDone = task.state === "done";
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" role="status">
      {isDone ? (
        <IconCircleCheck
          size={18}
          color="var(--mantine-color-green-6)"
          aria-hidden
          style={{ flexShrink: 0 }}
        />
      ) : (
        <IconAlertTriangle
          size={18}
          color="var(--mantine-color-red-6)"
          aria-hidden
          style={{ flexShrink: 0 }}
        />
      )}
      <Text size="sm" miw={0}>
        {isDone ? (
          <>
            {done}: {counted(task.changed, "asset")} changed.
          </>
        ) : (
          <>
            {doing} failed after {counted(task.changed, "asset")}: {task.error?.message}
          </>
        )}
      </Text>
    </Group>
  );
}

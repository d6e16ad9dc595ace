// What a schedule means: in words, and by its next runs.

import { Box, List, Paper, Skeleton, Text } from "@mantine/core";
import { fieldErrors } from "../api/problem.ts";
import type { SchedulePreview } from "../api/schedules.ts";
import { Moment } from "../components/moment.tsx";
import { ProblemAlert } from "../components/problem-alert.tsx";

interface ScheduleSummaryProps {
  readonly preview: SchedulePreview | undefined;
  readonly error: Error | null;
  /** Something was typed since. */
  readonly isOld: boolean;
  readonly onRetry: () => void;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function Runs({ nextRuns }: Pick<SchedulePreview, "nextRuns">) {
  if (nextRuns.length === 0)
    return (
      <Text size="sm" fw={600}>
        No run follows from it: it is over.
      </Text>
    );
  return (
    <>
      <Text size="sm" fw={600}>
        Next runs, in your own time zone
      </Text>
      <List size="sm" listStyleType="none">
        {nextRuns.map((at) => (
          <List.Item key={at}>
            <Moment at={at} />
          </List.Item>
        ))}
      </List>
    </>
  );
}

export function ScheduleSummary({ preview, error, isOld, onRetry }: ScheduleSummaryProps) {
  if (error !== null && !isOld) {
    // What is wrong with a field is told at the field.
    if (Object.keys(fieldErrors(error)).length > 0) return null;
    return <ProblemAlert error={error} title="The next runs cannot be told." onRetry={onRetry} />;
  }
  if (preview === undefined) return <Skeleton h={120} aria-label="Loading" role="status" />;
  return (
    <Paper withBorder p="md" aria-busy={isOld} role="group" aria-label="What the schedule means">
      <Text size="sm" fw={600} aria-live="polite" mb="xs">
        {capitalised(preview.words)}
      </Text>
      <Box>
        <Runs nextRuns={preview.nextRuns} />
      </Box>
    </Paper>
  );
}

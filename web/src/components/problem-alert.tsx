// Tells what went wrong and what to do, wherever the server refused or could not be reached.

import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { ApiProblem, ServerUnreachable } from "../api/problem.ts";

interface ProblemAlertProps {
  readonly error: unknown;
  /** What was not done, e.g. "The connection was not saved." */
  readonly title?: string;
  /** Tries again what failed. */
  readonly onRetry?: (() => void) | undefined;
}

/** One sentence or two, for people. */
export function wordsOf(error: unknown): string {
  if (error instanceof ServerUnreachable)
    return "The server cannot be reached: what is shown may be old. Check the network, and that Rollcall runs.";
  if (error instanceof ApiProblem) return error.problem.detail;
  return "Something unexpected happened in this page. Load it again; if it stays, tell whoever runs Rollcall.";
}

function Details({ error }: { readonly error: unknown }) {
  if (!(error instanceof ApiProblem)) return null;
  const { errors, code, errorId } = error.problem;
  return (
    <>
      {errors !== undefined && errors.length > 0 && (
        <List size="sm">
          {errors.map(({ field, reason }) => (
            <List.Item key={`${field} ${reason}`}>
              <Text span fw={600}>
                {field.replace(/^(body|query|path)\.?/, "") || "The request"}
              </Text>
              : {reason}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="xs" c="dimmed">
        {code}
        {errorId !== undefined && ` · the server's log has it under ${errorId}`}
      </Text>
    </>
  );
}

export function ProblemAlert({ error, title, onRetry }: ProblemAlertProps) {
  const isUnreachable = error instanceof ServerUnreachable;
  const unknown = isUnreachable ? "The server does not answer" : "It did not work.";
  const said = error instanceof ApiProblem ? error.problem.title : unknown;
  return (
    <Alert
      color={isUnreachable ? "yellow" : "red"}
      icon={isUnreachable ? <IconPlugConnectedX /> : <IconAlertTriangle />}
      title={title ?? said}
      role="alert"
    >
      <Stack gap="xs">
        <Text size="sm">{wordsOf(error)}</Text>
        <Details error={error} />
        {onRetry !== undefined && (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

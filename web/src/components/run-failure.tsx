// Why a run failed, in the server's words, and what to do.

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "react-router";
import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { useMay } from "../api/session.ts";
import { paths } from "../paths.ts";
import { ResumeRunButton } from "./run-acts.tsx";
import { adviceWords } from "./run-words.ts";
import { reasonWords } from "./sync-words.ts";

interface RunFailureProps {
  readonly run: SyncRunView;
  readonly failure: NonNullable<SyncRunView["failure"]>;
  /** Whether the run may be resumed: a later one has not followed it. */
  readonly isLatest: boolean;
  readonly hasLogLink?: boolean;
}

const leadsToCredentials = ["credentials_rejected", "permission_missing"];

export function RunFailure({ run, failure, isLatest, hasLogLink = false }: RunFailureProps) {
  const mayAct = useMay("operator");
  const { reason, code, message } = failure;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={`Run ${run.id} failed: ${reasonWords[reason].toLowerCase()}`}
    >
      <Stack gap="xs">
        <Text size="sm">{message}</Text>
        {isLatest ? (
          <Text size="sm">{adviceWords[reason]}</Text>
        ) : (
          <Text size="sm">
            It cannot be resumed: a later run has followed it, or its connection was removed.
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {code}
        </Text>
        <Group gap="xs">
          {isLatest && <ResumeRunButton run={run} />}
          {mayAct && isLatest && leadsToCredentials.includes(reason) && (
            <Button
              size="xs"
              variant="default"
              component={Link}
              to={paths.connection(run.connectionId, "credentials")}
            >
              Credentials
            </Button>
          )}
          {hasLogLink && (
            <Button size="xs" variant="default" component={Link} to={paths.run(run.id)}>
              Run and its log
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

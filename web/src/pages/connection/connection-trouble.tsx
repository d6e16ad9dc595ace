// What is wrong with a connection, at the head of its page: why it is errored and what to do, and a secret that expires.

import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { isHeld } from "../../api/runs.ts";
import { useMay } from "../../api/session.ts";
import { HeldAlert } from "../../components/held-run.tsx";
import { localTime } from "../../components/moment-words.ts";
import { RunFailure } from "../../components/run-failure.tsx";
import { paths } from "../../paths.ts";

interface TroubleProps {
  readonly connection: ConnectionView;
}

function SecretWarning({ connection: { id, secret, nextSecret } }: TroubleProps) {
  const mayAct = useMay("operator");
  const { warningDays, expiresAt, daysLeft } = secret;
  if (warningDays === null || expiresAt === null) return null;
  const isExpired = daysLeft === 0;
  const left = daysLeft === 1 ? "1 day" : `${daysLeft} days`;
  return (
    <Alert
      color={warningDays <= 7 ? "red" : "yellow"}
      icon={<IconKey />}
      title={isExpired ? "The client secret has expired" : `The client secret expires in ${left}`}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {localTime(expiresAt)}, as it was entered.{" "}
          {nextSecret === null
            ? "Make a new secret in the app registration and store it here: it is tested before it replaces this one."
            : "A second secret is stored and waits to take over."}
        </Text>
        {mayAct && (
          <Button size="xs" variant="default" component={Link} to={paths.connection(id, "credentials")}>
            Rotate secret
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function ConnectionTrouble({ connection }: TroubleProps) {
  const { error, lastRun, state } = connection;
  const failure = lastRun?.failure ?? null;
  return (
    <>
      <SecretWarning connection={connection} />
      {lastRun !== null && isHeld(lastRun) && <HeldAlert run={lastRun} isLatest />}
      {lastRun !== null && failure !== null && !isHeld(lastRun) && (
        <RunFailure run={lastRun} failure={failure} isLatest hasLogLink />
      )}
      {failure === null && state === "errored" && error !== null && (
        <Alert color="red" title="This connection is errored">
          {error.message}
        </Alert>
      )}
    </>
  );
}

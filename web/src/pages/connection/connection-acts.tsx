// What can be done to a connection, at the head of its page: running it now, and all the rest in a menu.

import { Button } from "@mantine/core";
import { IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { isUnderWay } from "../../api/runs.ts";
import { useMay } from "../../api/session.ts";
import { onFirstClick } from "../../components/first-click.ts";
import { ConnectionMenu } from "../connections/connection-menu.tsx";
import { useConnectionActs } from "../connections/use-connection-acts.ts";

export function ConnectionActs({ connection }: { readonly connection: ConnectionView }) {
  const { run, resume } = useConnectionActs(connection);
  const mayAct = useMay("operator");
  if (!mayAct) return null;
  const { lastRun, pausedAt } = connection;
  const isRunning = lastRun !== null && isUnderWay(lastRun);
  return (
    <>
      {!isRunning && pausedAt === null && (
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={run.isPending}
          onClick={onFirstClick(() => run.mutate("delta_pull"))}
        >
          Run now
        </Button>
      )}
      {!isRunning && pausedAt !== null && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={resume.isPending}
          onClick={onFirstClick(() => resume.mutate())}
        >
          Resume
        </Button>
      )}
      <ConnectionMenu connection={connection} size="input-sm" />
    </>
  );
}

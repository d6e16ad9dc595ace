// In place of the dashboard while there is no asset: what to do next, and who can.

import { Button } from "@mantine/core";
import { IconPlug, IconRefresh } from "@tabler/icons-react";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { paths } from "../../paths.ts";

export function NoConnection() {
  const mayConnect = useMay("operator");
  if (!mayConnect)
    return (
      <EmptyState icon={IconPlug} title="There are no assets yet.">
        No Microsoft Entra tenant is connected. Ask an operator or an administrator of Rollcall to connect
        one; its devices appear here then.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={IconPlug}
      title="Connect your first tenant"
      action={
        <Button component={Link} to={paths.newConnection}>
          Connect a tenant
        </Button>
      }
    >
      Rollcall brings every device that Microsoft Entra ID knows into the inventory, and keeps it true from
      then on. Connecting takes about five minutes.
    </EmptyState>
  );
}

export function NoAssets({ connections }: { readonly connections: readonly ConnectionView[] }) {
  const mayRun = useMay("operator");
  const [only] = connections;
  const to = connections.length === 1 && only !== undefined ? paths.connection(only.id) : paths.connections;
  return (
    <EmptyState
      icon={IconRefresh}
      title="There are no assets yet."
      action={
        <Button component={Link} to={to} variant="default">
          {connections.length === 1 ? "Go to the connection" : "Go to the connections"}
        </Button>
      }
    >
      {mayRun
        ? "No run has brought a device so far: run a full pull now, or wait for the schedule. The connection says what is wrong, if something is."
        : "No run has brought a device so far. The connection says when its next run is, and what is wrong, if something is."}
    </EmptyState>
  );
}

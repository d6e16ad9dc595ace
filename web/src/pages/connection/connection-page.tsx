// The frame of a connection's page: its name, its state, what can be done to it, and its tabs.

import { Button, Skeleton, Stack, Tabs } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useParams } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { connectionQuery } from "../../api/connections.ts";
import { isProblem } from "../../api/problem.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { ConnectionStateBadge } from "../../components/state-badge.tsx";
import { type ConnectionTab, connectionTabs, idIn, paths } from "../../paths.ts";
import { ConnectionActs } from "./connection-acts.tsx";
import { ConnectionTrouble } from "./connection-trouble.tsx";

const labels: Readonly<Record<ConnectionTab, string>> = {
  overview: "Overview",
  runs: "Runs",
  log: "Log",
  "transform-map": "Transform map",
  severity: "Severity",
  filters: "Filters",
  schedule: "Schedule",
  credentials: "Credentials",
};

const above = [{ label: "Connections", to: paths.connections }];

function useTab(): ConnectionTab {
  const { pathname } = useLocation();
  const last = pathname.split("/").at(-1);
  return connectionTabs.find((tab) => tab === last) ?? "overview";
}

/** Each tab is a link, so that it has an address and can be opened beside this one. */
function ConnectionTabs({ id }: { readonly id: number }) {
  const active = useTab();
  return (
    <Tabs value={active} activateTabWithKeyboard={false} keepMounted={false}>
      <Tabs.List
        style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}
        aria-label="Connection"
      >
        {connectionTabs.map((tab) => (
          <Tabs.Tab
            key={tab}
            value={tab}
            style={{ flexShrink: 0 }}
            renderRoot={(props) => <Link {...props} to={paths.connection(id, tab)} />}
          >
            {labels[tab]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={active} pt="md">
        <Outlet />
      </Tabs.Panel>
    </Tabs>
  );
}

function Gone() {
  return (
    <Page title="Connection" above={above}>
      <EmptyState
        icon={IconPlugConnectedX}
        title="This connection is not there."
        action={
          <Button component={Link} to={paths.connections}>
            All connections
          </Button>
        }
      >
        It was removed, or the address is mistyped. Assets that came by a removed connection are retired or
        purged, as was chosen then.
      </EmptyState>
    </Page>
  );
}

function Frame({ connection, error }: { connection: ConnectionView; error: Error | null }) {
  const { id, name, description } = connection;
  return (
    <Page
      title={name}
      above={above}
      lead={description === "" ? undefined : description}
      beside={<ConnectionStateBadge connection={connection} />}
      actions={<ConnectionActs connection={connection} />}
    >
      {error !== null && <ProblemAlert error={error} title="What is shown may be old" />}
      <ConnectionTrouble connection={connection} />
      <ConnectionTabs id={id} />
    </Page>
  );
}

export function ConnectionPage() {
  const id = idIn(useParams().id);
  const { data, error, refetch } = useQuery({ ...connectionQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(error, "connection.not_found")) return <Gone />;
  if (data !== undefined) return <Frame connection={data.value} error={error} />;
  return (
    <Page title="Connection" above={above}>
      {error === null ? (
        <Stack aria-busy role="status" aria-label="Loading">
          <Skeleton h={40} />
          <Skeleton h={240} />
        </Stack>
      ) : (
        <ProblemAlert error={error} onRetry={refetch} />
      )}
    </Page>
  );
}

// The catalog of connectors.

import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../../api/connections.ts";
import { connectorsQuery } from "../../api/connectors.ts";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { ConnectorCard } from "./connector-card.tsx";

export function ConnectorsPage() {
  const { data: connectors, error, refetch } = useQuery(connectorsQuery);
  const connections = useQuery(connectionsQuery);
  return (
    <Page title="Connectors" lead="The kinds of source that Rollcall can bring devices from.">
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      {connections.error !== null && (
        <ProblemAlert
          error={connections.error}
          title="The connections cannot be listed."
          onRetry={connections.refetch}
        />
      )}
      {connectors === undefined && error === null && (
        <Skeleton h={320} maw={1000} role="status" aria-label="Loading" />
      )}
      <Stack maw={1000}>
        {connectors?.map((connector) => (
          <ConnectorCard
            key={connector.id}
            connector={connector}
            connections={connections.data?.filter(({ connectorId }) => connectorId === connector.id)}
          />
        ))}
      </Stack>
    </Page>
  );
}

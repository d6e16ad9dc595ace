// All connections: how each is, and what can be done to it.

import { Anchor, Button, Loader, Table } from "@mantine/core";
import { IconPlug } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connectionsQuery } from "../../api/connections.ts";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";

export function ConnectionsPage() {
  const { data: connections, error, refetch } = useQuery(connectionsQuery);
  const mayConnect = useMay("operator");
  const add = mayConnect && (
    <Button component={Link} to={paths.newConnection}>
      New connection
    </Button>
  );
  return (
    <Page title="Connections" actions={add}>
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      {connections === undefined && error === null && <Loader aria-label="Loading" />}
      {connections?.length === 0 && (
        <EmptyState icon={IconPlug} title="No tenant is connected yet." action={add}>
          A connection brings the devices of one Microsoft Entra tenant into the inventory.
        </EmptyState>
      )}
      {connections !== undefined && connections.length > 0 && (
        <Table>
          <Table.Tbody>
            {connections.map(({ id, name }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Anchor component={Link} to={paths.connection(id)}>
                    {name}
                  </Anchor>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Page>
  );
}

// All connections: how each is, and what can be done to it.

import { Button, Group, SegmentedControl, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconPlug, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { connectionsQuery } from "../../api/connections.ts";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { wholeNumber } from "../../components/moment-words.ts";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";
import { ConnectionsTable } from "./connections-table.tsx";

/** Somebody has to look at it: it is errored, or its secret is about to expire. */
const needsAttention = ({ state, secret }: ConnectionView): boolean =>
  state === "errored" || secret.warningDays !== null;

const shownAtOnce = 100;

interface ChoiceProps {
  readonly connections: readonly ConnectionView[];
}

/** The connections by name; those that are looked for, and those that need attention alone. */
function Choice({ connections }: ChoiceProps) {
  const [text, setText] = useState("");
  const [which, setWhich] = useState("all");
  const [limit, setLimit] = useState(shownAtOnce);
  const wanted = text.trim().toLowerCase();
  const troubled = connections.filter(needsAttention);
  const found = (which === "all" ? connections : troubled)
    .filter(({ name, tenantId }) => `${name} ${tenantId}`.toLowerCase().includes(wanted))
    .toSorted((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
  return (
    <Stack>
      <Group>
        <TextInput
          aria-label="Find by name or tenant"
          placeholder="Find by name or tenant"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          flex="1 1 14rem"
          maw={360}
        />
        <SegmentedControl
          aria-label="Which connections"
          value={which}
          onChange={setWhich}
          data={[
            { value: "all", label: `All (${wholeNumber(connections.length)})` },
            { value: "attention", label: `Need attention (${wholeNumber(troubled.length)})` },
          ]}
        />
      </Group>
      {found.length === 0 ? (
        <Text c="dimmed" py="md">
          {wanted === "" ? "No connection needs attention." : "No connection has this in its name or tenant."}
        </Text>
      ) : (
        <ConnectionsTable connections={found.slice(0, limit)} />
      )}
      {found.length > limit && (
        <Group justify="center">
          <Button variant="default" onClick={() => setLimit(limit + shownAtOnce)}>
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  );
}

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
      {connections === undefined && error === null && (
        <Skeleton h={240} aria-busy role="status" aria-label="Loading" />
      )}
      {connections?.length === 0 && (
        <EmptyState icon={IconPlug} title="No tenant is connected yet." action={add}>
          A connection brings the devices of one Microsoft Entra tenant into the inventory.
          {!mayConnect && " An operator or an administrator can make one."}
        </EmptyState>
      )}
      {connections !== undefined && connections.length > 0 && <Choice connections={connections} />}
    </Page>
  );
}

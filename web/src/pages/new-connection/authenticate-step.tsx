// The first step: which app Rollcall reads the tenant as, and what that app and the network must allow.

import { Button, List, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { cloudsQuery, connectorsQuery } from "../../api/connectors.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { CloudField } from "../../forms/cloud-field.tsx";
import { hostsOf } from "../../forms/cloud-words.ts";
import { AppInstructions } from "./app-instructions.tsx";
import { StepFrame } from "./step-frame.tsx";
import type { NewConnection } from "./use-new-connection.ts";

function Hosts({ cloud }: { readonly cloud: string }) {
  const { data: clouds = [] } = useQuery(cloudsQuery);
  const chosen = clouds.find(({ name }) => name === cloud);
  if (chosen === undefined) return null;
  return (
    <Stack gap={4}>
      <Title order={3} size="h5">
        Network
      </Title>
      <Text size="sm">Rollcall’s server must reach these hosts:</Text>
      <List size="sm" withPadding>
        {hostsOf(chosen).map(({ name, port }) => (
          <List.Item key={`${name}:${port}`}>
            <Text span ff="monospace" size="sm">
              {name}
            </Text>
            , TCP port {port}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Permissions({ connectorId }: { readonly connectorId: string }) {
  const { data: connectors = [], error, refetch } = useQuery(connectorsQuery);
  const permissions = connectors.find(({ id }) => id === connectorId)?.permissions ?? [];
  return (
    <Stack gap={4}>
      <Title order={3} size="h5">
        Permission
      </Title>
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      <Table withTableBorder aria-label="Permissions of Microsoft Graph" fz="sm" horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Permission</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Consent required</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {permissions.map(({ name, type, isConsentRequired }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td style={{ overflowWrap: "normal" }}>{type}</Table.Td>
              <Table.Td>{isConsentRequired ? "Yes" : "No"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        It is the least that Microsoft asks for to list devices, and all that Rollcall uses. The delegated
        permission of the same name does not do.
      </Text>
    </Stack>
  );
}

export function AuthenticateStep({ connection }: { readonly connection: NewConnection }) {
  const { draft, change, body, goTo } = connection;
  const { settings } = draft;
  return (
    <StepFrame
      title="Authenticate"
      lead="Rollcall reads the tenant’s devices as an app of its own, with one permission and without a user."
      aside={<AppInstructions cloud={settings.cloud} />}
      onSubmit={() => {
        goTo(1);
        return true;
      }}
      buttons={
        <>
          <span />
          <Button type="submit">Next: profile and connection</Button>
        </>
      }
    >
      <CloudField value={settings.cloud} onChange={(cloud) => change({ settings: { ...settings, cloud } })} />
      <Permissions connectorId={body.connectorId} />
      <Hosts cloud={settings.cloud} />
    </StepFrame>
  );
}

// What a connection is called, the tenant, and the secret by which it is read.

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { Versioned } from "../../api/client.ts";
import { connectionQuery } from "../../api/connections.ts";
import { useMay } from "../../api/session.ts";
import { FactList } from "../../components/fact-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { UnsavedGuard } from "../../components/unsaved-guard.tsx";
import { cloudLabel } from "../../forms/cloud-words.ts";
import { GeneralSection, useGeneralDraft } from "./general-section.tsx";
import { noSecret, RotationSection } from "./rotation-section.tsx";
import { SecretState } from "./secret-state.tsx";
import { Section, TabFrame } from "./tab-frame.tsx";
import { TagNames } from "./tag-names.tsx";
import { TenantSection, useTenantDraft } from "./tenant-section.tsx";
import { useConnectionId } from "./use-connection-id.ts";

interface LoadedProps {
  readonly connection: Versioned<ConnectionView>;
}

function Editor({ connection }: LoadedProps) {
  const general = useGeneralDraft(connection);
  const tenant = useTenantDraft(connection);
  const [second, setSecond] = useState(noSecret);
  const isSecondTyped = second.clientSecret !== "" || second.secretExpiresOn !== "";
  return (
    <Stack gap={40} maw={820}>
      <GeneralSection draft={general} />
      <TenantSection connection={connection.value} draft={tenant} />
      <RotationSection connection={connection.value} entered={second} onChange={setSecond} />
      <UnsavedGuard
        isChanged={general.isChanged || tenant.isChanged || isSecondTyped}
        what="the connection"
      />
    </Stack>
  );
}

function Shown({ connection: { value } }: LoadedProps) {
  return (
    <Stack gap="xl">
      <Section title="General">
        <FactList
          facts={[
            { label: "Name", value: value.name },
            { label: "Description", value: value.description || "–" },
            {
              label: "Tags",
              value: value.tags.length === 0 ? "none: all devices" : <TagNames names={value.tags} />,
            },
            { label: "Created", value: <Moment at={value.createdAt} /> },
          ]}
        />
      </Section>
      <Section title="Tenant">
        <FactList
          facts={[
            { label: "Cloud", value: cloudLabel(value.cloud) },
            { label: "Login host", value: value.loginUrl },
            { label: "Graph host", value: value.graphUrl },
            { label: "Tenant ID", value: value.tenantId },
            { label: "Client ID", value: value.clientId },
            { label: "Token endpoint", value: value.tokenEndpoint },
          ]}
        />
      </Section>
      <Section title="Secret">
        <SecretState label="In use" note={value.secret} />
        {value.nextSecret && <SecretState label="Waits to take over" note={value.nextSecret} />}
      </Section>
    </Stack>
  );
}

export function CredentialsTab() {
  const id = useConnectionId();
  const mayChange = useMay("operator");
  const { data: connection, error, refetch } = useQuery(connectionQuery(id));
  const View = mayChange ? Editor : Shown;
  return (
    <TabFrame
      title="Credentials"
      lead="What the connection is called, which tenant it reads, and the secret by which it does. A secret is never shown again once it is stored."
      error={error}
      onRetry={refetch}
    >
      {connection && <View key={id} connection={connection} />}
    </TabFrame>
  );
}

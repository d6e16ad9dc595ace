// What is about to be made, in short.

import { Stack, Text, Title } from "@mantine/core";
import { cloudLabel } from "../../forms/cloud-words.ts";
import type { NewConnection } from "./use-new-connection.ts";

function Line({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
        {value}
      </Text>
    </div>
  );
}

export function DraftSummary({ connection: { name, draft } }: { readonly connection: NewConnection }) {
  const { settings, tags } = draft;
  return (
    <>
      <Title order={3} size="h5">
        This connection
      </Title>
      <Stack component="dl" gap="xs" m={0}>
        <Line label="Name" value={name.trim() === "" ? "As Rollcall proposes" : name} />
        <Line label="Directory (tenant) ID" value={settings.tenantId} />
        <Line label="Application (client) ID" value={settings.clientId} />
        <Line label="Cloud" value={cloudLabel(settings.cloud)} />
        <Line
          label="Hosts"
          value={tags.length === 0 ? "All devices of the tenant" : `Those that have ${tags.join(" and ")}`}
        />
      </Stack>
    </>
  );
}

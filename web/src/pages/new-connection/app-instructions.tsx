// How to register the app: by hand, or by a script that does the same.

import { Anchor, List, Stack, Tabs, Text, Title } from "@mantine/core";
import { azureCliScript, portalOf, powerShellScript } from "./app-scripts.ts";
import { Script } from "./script.tsx";

function ByHand({ cloud }: { readonly cloud: string }) {
  const portal = portalOf(cloud);
  return (
    <List type="ordered" size="sm" spacing="xs" withPadding>
      <List.Item>
        In{" "}
        <Anchor href={portal} target="_blank" rel="noreferrer" inherit underline="always">
          {new URL(portal).host}
        </Anchor>{" "}
        open <b>App registrations › New registration</b>. Name it, e.g. Rollcall, choose{" "}
        <b>Accounts in this organizational directory only</b>, leave the redirect URI empty, and press{" "}
        <b>Register</b>.
      </List.Item>
      <List.Item>
        From its <b>Overview</b> copy the <b>Application (client) ID</b> and the <b>Directory (tenant) ID</b>.
      </List.Item>
      <List.Item>
        Open <b>Certificates &amp; secrets › Client secrets › New client secret</b> and press <b>Add</b>. Copy
        its <b>Value</b> now: it is shown this once. The Secret ID beside it is not the secret. Note the day
        on which it expires.
      </List.Item>
      <List.Item>
        Open <b>API permissions › Add a permission › Microsoft Graph › Application permissions</b>, tick{" "}
        <b>Device.Read.All</b>, and press <b>Add permissions</b>.
      </List.Item>
      <List.Item>
        On the same page press <b>Grant admin consent</b>, and confirm. The status must read <b>Granted</b>:
        without it Microsoft Graph answers 403.
      </List.Item>
    </List>
  );
}

export function AppInstructions({ cloud }: { readonly cloud: string }) {
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        Register an app
      </Title>
      <Text size="sm" c="dimmed">
        By somebody who may register apps and grant admin consent: a Privileged Role Administrator or a Global
        Administrator.
      </Text>
      <Tabs defaultValue="hand" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="hand">By hand</Tabs.Tab>
          <Tabs.Tab value="az">Azure CLI</Tabs.Tab>
          <Tabs.Tab value="powershell">PowerShell</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="hand">
          <ByHand cloud={cloud} />
        </Tabs.Panel>
        <Tabs.Panel value="az">
          <Script label="Script for the Azure CLI" text={azureCliScript(cloud)} />
        </Tabs.Panel>
        <Tabs.Panel value="powershell">
          <Script
            label="Script for PowerShell with the Microsoft Graph module"
            text={powerShellScript(cloud)}
          />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

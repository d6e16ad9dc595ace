// What this Rollcall is, how it is, and whose work it is made of.

import { Anchor, Card, List, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Page } from "../../components/page.tsx";
import { ServerState } from "./server-state.tsx";
import { ShippedPackages } from "./shipped-packages.tsx";

function Links() {
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={2}>For programs</Title>
        <List size="sm" spacing={4}>
          <List.Item>
            <Anchor href="/api/v1/docs/" underline="always" inherit>
              The HTTP API
            </Anchor>
            : everything that this console does.
          </List.Item>
          <List.Item>
            <Anchor href="/api/v1/openapi.json" underline="always" inherit>
              Its OpenAPI document
            </Anchor>
          </List.Item>
        </List>
        <Text size="sm" c="dimmed">
          The command line <code>rollcall</code> is a client of the same API.
        </Text>
      </Stack>
    </Card>
  );
}

export function AboutPage() {
  return (
    <Page
      title="About"
      lead="Every device that Microsoft Entra ID knows, in an asset inventory that you own."
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <ServerState />
        <Links />
      </SimpleGrid>
      <ShippedPackages />
    </Page>
  );
}

// When a connection runs, and how it is set up.

import { Anchor, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { activeAssetsOfConnection, assetCountQuery } from "../../api/connections.ts";
import { type Fact, FactList } from "../../components/fact-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { counted, wholeNumber } from "../../components/moment-words.ts";
import { Panel } from "../../components/panel.tsx";
import { paths } from "../../paths.ts";
import { NextRun, SecretExpiry } from "../connections/connection-parts.tsx";

interface FactsProps {
  readonly connection: ConnectionView;
}

const hourMs = 3_600_000;

function FullPullDue({ connection: { lastFullPullAt, fullPullEveryHours } }: FactsProps) {
  if (lastFullPullAt === null) return <>The first run is one.</>;
  const due = new Date(Date.parse(lastFullPullAt) + fullPullEveryHours * hourMs).toISOString();
  return (
    <>
      The first run after <Moment at={due} />
    </>
  );
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const everyWords = (hours: number): string =>
  hours % 24 === 0 ? counted(hours / 24, "day") : counted(hours, "hour");

function ActiveAssets({ connection: { id } }: FactsProps) {
  const query = activeAssetsOfConnection(id);
  const { data } = useQuery(assetCountQuery(query));
  return (
    <Anchor component={Link} to={paths.assets({ query })} inherit underline="always">
      {data === undefined ? "Show them" : counted(data.count, "active asset")}
    </Anchor>
  );
}

function whenFacts(connection: ConnectionView): readonly Fact[] {
  const { schedule, lastFullPullAt, fullPullEveryHours, secret, nextSecret } = connection;
  return [
    { label: "Next run", value: <NextRun connection={connection} /> },
    {
      label: "Schedule",
      value: schedule === null ? "None: it runs by hand alone." : sentence(schedule.words),
    },
    {
      label: "Last full pull",
      value: lastFullPullAt === null ? "Never" : <Moment at={lastFullPullAt} />,
    },
    {
      label: `Next full pull (every ${everyWords(fullPullEveryHours)})`,
      value: <FullPullDue connection={connection} />,
    },
    {
      label: "Client secret expires",
      value: (
        <Group gap="xs">
          <SecretExpiry secret={secret} />
          {secret.expiresAt !== null && secret.warningDays !== null && <Moment at={secret.expiresAt} />}
        </Group>
      ),
    },
    ...(nextSecret === null ? [] : [{ label: "Second secret", value: "Stored, waits to take over" }]),
  ];
}

function settingFacts(connection: ConnectionView): readonly Fact[] {
  const { cloud, loginUrl, graphUrl, tenantId, clientId, tokenEndpoint, tags, retirementGuard } = connection;
  const share = `${Math.round(retirementGuard.share * 1000) / 10} %`;
  return [
    { label: "Assets", value: <ActiveAssets connection={connection} /> },
    { label: "Tenant", value: tenantId },
    { label: "Client ID", value: clientId },
    { label: "Cloud", value: cloud },
    { label: "Login host", value: `${loginUrl} (token endpoint ${tokenEndpoint})` },
    { label: "Graph host", value: graphUrl },
    {
      label: "Imports",
      value: tags.length === 0 ? "Every device" : `Devices whose asset has all of: ${tags.join(", ")}`,
    },
    {
      label: "Held for approval",
      value: `A run that would retire more than ${share} of the active assets and more than ${wholeNumber(retirementGuard.minimum)}`,
    },
    { label: "Transform map", value: `Version ${connection.transformMapVersion}` },
    { label: "Made", value: <Moment at={connection.createdAt} /> },
  ];
}

export function ConnectionFacts({ connection }: FactsProps) {
  return (
    <Stack>
      <Panel title="When it runs">
        <FactList facts={whenFacts(connection)} />
      </Panel>
      <Panel title="Settings">
        <FactList facts={settingFacts(connection)} />
      </Panel>
    </Stack>
  );
}

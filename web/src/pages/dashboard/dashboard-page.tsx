// What there is at a glance, and how it changes; every number leads to the assets behind it.

import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FacetsView } from "../../../../src/contract/asset-search.ts";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { connectionsQuery } from "../../api/connections.ts";
import { countQuery } from "../../api/dashboard.ts";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import classes from "./chart-card.module.css";
import { ConnectionsCard } from "./connections-card.tsx";
import { AgeCard, DailyCard, ShareCards, useActiveFacets } from "./facet-charts.tsx";
import { FirstPull } from "./first-pull.tsx";
import { NoAssets, NoConnection } from "./nothing-yet.tsx";
import { TagCard } from "./tag-card.tsx";
import { Tiles } from "./tiles.tsx";

const everyAsset = "lifecycle.state: [active, retired]";

interface OverviewProps {
  readonly facets: FacetsView;
  readonly connections: readonly ConnectionView[];
}

function Overview({ facets, connections }: OverviewProps) {
  return (
    <Stack gap="md">
      <Tiles />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={classes.cards}>
        <DailyCard />
        {connections.length > 0 && <ConnectionsCard connections={connections} />}
        <ShareCards facets={facets} />
        <AgeCard facets={facets} />
        <TagCard facets={facets} />
      </SimpleGrid>
    </Stack>
  );
}

/** It has not been pulled whole, and it is being. */
const isFirstPull = ({ state, lastFullPullAt }: ConnectionView): boolean =>
  state === "processing" && lastFullPullAt === null;

function Content({ facets, connections }: OverviewProps) {
  const { data: every } = useQuery(countQuery(everyAsset));
  const pulls = connections.filter(isFirstPull);
  const isEmpty = facets.count === 0 && every === 0;
  return (
    <Stack gap="md">
      {pulls.map((connection) => (
        <FirstPull key={connection.id} connection={connection} />
      ))}
      {!isEmpty && <Overview facets={facets} connections={connections} />}
      {isEmpty && connections.length === 0 && <NoConnection />}
      {isEmpty && connections.length > 0 && pulls.length === 0 && <NoAssets connections={connections} />}
    </Stack>
  );
}

function WaitingDashboard() {
  return (
    <Stack role="status" aria-busy aria-label="Loading">
      <Skeleton h={90} />
      <Skeleton h={260} />
      <Skeleton h={260} />
    </Stack>
  );
}

export function DashboardPage() {
  const facets = useActiveFacets();
  const connections = useQuery(connectionsQuery);
  const error = facets.error ?? connections.error;
  const retry = (): void => {
    void facets.refetch();
    void connections.refetch();
  };
  const isThere = facets.data !== undefined && connections.data !== undefined;
  return (
    <Page title="Dashboard">
      {error !== null && <ProblemAlert error={error} onRetry={retry} />}
      {!isThere && error === null && <WaitingDashboard />}
      {facets.data !== undefined && connections.data !== undefined && (
        <Content facets={facets.data} connections={connections.data} />
      )}
    </Page>
  );
}

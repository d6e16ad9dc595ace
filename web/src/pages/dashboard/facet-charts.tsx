// What the active assets are, each view as a picture with its list.

import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import type { FacetsView } from "../../../../src/contract/asset-search.ts";
import { activeFacetsQuery, dailyCountsQuery, type Facet } from "../../api/dashboard.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { ChartCard, WaitingChart } from "./chart-card.tsx";
import { AgeChart, DailyChart, ShareChart } from "./charts.ts";
import {
  ageWords,
  byAge,
  byCompliance,
  byPlace,
  bySeverity,
  complianceWords,
  highestFirst,
  joinWords,
  severityLabels,
  slicesOf,
  systemWords,
} from "./slices.ts";

type SliceOptions = Parameters<typeof slicesOf>[2];

interface View {
  readonly name: Facet["name"];
  readonly title: string;
  readonly options: SliceOptions;
}

const shares: readonly View[] = [
  { name: "operatingSystem", title: "Operating system", options: { words: systemWords, colors: byPlace } },
  { name: "trustType", title: "Join type", options: { words: joinWords, colors: byPlace } },
  { name: "isCompliant", title: "Compliance", options: { words: complianceWords, colors: byCompliance } },
];
const severity: View = {
  name: "severity",
  title: "Risk severity",
  options: { words: severityLabels, colors: bySeverity, order: highestFirst },
};

const facetOf = ({ facets }: FacetsView, name: Facet["name"]): Pick<Facet, "values"> =>
  facets.find((facet) => facet.name === name) ?? { values: [] };

function ShareCard({ view, facets }: { readonly view: View; readonly facets: FacetsView }) {
  const slices = slicesOf(facetOf(facets, view.name), facets.count, view.options);
  return (
    <ChartCard title={view.title}>
      <Suspense fallback={<WaitingChart height={150} />}>
        <ShareChart slices={slices} total={facets.count} />
      </Suspense>
    </ChartCard>
  );
}

/** Nothing is shown of severity while no connection gives any. */
export function ShareCards({ facets }: { readonly facets: FacetsView }) {
  const hasSeverity = facetOf(facets, "severity").values.some(({ label }) => label !== null);
  const views = hasSeverity ? [...shares, severity] : shares;
  return views.map((view) => <ShareCard key={view.name} view={view} facets={facets} />);
}

export function AgeCard({ facets }: { readonly facets: FacetsView }) {
  const ages = { words: ageWords, colors: byAge };
  const slices = slicesOf(facetOf(facets, "lastSignInAge"), facets.count, ages);
  return (
    <ChartCard title="Last sign-in">
      <Suspense fallback={<WaitingChart height={150} />}>
        <AgeChart slices={slices} total={facets.count} />
      </Suspense>
    </ChartCard>
  );
}

const shownDays = 30;

export function DailyCard() {
  const { data, error, refetch } = useQuery(dailyCountsQuery(shownDays));
  return (
    <ChartCard title="New and retired per day">
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      {data === undefined && error === null && <WaitingChart height={190} />}
      {data !== undefined && (
        <Suspense fallback={<WaitingChart height={190} />}>
          <DailyChart days={data.days} />
        </Suspense>
      )}
    </ChartCard>
  );
}

export const useActiveFacets = () => useQuery(activeFacetsQuery);

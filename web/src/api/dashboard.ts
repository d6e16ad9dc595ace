// What the dashboard shows: counts, what assets are, and what came and went day by day.

import { queryOptions } from "@tanstack/react-query";
import type { DailyCountsView, FacetsView } from "../../../src/contract/asset-search.ts";
import type { RunProgressView } from "../../../src/contract/sync-run.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";

export type Facet = FacetsView["facets"][number];
export type FacetValue = Facet["values"][number];
export type CountedDay = DailyCountsView["days"][number];

const dashboard = [...keys.inventory, "dashboard"];

export const activeFacetsQuery = queryOptions({
  queryKey: [...dashboard, "facets"],
  queryFn: ({ signal }) => read<FacetsView>("/assets/facets", {}, signal),
});

export const countQuery = (query: string) =>
  queryOptions({
    queryKey: [...dashboard, "count", query],
    queryFn: async ({ signal }) => (await read<{ count: number }>("/assets/count", { query }, signal)).count,
  });

/** In the zone of whoever looks. */
export const dailyCountsQuery = (days: number) => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return queryOptions({
    queryKey: [...dashboard, "daily", days, timeZone],
    queryFn: ({ signal }) => read<DailyCountsView>("/assets/daily-counts", { days, timeZone }, signal),
  });
};

/** Events alone tell it; null until one does. */
export const runProgressQuery = (connectionId: number) =>
  queryOptions({
    queryKey: keys.runProgress(connectionId),
    queryFn: (): RunProgressView | null => null,
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
  });

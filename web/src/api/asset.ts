// One asset, and what stands beside it in a search.

import { queryOptions, skipToken } from "@tanstack/react-query";
import type { AssetDetailView } from "../../../src/contract/asset-detail.ts";
import type { NeighboursView } from "../../../src/contract/asset-search.ts";
import type { TransformMapView } from "../../../src/contract/transform-map.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";

export const assetQuery = (id: number | null) =>
  queryOptions({
    queryKey: keys.asset(id ?? 0),
    queryFn:
      id === null ? skipToken : ({ signal }) => read<AssetDetailView>(`/assets/${id}`, undefined, signal),
  });

export interface ReachedBy {
  readonly query: string;
  readonly sort: string;
}

export const neighboursQuery = (id: number, { query, sort }: ReachedBy) =>
  queryOptions({
    queryKey: [...keys.asset(id), "neighbours", query, sort],
    queryFn: ({ signal }) => read<NeighboursView>(`/assets/${id}/neighbours`, { query, sort }, signal),
  });

/** Which device property feeds which field; what the connection's page shows of it is kept apart. */
export const assetMapQuery = (connectionId: number | null) =>
  queryOptions({
    queryKey: [...keys.inventory, "transform-map", connectionId],
    queryFn:
      connectionId === null
        ? skipToken
        : ({ signal }) =>
            read<TransformMapView>(`/connections/${connectionId}/transform-map`, undefined, signal),
  });

// One asset: reading it and what stands beside it in a search, and putting tags on it and taking them off.

import { queryOptions, skipToken } from "@tanstack/react-query";
import type { AssetDetailView } from "../../../src/contract/asset-detail.ts";
import type { NeighboursView } from "../../../src/contract/asset-search.ts";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import type { TagView } from "../../../src/contract/tag.ts";
import type { TransformMapView } from "../../../src/contract/transform-map.ts";
import { read, send } from "./client.ts";
import { keys } from "./keys.ts";
import { readEvery } from "./pages.ts";

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

export const everyTagQuery = queryOptions({
  queryKey: [...keys.tags, "every"],
  queryFn: ({ signal }) => readEvery<TagView>("/tags", {}, signal),
});

export const taskQuery = (id: number) =>
  queryOptions({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => read<InventoryTaskView>(`/inventory-tasks/${id}`, undefined, signal),
  });

export type TagAct = "put-on" | "take-off";

/** The work is a task, whose end an event tells. */
export const placeTag = (act: TagAct, tagId: number, assetId: number): Promise<InventoryTaskView> =>
  send("POST", `/tags/${tagId}/${act}`, {
    body: { assetIds: [assetId] },
    idempotencyKey: crypto.randomUUID(),
  });

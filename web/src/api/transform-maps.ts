// Transform maps of connections: reading one and its versions, trying a change on a stored device, and saving it.

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { FoundAssetView } from "../../../src/contract/asset-search.ts";
import type {
  SavedTransformMap,
  TransformMapPreview,
  TransformMapVersionView,
  TransformMapView,
} from "../../../src/contract/transform-map.ts";
import { readVersioned, send, sendVersioned, type Versioned } from "./client.ts";
import { keys } from "./keys.ts";
import { readPage } from "./pages.ts";

/** A line as it is sent. */
export interface SentRule {
  readonly from: string;
  readonly to: string;
}

/** Below the connection's own key: an event that changes the connection outdates its map as well. */
export const transformMapQuery = (id: number) =>
  queryOptions({
    queryKey: [...keys.connection(id), "transform-map"],
    queryFn: ({ signal }) => readVersioned<TransformMapView>(`/connections/${id}/transform-map`, signal),
  });

export const mapVersionsKey = (id: number) => [...keys.connection(id), "transform-map-versions"];
export const mapVersionsPath = (id: number): string => `/connections/${id}/transform-map/versions`;
export type MapVersion = TransformMapVersionView;

/** `rules`: the whole map; `assetId`: whose device is shown, or null for the one that changed last. */
export const mapPreviewQuery = (id: number, rules: readonly SentRule[], assetId: number | null) =>
  queryOptions({
    // What a device has changes with the inventory.
    queryKey: [...keys.inventory, "transform-map-preview", id, rules, assetId],
    queryFn: ({ signal }) =>
      send<TransformMapPreview>("POST", `/connections/${id}/transform-map/preview`, {
        body: { rules, ...(assetId !== null && { assetId }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

/** Words that mean something else in a query, and all that is neither letter, digit, space nor hyphen, need quotes. */
const isPlain = (text: string): boolean =>
  /^[\p{L}\p{N} _-]+$/u.test(text) && !/(^| )(and|or|not)( |$)/i.test(text);

/** Devices of the connection whose name has what was typed, or whose asset has that number. */
export function sampleSearch(id: number, typed: string): string {
  const text = typed.trim();
  if (text === "") return `connection.id: ${id}`;
  const name = isPlain(text) ? text : `"${text.replaceAll('"', '""')}"`;
  const named = /^\d{1,15}$/.test(text) ? `(name: ${name} or asset.id: ${text})` : `name: ${name}`;
  return `connection.id: ${id} and ${named}`;
}

/** Devices of the connection that can be shown, the first of them by name. */
export const sampleAssetsQuery = (id: number, typed: string) =>
  queryOptions({
    queryKey: [...keys.assets, "samples", id, typed],
    queryFn: async ({ signal }) => {
      const filters = { query: sampleSearch(id, typed), limit: 50 };
      const { items } = await readPage<FoundAssetView>("/assets", filters, signal);
      return items.map((one) => ({ id: one.id, name: one.name }));
    },
    placeholderData: keepPreviousData,
  });

/** Throws as `ask` does; 412 where the map is not of that version any more. */
export const saveTransformMap = (
  id: number,
  etag: string,
  rules: readonly SentRule[],
): Promise<Versioned<SavedTransformMap>> =>
  sendVersioned("PUT", `/connections/${id}/transform-map`, { body: { rules }, ifMatch: etag });

// Severity maps of connections: reading one, counting what a change of it would do, and saving it.

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  SavedSeverityMap,
  SeverityMapBody,
  SeverityMapView,
  SeverityPreview,
} from "../../../src/contract/severity-map.ts";
import { readVersioned, send, sendVersioned, type Versioned } from "./client.ts";
import { keys } from "./keys.ts";

/** Below the connection's own key: an event that changes the connection outdates its map as well. */
export const severityMapQuery = (id: number) =>
  queryOptions({
    queryKey: [...keys.connection(id), "severity-map"],
    queryFn: ({ signal }) => readVersioned<SeverityMapView>(`/connections/${id}/severity-map`, signal),
  });

/** Null: what was entered is no map. */
export const severityPreviewQuery = (id: number, map: SeverityMapBody | null) =>
  queryOptions({
    queryKey: [...keys.inventory, "severity-preview", id, map],
    queryFn: ({ signal }) =>
      send<SeverityPreview>("POST", `/connections/${id}/severity-map/preview`, { body: { map }, signal }),
    enabled: map !== null,
    placeholderData: keepPreviousData,
  });

/** Throws as `ask` does; 412 where the connection is not of that version any more. */
export const saveSeverityMap = (
  id: number,
  etag: string,
  map: SeverityMapBody,
): Promise<Versioned<SavedSeverityMap>> =>
  sendVersioned("PUT", `/connections/${id}/severity-map`, { body: map, ifMatch: etag });

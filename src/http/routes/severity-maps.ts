// The severity map of a connection: shown, counted before it is saved, and saved.

import {
  type SeverityMapView,
  savedSeverityMap,
  severityMapBody,
  severityMapView,
  severityPreview,
  severityPreviewBody,
} from "../../contract/severity-map.ts";
import { type ConnectionId, connectionId } from "../../core/id.ts";
import type { Storage } from "../../core/storage.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { etagOf, requireMatch } from "../etag.ts";
import { connectionParams } from "./connections.ts";

const tags = ["maps"];

async function showSeverityMap(storage: Storage, id: ConnectionId): Promise<SeverityMapView> {
  const { version, severityMap } = await storage.readConnection(id);
  const { severities, staleAfterDays } = severityMap;
  return { connectionId: id, version, severities, staleAfterDays };
}

function addLooking(api: App, { storage, clock }: ConnectionOptions): void {
  api.get(
    "/connections/:id/severity-map",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readSeverityMap",
        summary: "Shows which signal of a device's posture gives its asset which severity",
        tags,
        params: connectionParams,
        response: { 200: severityMapView },
      },
    },
    async ({ params }, reply) => {
      const view = await showSeverityMap(storage, connectionId(params.id));
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
  api.post(
    "/connections/:id/severity-map/preview",
    {
      config: {
        role: "viewer",
        audit: "not_needed",
      },
      schema: {
        operationId: "previewSeverityMap",
        summary: "Counts the connection's active assets by severity, as it is and by another map",
        tags,
        params: connectionParams,
        body: severityPreviewBody,
        response: { 200: severityPreview },
      },
    },
    async ({ params, body }) => {
      const { id } = await storage.readConnection(connectionId(params.id));
      return { counts: [...(await storage.countSeverities(id, body.map, clock.now()))] };
    },
  );
}

function addSaving(api: App, { storage, clock, feed, onTask }: ConnectionOptions): void {
  api.put(
    "/connections/:id/severity-map",
    {
      config: {
        role: "operator",
        ifMatch: true,
        audit: { done: "severity_map.changed", refused: "severity_map.change_refused", noun: "connection" },
      },
      schema: {
        operationId: "changeSeverityMap",
        summary: "Changes which signal gives which severity, for every asset of the connection at once",
        tags,
        params: connectionParams,
        body: severityMapBody,
        response: { 200: savedSeverityMap },
      },
    },
    async (request, reply) => {
      const { id, version } = await storage.readConnection(connectionId(request.params.id));
      requireMatch(request, version);
      const taskId = await storage.transaction((writer) =>
        writer.saveSeverityMap(id, version, request.body, clock.now()),
      );
      feed.publish({ kind: "connection_changed", connectionId: id });
      onTask();
      const view = await showSeverityMap(storage, id);
      return reply.header("ETag", etagOf(view.version)).send({ ...view, taskId });
    },
  );
}

export function severityMapRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    addLooking(api, options);
    addSaving(api, options);
  };
}

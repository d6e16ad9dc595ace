// The transform map of a connection: shown with its versions, tried on a stored device, and extended.

import { pageOf, pageQuery } from "../../contract/page.ts";
import {
  type SavedTransformMap,
  savedTransformMap,
  transformMapBody,
  transformMapPreview,
  transformMapPreviewBody,
  transformMapVersionView,
  transformMapView,
} from "../../contract/transform-map.ts";
import type { Connection } from "../../core/connection.ts";
import type { Connector } from "../../core/connector.ts";
import { FieldError } from "../../core/error.ts";
import { type AssetId, assetId, connectionId } from "../../core/id.ts";
import type { StoredSample } from "../../core/map-storage.ts";
import type { Storage } from "../../core/storage.ts";
import { type AddedRule, extendMap } from "../../core/transform-map.ts";
import { judgeMapChange, requireAddedRules } from "../../core/transform-map-rules.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { type ConnectionOptions, findConnector } from "../connection-options.ts";
import { pageView, toIdRange } from "../cursor.ts";
import { etagOf, requireMatch } from "../etag.ts";
import { viewMapChange, viewMapVersion, viewSample, viewTransformMap } from "../views/transform-map-view.ts";
import { connectionParams } from "./connections.ts";

const tags = ["maps"];

/** What was added to the connector's own lines; throws `transform_map.invalid`. */
function addedOf(connector: Connector, rules: readonly AddedRule[]): readonly AddedRule[] {
  return requireAddedRules(rules, {
    own: connector.defaultTransformMap.rules,
    whyUnreadable: (property) => connector.whyUnreadable(property),
  });
}

async function readParts(options: ConnectionOptions, id: number) {
  const { storage } = options;
  const connection = await storage.readConnection(connectionId(id));
  const connector = findConnector(options, connection.connectorId);
  return { connection, connector, map: await storage.readTransformMap(connection.id) };
}

/** Throws `transform_map.no_such_asset` where one is asked for that the connection does not have. */
async function findSample(
  storage: Storage,
  { id }: Connection,
  asked: AssetId | null,
): Promise<StoredSample | null> {
  const sample = await storage.readSample(id, asked);
  if (sample === null && asked !== null)
    throw new FieldError(
      "transform_map.no_such_asset",
      "assetId",
      `The connection ${id} has no asset ${asked}.`,
    );
  return sample;
}

function addReading(api: App, options: ConnectionOptions): void {
  api.get(
    "/connections/:id/transform-map",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readTransformMap",
        summary: "Shows which device property feeds which asset field",
        tags,
        params: connectionParams,
        response: { 200: transformMapView },
      },
    },
    async ({ params }, reply) => {
      const { connection, connector, map } = await readParts(options, params.id);
      const view = viewTransformMap(connector.defaultTransformMap, connection, map);
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
  api.get(
    "/connections/:id/transform-map/versions",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listTransformMapVersions",
        summary: "Lists every transform map that the connection had, the newest first",
        tags,
        params: connectionParams,
        querystring: pageQuery,
        response: { 200: pageOf(transformMapVersionView) },
      },
    },
    async ({ params, query }) => {
      const { connection, connector } = await readParts(options, params.id);
      const listing = `transform-maps-${connection.id}`;
      const { after, limit } = toIdRange(listing, query);
      const page = { connectionId: connection.id, before: after, limit: limit + 1 };
      const read = await options.storage.readTransformMaps(page);
      const items = read.slice(0, limit);
      const next = read.length > limit ? String(items.at(-1)?.version) : null;
      return pageView(listing, { items, next }, (map) => viewMapVersion(connector.defaultTransformMap, map));
    },
  );
}

function addPreview(api: App, options: ConnectionOptions): void {
  api.post(
    "/connections/:id/transform-map/preview",
    {
      config: {
        role: "viewer",
        audit: "not_needed",
      },
      schema: {
        operationId: "previewTransformMap",
        summary: "Shows what a map makes of a stored device, and what saving it needs",
        tags,
        params: connectionParams,
        body: transformMapPreviewBody,
        response: { 200: transformMapPreview },
      },
    },
    async ({ params, body }) => {
      const { connection, connector, map } = await readParts(options, params.id);
      const added = addedOf(connector, body.rules);
      const { basis } = connection;
      const asked = body.assetId === undefined ? null : assetId(body.assetId);
      const sample = await findSample(options.storage, connection, asked);
      const tried = extendMap(connector.defaultTransformMap, { version: map.version, added });
      return {
        saving: viewMapChange(judgeMapChange(map.added, added, basis)),
        sample: sample === null ? null : viewSample(tried, sample, new Set(basis?.selectedProperties)),
      };
    },
  );
}

async function save(
  options: ConnectionOptions,
  { connection, connector, map }: Awaited<ReturnType<typeof readParts>>,
  rules: readonly AddedRule[],
): Promise<SavedTransformMap> {
  const { storage, clock, feed, onTask } = options;
  const { id } = connection;
  const added = addedOf(connector, rules);
  const change = judgeMapChange(map.added, added, connection.basis);
  const taskId =
    change.kind === "unchanged"
      ? null
      : await storage.transaction((writer) => writer.saveTransformMap(id, map.version, added, clock.now()));
  if (taskId !== null) {
    feed.publish({ kind: "connection_changed", connectionId: id });
    onTask();
  }
  const saved = viewTransformMap(
    connector.defaultTransformMap,
    connection,
    await storage.readTransformMap(id),
  );
  return { ...saved, saving: viewMapChange(change), taskId };
}

function addSaving(api: App, options: ConnectionOptions): void {
  api.put(
    "/connections/:id/transform-map",
    {
      config: {
        role: "operator",
        ifMatch: true,
        audit: {
          done: "transform_map.changed",
          refused: "transform_map.change_refused",
          noun: "connection",
        },
      },
      schema: {
        operationId: "changeTransformMap",
        summary: "Extends the transform map; what is stored is read by it at once",
        tags,
        params: connectionParams,
        body: transformMapBody,
        response: { 200: savedTransformMap },
      },
    },
    async (request, reply) => {
      const parts = await readParts(options, request.params.id);
      requireMatch(request, parts.map.version);
      const view = await save(options, parts, request.body.rules);
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
}

export function transformMapRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    addReading(api, options);
    addPreview(api, options);
    addSaving(api, options);
  };
}

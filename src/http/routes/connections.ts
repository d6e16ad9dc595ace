// Connections: make, look at, change, pause, resume and remove them.

import { z } from "zod";
import {
  assetsFate,
  type ConnectionBody,
  type ConnectionChangeBody,
  type ConnectionView,
  connectionBody,
  connectionChangeBody,
  connectionView,
} from "../../contract/connection.ts";
import { pageOf, pageQuery } from "../../contract/page.ts";
import type { Connection } from "../../core/connection.ts";
import { proposeName } from "../../core/connection-name.ts";
import type { ConnectionChange } from "../../core/connection-storage.ts";
import { type ConnectionId, connectionId } from "../../core/id.ts";
import { Secret } from "../../core/secret.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { assertTags, assertTested, requireSchedule, resolveSettings } from "../connection-input.ts";
import { type ConnectionOptions, findConnector } from "../connection-options.ts";
import { pageView, toIdRange } from "../cursor.ts";
import { etagOf, requireMatch } from "../etag.ts";
import { viewConnection } from "../views/connection-view.ts";

const hourMs = 60 * 60 * 1000;
const tags = ["connections"];
export const connectionParams = z.strictObject({
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

const toTime = (moment: string | null): number | null => (moment === null ? null : Date.parse(moment));

/** The connection with its latest run. */
export async function showConnection(
  { storage, clock }: Pick<ConnectionOptions, "storage" | "clock">,
  id: ConnectionId,
): Promise<ConnectionView> {
  const [connection, run] = [await storage.readConnection(id), await storage.readLatestRun(id)];
  return viewConnection(connection, run, clock.now());
}

async function create(options: ConnectionOptions, body: ConnectionBody): Promise<ConnectionId> {
  const { storage, clock, clouds, onPlanChanged } = options;
  const connector = findConnector(options, body.connectorId);
  const { cloud, settings } = resolveSettings(body.settings, clouds);
  if (body.schedule !== null) requireSchedule(body.schedule);
  await assertTags(storage, body.tags);
  const secret = new Secret(body.clientSecret);
  const now = clock.now();
  await assertTested(storage, { connectorId: connector.id, settings, secret }, now);
  const { description, tags: names, schedule, retirementGuard, fullPullEveryHours } = body;
  const connection = {
    name: body.name ?? proposeName(connector, now),
    connectorId: connector.id,
    description,
    tags: names,
    schedule,
    cloud,
    settings,
    secret,
    secretExpiresAt: toTime(body.secretExpiresAt),
    ...(retirementGuard && { retirementGuard }),
    ...(fullPullEveryHours && { fullPullEveryMs: fullPullEveryHours * hourMs }),
  };
  const id = await storage.transaction((writer) => writer.createConnection(connection, now));
  onPlanChanged();
  return id;
}

/** The settings and the secret that the connection would have, where either changes: they must have passed the test. */
async function changedCredentials(
  { storage, clouds, clock }: ConnectionOptions,
  connection: Connection,
  { settings: entered, clientSecret }: ConnectionChangeBody,
): Promise<Pick<ConnectionChange, "cloud" | "settings" | "secret">> {
  if (entered === undefined && clientSecret === undefined) return {};
  const resolved = entered === undefined ? null : resolveSettings(entered, clouds);
  const settings = resolved?.settings ?? connection.settings;
  const secret =
    clientSecret === undefined ? await storage.readSecret(connection.id) : new Secret(clientSecret);
  await assertTested(storage, { connectorId: connection.connectorId, settings, secret }, clock.now());
  return { ...resolved, ...(clientSecret !== undefined && { secret }) };
}

async function change(
  options: ConnectionOptions,
  connection: Connection,
  body: ConnectionChangeBody,
): Promise<void> {
  const { storage, clock, feed, onPlanChanged } = options;
  const {
    name,
    description,
    tags: names,
    schedule,
    secretExpiresAt,
    retirementGuard,
    fullPullEveryHours,
  } = body;
  if (schedule) requireSchedule(schedule);
  if (names !== undefined) await assertTags(storage, names);
  const changed: ConnectionChange = {
    ...(await changedCredentials(options, connection, body)),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(names !== undefined && { tags: names }),
    ...(schedule !== undefined && { schedule }),
    ...(secretExpiresAt !== undefined && { secretExpiresAt: toTime(secretExpiresAt) }),
    ...(retirementGuard !== undefined && { retirementGuard }),
    ...(fullPullEveryHours !== undefined && { fullPullEveryMs: fullPullEveryHours * hourMs }),
  };
  const { id, version } = connection;
  await storage.transaction((writer) => writer.changeConnection(id, version, changed, clock.now()));
  if (schedule !== undefined) onPlanChanged();
  feed.publish({ kind: "connection_changed", connectionId: id });
}

function addReading(api: App, options: ConnectionOptions): void {
  const { storage, clock } = options;
  api.get(
    "/connections",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listConnections",
        summary: "Lists the connections, the oldest first",
        tags,
        querystring: pageQuery,
        response: { 200: pageOf(connectionView) },
      },
    },
    async ({ query }) => {
      const { after, limit } = toIdRange("connections", query);
      const read = await storage.readConnections({ after: after ?? 0, limit: limit + 1 });
      const shown = read.slice(0, limit);
      const views = await Promise.all(
        shown.map(async (one) => viewConnection(one, await storage.readLatestRun(one.id), clock.now())),
      );
      const next = read.length > limit ? String(shown.at(-1)?.id) : null;
      return pageView("connections", { items: views, next }, (view) => view);
    },
  );
  api.get(
    "/connections/:id",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readConnection",
        summary: "Shows a connection",
        tags,
        params: connectionParams,
        response: { 200: connectionView },
      },
    },
    async ({ params }, reply) => {
      const view = await showConnection(options, connectionId(params.id));
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
}

function addWriting(api: App, options: ConnectionOptions): void {
  const { storage, feed } = options;
  api.post(
    "/connections",
    {
      config: {
        role: "operator",
        idempotency: "replay",
        audit: { done: "connection.created", refused: "connection.creation_refused", noun: "connection" },
      },
      schema: {
        operationId: "createConnection",
        summary: "Makes a connection of settings that have just passed the connection test",
        tags,
        body: connectionBody,
        response: { 201: connectionView },
      },
    },
    async ({ body }, reply) => {
      const id = await create(options, body);
      const view = await showConnection(options, id);
      feed.publish({ kind: "connection_changed", connectionId: id });
      return reply
        .code(201)
        .header("Location", `/api/v1/connections/${view.id}`)
        .header("ETag", etagOf(view.version))
        .send(view);
    },
  );
  api.patch(
    "/connections/:id",
    {
      config: {
        role: "operator",
        ifMatch: true,
        audit: { done: "connection.changed", refused: "connection.change_refused", noun: "connection" },
      },
      schema: {
        operationId: "changeConnection",
        summary:
          "Changes a connection; other credentials only where they have just passed the connection test",
        tags,
        params: connectionParams,
        body: connectionChangeBody,
        response: { 200: connectionView },
      },
    },
    async (request, reply) => {
      const id = connectionId(request.params.id);
      const connection = await storage.readConnection(id);
      requireMatch(request, connection.version);
      await change(options, connection, request.body);
      const view = await showConnection(options, id);
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
}

function addPausing(api: App, options: ConnectionOptions): void {
  const { storage, clock, feed, onPlanChanged } = options;
  const acts = [
    {
      act: "pause",
      done: "connection.paused",
      summary: "Pauses a connection: it runs neither by its schedule nor by hand",
    },
    {
      act: "resume",
      done: "connection.resumed",
      summary: "Resumes a paused connection; what was due meanwhile is not made up",
    },
  ] as const;
  for (const { act, done, summary } of acts)
    api.post(
      `/connections/:id/${act}`,
      {
        config: {
          role: "operator",
          audit: { done, refused: `connection.${act}_refused`, noun: "connection" },
        },
        schema: {
          operationId: `${act}Connection`,
          summary,
          tags,
          params: connectionParams,
          response: { 200: connectionView },
        },
      },
      async ({ params }, reply) => {
        const id = connectionId(params.id);
        await storage.transaction((writer) => writer.setPaused(id, act === "pause" ? clock.now() : null));
        onPlanChanged();
        feed.publish({ kind: "connection_changed", connectionId: id });
        const view = await showConnection(options, id);
        return reply.header("ETag", etagOf(view.version)).send(view);
      },
    );
}

function addRemoving(api: App, { storage, clock, feed, onRemoval }: ConnectionOptions): void {
  api.delete(
    "/connections/:id",
    {
      config: {
        role: "administrator",
        audit: { done: "connection.removed", refused: "connection.removal_refused", noun: "connection" },
      },
      schema: {
        operationId: "removeConnection",
        summary:
          "Removes a connection at once; its assets are retired, or purged with their history, in the background",
        tags,
        params: connectionParams,
        querystring: z.strictObject({ assets: assetsFate }),
        response: { 202: z.object({ id: z.int(), assets: assetsFate }).meta({ id: "Removal" }) },
      },
    },
    async ({ params, query }, reply) => {
      const removal = { id: connectionId(params.id), assets: query.assets };
      await storage.transaction((writer) => writer.removeConnection(removal, clock.now()));
      onRemoval();
      feed.publish({ kind: "connection_removed", connectionId: removal.id });
      return reply.code(202).send(removal);
    },
  );
}

export function connectionRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    addReading(api, options);
    addWriting(api, options);
    addPausing(api, options);
    addRemoving(api, options);
  };
}

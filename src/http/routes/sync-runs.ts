// Sync runs: ask for them, look at them, cancel, resume and decide on them.

import { z } from "zod";
import { pageOf, pageQuery } from "../../contract/page.ts";
import {
  heldAssetView,
  heldCountView,
  logEntryView,
  logLevel,
  rejectionView,
  retirementReason,
  runBody,
  runStateName,
  syncRunView,
} from "../../contract/sync-run.ts";
import { type ConnectionId, connectionId, type SyncRunId, syncRunId } from "../../core/id.ts";
import type { LiveFeed } from "../../core/live-event.ts";
import type { LogPage } from "../../core/run-storage.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { pageView, toIdRange } from "../cursor.ts";
import { viewLogEntry, viewSyncRun } from "../views/sync-run-view.ts";
import { connectionParams } from "./connections.ts";

const tags = ["sync runs"];
const runParams = connectionParams;
const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** A query parameter that may come once or several times. */
const several = <Value extends z.ZodType<string>>(value: Value) =>
  z.union([value.transform((one) => [one]), z.array(value)]).optional();

/** One more than asked for is read, so as to know whether there is a next page. */
function pageOfRead<Item extends { readonly id: number }>(read: readonly Item[], limit: number) {
  const items = read.slice(0, limit);
  return { items, next: read.length > limit ? String(items.at(-1)?.id) : null };
}

function addListing(api: App, { storage }: ConnectionOptions): void {
  api.get(
    "/runs",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listRuns",
        summary: "Lists sync runs, the newest first",
        tags,
        querystring: pageQuery.extend({ connectionId: id.optional(), state: several(runStateName) }),
        response: { 200: pageOf(syncRunView) },
      },
    },
    async ({ query }) => {
      const { after, limit } = toIdRange("runs", query);
      const read = await storage.readRuns({
        connectionId: query.connectionId === undefined ? null : connectionId(query.connectionId),
        states: query.state ?? null,
        before: after === null ? null : syncRunId(after),
        limit: limit + 1,
      });
      return pageView("runs", pageOfRead(read, limit), viewSyncRun);
    },
  );
  api.get(
    "/runs/:id",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readRun",
        summary: "Shows a sync run",
        tags,
        params: runParams,
        response: { 200: syncRunView },
      },
    },
    async ({ params }) => viewSyncRun(await storage.readRun(syncRunId(params.id))),
  );
}

const logQuery = pageQuery.extend({
  level: several(logLevel),
  code: z.string().max(100).optional(),
  order: z.enum(["oldest", "newest"]).default("oldest").describe("Which entry comes first"),
  sinceId: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe("Only entries that were written after this one: so a log is followed"),
});

function addLogs(api: App, { storage }: ConnectionOptions): void {
  const read = async (of: LogPage["of"], query: z.infer<typeof logQuery>) => {
    const isNewestFirst = query.order === "newest";
    const listing = isNewestFirst ? "log from its end" : "log";
    const { after, limit } = toIdRange(listing, query);
    const filter = { levels: query.level ?? null, code: query.code ?? null, sinceId: query.sinceId };
    const page = { of, ...filter, isNewestFirst, after: after ?? 0, limit: limit + 1 };
    return pageView(listing, pageOfRead(await storage.readLogPage(page), limit), viewLogEntry);
  };
  const response = { 200: pageOf(logEntryView) };
  api.get(
    "/runs/:id/log",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readRunLog",
        summary: "Shows a run's log, the oldest or the newest entry first",
        tags,
        params: runParams,
        querystring: logQuery,
        response,
      },
    },
    async ({ params, query }) => {
      const { id: runId } = await storage.readRun(syncRunId(params.id));
      return read({ runId }, query);
    },
  );
  api.get(
    "/connections/:id/log",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readConnectionLog",
        summary: "Shows the log of all runs of a connection, the oldest or the newest entry first",
        tags: ["connections"],
        params: connectionParams,
        querystring: logQuery,
        response,
      },
    },
    async ({ params, query }) => {
      const connection = await storage.readConnection(connectionId(params.id));
      return read({ connectionId: connection.id }, query);
    },
  );
}

function addFindings(api: App, { storage }: ConnectionOptions): void {
  api.get(
    "/runs/:id/rejections",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listRejections",
        summary: "Lists the devices that a run could not import, and why",
        tags,
        params: runParams,
        querystring: pageQuery,
        response: { 200: pageOf(rejectionView) },
      },
    },
    async ({ params, query }) => {
      const { id: runId } = await storage.readRun(syncRunId(params.id));
      const { after, limit } = toIdRange("rejections", query);
      const read = await storage.readRejectionPage({ runId, after: after ?? 0, limit: limit + 1 });
      return pageView("rejections", pageOfRead(read, limit), (rejection) => rejection);
    },
  );
}

function addHeldAssets(api: App, { storage }: ConnectionOptions): void {
  api.get(
    "/runs/:id/held-asset-counts",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "countHeldAssets",
        summary: "Counts the assets that a held run would retire, by reason",
        tags,
        params: runParams,
        response: { 200: z.object({ items: z.array(heldCountView) }) },
      },
    },
    async ({ params }) => {
      const { id: runId } = await storage.readRun(syncRunId(params.id));
      return { items: [...(await storage.countHeldAssets(runId))] };
    },
  );
  api.get(
    "/runs/:id/held-assets",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listHeldAssets",
        summary: "Lists the assets that a held run would retire",
        tags,
        params: runParams,
        querystring: pageQuery.extend({ reason: retirementReason.optional() }),
        response: { 200: pageOf(heldAssetView) },
      },
    },
    async ({ params, query }) => {
      const { id: runId } = await storage.readRun(syncRunId(params.id));
      const { after, limit } = toIdRange("held-assets", query);
      const read = await storage.readHeldAssets(runId, {
        after: after ?? 0,
        limit: limit + 1,
        ...(query.reason !== undefined && { reason: query.reason }),
      });
      const page = pageOfRead(
        read.map((asset) => ({ ...asset, id: asset.assetId })),
        limit,
      );
      return pageView("held-assets", page, (asset) => asset);
    },
  );
}

/** A connection shows its last run, and its state follows from it. */
function tellOf(feed: LiveFeed, runId: SyncRunId, connection: ConnectionId): void {
  feed.publish({ kind: "run_changed", runId, connectionId: connection });
  feed.publish({ kind: "connection_changed", connectionId: connection });
}

function addRequesting(api: App, { storage, queue, feed }: ConnectionOptions): void {
  api.post(
    "/connections/:connectionId/runs",
    {
      config: {
        role: "operator",
        idempotency: "replay",
        audit: { done: "run.requested", refused: "run.request_refused", noun: "run" },
      },
      schema: {
        operationId: "requestRun",
        summary: "Queues a run now; a connection that never ran has a full pull whatever is asked for",
        tags,
        params: z.strictObject({ connectionId: id }),
        body: runBody,
        response: { 202: syncRunView },
      },
    },
    async ({ params, body }, reply) => {
      const connection = connectionId(params.connectionId);
      const runId = await queue.request(connection, body.mode, "person");
      tellOf(feed, runId, connection);
      const view = viewSyncRun(await storage.readRun(runId));
      return reply.code(202).header("Location", `/api/v1/runs/${runId}`).send(view);
    },
  );
}

interface Act {
  readonly act: string;
  readonly done: string;
  readonly summary: string;
  readonly work: (runId: SyncRunId) => Promise<void>;
}

function addActs(api: App, { storage, queue, feed }: ConnectionOptions): void {
  const acts: readonly Act[] = [
    {
      act: "cancel",
      done: "run.cancelled",
      summary: "Cancels a run: a queued one at once, one that is under way at its next page",
      work: (runId) => queue.cancel(runId),
    },
    {
      act: "resume",
      done: "run.resumed",
      summary: "Queues a failed run again, to go on from its checkpoint",
      work: (runId) => queue.resume(runId),
    },
    {
      act: "approve",
      done: "run.approved",
      summary: "Lets a held run retire what the source, asked once more, still does not have",
      work: (runId) => queue.decide(runId, "approved"),
    },
    {
      act: "dismiss",
      done: "run.dismissed",
      summary: "Lets a held run end without retiring anything",
      work: (runId) => queue.decide(runId, "dismissed"),
    },
  ];
  for (const { act, done, summary, work } of acts)
    api.post(
      `/runs/:id/${act}`,
      {
        config: { role: "operator", audit: { done, refused: `run.${act}_refused`, noun: "run" } },
        schema: {
          operationId: `${act}Run`,
          summary,
          tags,
          params: runParams,
          response: { 202: syncRunView },
        },
      },
      async ({ params }, reply) => {
        const runId = syncRunId(params.id);
        await work(runId);
        const run = await storage.readRun(runId);
        tellOf(feed, runId, run.connectionId);
        return reply.code(202).send(viewSyncRun(run));
      },
    );
}

export function syncRunRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    addListing(api, options);
    addLogs(api, options);
    addFindings(api, options);
    addHeldAssets(api, options);
    addRequesting(api, options);
    addActs(api, options);
  };
}

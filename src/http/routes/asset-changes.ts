// What became of assets: one asset's history, and the feed over all of them.

import { z } from "zod";
import { assetChangeQuery, assetChangeView } from "../../contract/asset-change.ts";
import { pageOf, pageQuery } from "../../contract/page.ts";
import { type FeedEntry, type FeedFilter, type FeedPlace, wholeFeed } from "../../core/asset-change.ts";
import { assetId, connectionId, syncRunId } from "../../core/id.ts";
import type { Storage } from "../../core/storage.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { invalidCursor, pageView, toRange } from "../cursor.ts";
import { viewAssetChange } from "../views/asset-change-view.ts";
import { assetNotFound, assetParams } from "./asset-details.ts";

const tags = ["assets"];
const whole = z.int().min(0);
const placeInCursor = z.tuple([whole.min(1), whole, whole.min(1), whole]);

function toText({ runId, at, assetId: asset, number }: FeedEntry): string {
  return JSON.stringify([runId, at, asset, number]);
}

/** Throws `request.cursor_invalid`. */
function toPlace(text: string | null): FeedPlace | null {
  if (text === null) return null;
  if (!/^\[\d+(,\d+){3}\]$/.test(text)) throw invalidCursor();
  const parsed = placeInCursor.safeParse(JSON.parse(text));
  if (!parsed.success) throw invalidCursor();
  const [runId, at, asset, number] = parsed.data;
  return { runId, at, assetId: asset, number };
}

async function readPage(
  storage: Storage,
  listing: string,
  filter: FeedFilter,
  query: z.infer<typeof pageQuery>,
) {
  const { after, limit } = toRange(listing, query);
  const read = await storage.readFeed(filter, { after: toPlace(after), limit: limit + 1 });
  const items = read.slice(0, limit);
  const last = read.length > limit ? items.at(-1) : undefined;
  const next = last === undefined ? null : toText(last);
  return pageView(listing, { items, next }, viewAssetChange);
}

function filterOf(query: z.infer<typeof assetChangeQuery>): FeedFilter {
  const { since, until, runId: run, connectionId: connection, assetId: asset, field, kind } = query;
  return {
    from: since === undefined ? null : Date.parse(since),
    before: until === undefined ? null : Date.parse(until),
    runId: run === undefined ? null : syncRunId(run),
    connectionId: connection === undefined ? null : connectionId(connection),
    assetId: asset === undefined ? null : assetId(asset),
    field: field ?? null,
    kinds: kind ?? null,
  };
}

function addFeed(api: App, storage: Storage): void {
  api.get(
    "/asset-changes",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listAssetChanges",
        summary: "Lists what became of all assets, the newest first",
        tags,
        querystring: assetChangeQuery,
        response: { 200: pageOf(assetChangeView) },
      },
    },
    ({ query }) => readPage(storage, "asset-changes", filterOf(query), query),
  );
}

function addHistory(api: App, storage: Storage): void {
  api.get(
    "/assets/:id/history",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readAssetHistory",
        summary: "Shows an asset's history, the newest entry first; it ends with the creation",
        tags,
        params: assetParams,
        querystring: pageQuery,
        response: { 200: pageOf(assetChangeView) },
      },
    },
    async ({ params, query }) => {
      const filter = { ...wholeFeed, assetId: assetId(params.id) };
      const page = await readPage(storage, `asset-history/${params.id}`, filter, query);
      // Its creation is the last entry of every asset.
      if (page.items.length === 0) throw assetNotFound();
      return page;
    },
  );
}

export function assetChangeRoutes(storage: Storage): ApiRoutes {
  return (api) => {
    addFeed(api, storage);
    addHistory(api, storage);
  };
}

// Searches the inventory: assets page by page, counts, facets.

import {
  conditionQuery,
  countView,
  facetsView,
  foundAssetView,
  searchQuery,
} from "../../contract/asset-search.ts";
import { pageOf } from "../../contract/page.ts";
import type { AssetPosition, AssetSort, SortField } from "../../core/asset-search.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { invalidCursor, pageView, toRange } from "../cursor.ts";
import { requireCondition } from "../query-input.ts";
import { keepRecentQuery } from "../recent-queries.ts";
import { viewFoundAsset } from "../views/found-asset-view.ts";

type SearchOptions = Pick<ConnectionOptions, "storage" | "clock">;

const tags = ["assets"];

export function toSort(text: string): AssetSort {
  const isDescending = text.startsWith("-");
  return { field: (isDescending ? text.slice(1) : text) as SortField, isDescending };
}

/** Their values are texts in a cursor; those of all other columns are whole numbers. */
const textFields: ReadonlySet<SortField> = new Set([
  "name",
  "externalId",
  "entraDeviceId",
  "operatingSystem",
  "operatingSystemVersion",
  "category",
  "trustType",
  "connection",
]);

/** PostgreSQL compares a column with values of its type alone, and has no text with a NUL. */
function isValueOf(field: SortField, value: unknown): value is AssetPosition["value"] {
  if (value === null) return true;
  if (!textFields.has(field)) return Number.isSafeInteger(value);
  return typeof value === "string" && !value.includes("\u0000");
}

/** Throws `request.cursor_invalid` for what no page ended with. */
function toPosition(text: string | null, field: SortField): AssetPosition | null {
  if (text === null) return null;
  try {
    const [value, id]: readonly unknown[] = JSON.parse(text);
    if (isValueOf(field, value) && typeof id === "number" && Number.isSafeInteger(id) && id > 0)
      return { value, id };
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof TypeError)) throw cause;
  }
  throw invalidCursor();
}

function addListing(api: App, { storage, clock }: SearchOptions): void {
  api.get(
    "/assets",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "searchAssets",
        summary: "Searches assets; retired ones are shown where the query asks for lifecycle.state",
        tags,
        querystring: searchQuery,
        response: { 200: pageOf(foundAssetView) },
      },
    },
    async (request) => {
      const { query } = request;
      const now = clock.now();
      const condition = requireCondition(query.query, now);
      const listing = `assets by ${query.sort}`;
      const { after, limit } = toRange(listing, query);
      const sort = toSort(query.sort);
      const { assets, next } = await storage.searchAssets({
        condition,
        sort,
        after: toPosition(after, sort.field),
        offset: query.offset,
        limit,
      });
      // Whoever looks further down asks nothing new.
      if (after === null && !query.offset) keepRecentQuery(request, storage, query.query, now);
      const page = { items: assets, next: next === null ? null : JSON.stringify([next.value, next.id]) };
      return pageView(listing, page, viewFoundAsset);
    },
  );
}

function addCounting(api: App, { storage, clock }: SearchOptions): void {
  api.get(
    "/assets/count",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "countAssets",
        summary: "Counts the assets that a search finds",
        tags,
        querystring: conditionQuery,
        response: { 200: countView },
      },
    },
    async ({ query }) => ({
      count: await storage.countFound(requireCondition(query.query, clock.now())),
    }),
  );
  api.get(
    "/assets/facets",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readFacets",
        summary: "Counts the assets that a search finds by what they are",
        tags,
        querystring: conditionQuery,
        response: { 200: facetsView },
      },
    },
    async ({ query }) => {
      const now = clock.now();
      const facets = await storage.readFacets(requireCondition(query.query, now), now);
      const lifecycle = facets.find(({ name }) => name === "lifecycle");
      return {
        count: lifecycle?.values.reduce((sum, { count }) => sum + count, 0) ?? 0,
        facets: facets.map((facet) => ({ ...facet, values: [...facet.values] })),
      };
    },
  );
}

export function assetSearchRoutes(options: SearchOptions): ApiRoutes {
  return (api) => {
    addListing(api, options);
    addCounting(api, options);
  };
}

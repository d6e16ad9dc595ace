// Searching the inventory on the wire: assets, counts, facets, and queries as somebody writes them.

import { z } from "zod";
import { facetNames, sortFields } from "../core/asset-search.ts";
import { isTimeZone } from "../core/time-zone.ts";
import { pageQuery } from "./page.ts";
import { moment } from "./time.ts";

const query = z
  .string()
  .default("")
  .describe("A query, as docs/query-language.md has it. Without one, all active assets.");

export const conditionQuery = z.strictObject({ query });

const columnNames = new Set<string>(sortFields);

const sort = z
  .string()
  .default("name")
  .refine((text) => columnNames.has(text.replace(/^-/, "")), "It must be a column, or one with - before it.")
  .describe(
    `A column, e.g. \`lastSignInAt\`, or with \`-\` before it, descending: ${sortFields.join(", ")}.`,
  );

const searchFields = pageQuery.extend({
  query,
  sort,
  cursor: z
    .string()
    .min(1)
    .max(16_384)
    .optional()
    .describe("The `nextCursor` of the page before, of the same sort"),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe(
      "How many assets are left out from the beginning, for a screen that shows a place far down: rows may shift while assets change, which they do not by cursors. Not together with `cursor`.",
    ),
});

export const searchQuery = searchFields.refine(
  ({ cursor, offset }) => cursor === undefined || offset === undefined,
  { path: ["offset"], error: "It is not given together with a cursor." },
);

export const foundAssetView = z
  .object({
    id: z.int(),
    name: z.string(),
    externalId: z.string(),
    entraDeviceId: z.string().nullable(),
    operatingSystem: z.string().nullable(),
    operatingSystemVersion: z.string().nullable(),
    category: z.string().nullable(),
    trustType: z.string().nullable(),
    isCompliant: z.boolean().nullable(),
    isManaged: z.boolean().nullable(),
    isEnabled: z.boolean().nullable(),
    severity: z.int().nullable(),
    criticality: z.int(),
    vendor: z.string(),
    product: z.string(),
    connectionId: z.int(),
    connection: z.string(),
    tags: z.array(z.object({ id: z.int(), name: z.string(), colour: z.string() })),
    lifecycle: z.enum(["active", "retired"]),
    retiredAt: moment.nullable(),
    retiredReason: z.string().nullable(),
    lastSignInAt: moment.nullable(),
    registeredAt: moment.nullable(),
    firstSeenAt: moment,
    lastSeenAt: moment,
    lastChangedAt: moment,
  })
  .meta({ id: "FoundAsset" });
export type FoundAssetView = z.infer<typeof foundAssetView>;

export const neighbourQuery = z.strictObject({ query, sort });

const neighbour = z.object({ id: z.int(), name: z.string() }).nullable();

export const neighboursView = z
  .object({ previous: neighbour, next: neighbour })
  .meta({ id: "AssetNeighbours", description: "Both are null where the search does not find the asset." });
export type NeighboursView = z.infer<typeof neighboursView>;

/** What can be exported of an asset, besides its attributes. */
export const exportColumns = [
  "id",
  "name",
  "externalId",
  "entraDeviceId",
  "operatingSystem",
  "operatingSystemVersion",
  "category",
  "trustType",
  "isCompliant",
  "isManaged",
  "isEnabled",
  "severity",
  "criticality",
  "vendor",
  "product",
  "connection",
  "tags",
  "lifecycle",
  "retiredAt",
  "retiredReason",
  "lastSignInAt",
  "registeredAt",
  "firstSeenAt",
  "lastSeenAt",
  "lastChangedAt",
] as const;
export type ExportColumn = (typeof exportColumns)[number];

const exportable = new Set<string>(exportColumns);
/** No attribute has a NUL in its name, and PostgreSQL takes none. */
export const attributeColumn = /^attribute\.([^\0]+)$/;

export const exportQuery = z.strictObject({
  query,
  format: z.enum(["csv", "ndjson"]).default("csv"),
  columns: z
    .string()
    .default(exportColumns.join(","))
    .transform((text) => text.split(",").map((name) => name.trim()))
    .refine((names) => names.length <= 100, "They must be 100 at most.")
    .refine(
      (names) => names.every((name) => exportable.has(name) || attributeColumn.test(name)),
      "Each must be a column or attribute.NAME.",
    )
    .describe(`Names with commas between them: ${exportColumns.join(", ")}, attribute.NAME.`),
});

export const countView = z.object({ count: z.int() }).meta({ id: "AssetCount" });
export type CountView = z.infer<typeof countView>;

export const facetsView = z
  .object({
    count: z.int(),
    facets: z.array(
      z.object({
        name: z.enum(facetNames),
        values: z.array(
          z.object({
            label: z.string().nullable().describe("Null: the assets have no value"),
            query: z.string().nullable().describe("Shows those among all assets; null where none can"),
            count: z.int(),
          }),
        ),
        moreValues: z.int().describe("How many values there are besides"),
      }),
    ),
  })
  .meta({ id: "Facets" });
export type FacetsView = z.infer<typeof facetsView>;

export const dailyCountsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(366).default(30).describe("How many days, today among them"),
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, "It must be a name of the IANA database, e.g. Europe/Berlin.")
    .default("UTC")
    .describe("In which zone a day begins and ends"),
});

export const dailyCountsView = z
  .object({
    days: z
      .array(
        z.object({
          date: z.iso.date(),
          from: moment,
          until: moment.describe("The first moment of the following day"),
          created: z.int().describe("How many assets were first seen on the day, whatever became of them"),
          retired: z.int().describe("How many were retired on the day, and are retired still"),
          createdQuery: z.string().describe("Finds as many"),
          retiredQuery: z.string().describe("Finds as many"),
        }),
      )
      .describe("The oldest first; the last is today"),
  })
  .meta({ id: "DailyCounts" });
export type DailyCountsView = z.infer<typeof dailyCountsView>;

const note = z
  .object({
    code: z.string(),
    message: z.string(),
    from: z.int().describe("From this UTF-16 unit of the query on"),
    to: z.int().describe("Before this one"),
    suggestions: z.array(z.string()),
  })
  .meta({ id: "QueryNote" });

export const queryCheckView = z
  .object({ errors: z.array(note), warnings: z.array(note) })
  .meta({ id: "QueryCheck", description: "Without errors, the query is understood." });

export const completionQuery = z.strictObject({
  text: z.string().default(""),
  position: z.coerce.number().int().min(0).max(20_000).describe("In UTF-16 units of the text"),
  limit: z.coerce.number().int().min(1).max(50).default(20).describe("How many values at most"),
});

export const completionView = z
  .object({
    from: z.int().describe("What is replaced begins here"),
    to: z.int(),
    options: z.array(z.object({ kind: z.string(), text: z.string(), description: z.string() })),
    values: z
      .array(
        z.object({
          value: z.string(),
          count: z.int().nullable().describe("How many assets have it; null where nobody counts them"),
          text: z.string().describe("As it is written in a query"),
        }),
      )
      .describe("What assets have there"),
  })
  .meta({ id: "QueryCompletion" });
export type CompletionView = z.infer<typeof completionView>;

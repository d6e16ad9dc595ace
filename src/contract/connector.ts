// The catalog of connectors on the wire.

import { z } from "zod";

const catalogEntry = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    vendor: z.string(),
    product: z.string(),
    category: z.string(),
    assetTypes: z.array(z.string()),
    findingTypes: z.array(z.string()).describe("Empty: not supported"),
    version: z.string(),
    type: z.string(),
    integrationMethod: z.string(),
    direction: z.string(),
    supports: z.object({
      deltaPull: z.boolean(),
      installedSoftware: z.boolean(),
      sourceTags: z.boolean(),
      filters: z.boolean(),
    }),
    transformMap: z
      .array(z.object({ from: z.string(), to: z.string(), required: z.boolean() }))
      .describe("The lines with which each connection's transform map begins, and which stay."),
    deviceProperties: z
      .array(z.string())
      .describe("Those that a full pull asks for in any case; a map may begin at others, too."),
    permissions: z.array(
      z.object({ name: z.string(), type: z.string(), isConsentRequired: z.boolean(), purpose: z.string() }),
    ),
  })
  .meta({ id: "CatalogEntry" });
export type CatalogEntryView = z.infer<typeof catalogEntry>;

export const catalog = z.object({ items: z.array(catalogEntry) }).meta({ id: "Catalog" });

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
    permissions: z.array(
      z.object({ name: z.string(), type: z.string(), isConsentRequired: z.boolean(), purpose: z.string() }),
    ),
  })
  .meta({ id: "CatalogEntry" });
export type CatalogEntryView = z.infer<typeof catalogEntry>;

export const catalog = z.object({ items: z.array(catalogEntry) }).meta({ id: "Catalog" });

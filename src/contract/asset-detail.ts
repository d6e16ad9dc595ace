// One asset on the wire, with everything that is known of it.

import { z } from "zod";
import { postureSignals } from "../core/severity.ts";
import { moment } from "./time.ts";

export const retirementReason = z.enum([
  "deleted_at_source",
  "soft_deleted_at_source",
  "gone_from_source",
  "left_scope",
  "connection_removed",
]);

const lifecycleView = z
  .object({
    state: z.enum(["active", "retired"]),
    retiredAt: moment.nullable(),
    reason: retirementReason.nullable(),
    words: z.string(),
  })
  .meta({ id: "AssetLifecycle" });

const sourceView = z
  .object({
    vendor: z.string(),
    product: z.string(),
    connectionId: z.int(),
    connectionName: z.string(),
    firstSeenAt: moment,
    lastSeenAt: moment.meta({ description: "It was there then, or later." }),
  })
  .meta({ id: "AssetSource" });

const tagView = z
  .object({
    id: z.int(),
    name: z.string(),
    colour: z.string(),
    kind: z.enum(["static", "dynamic"]),
  })
  .meta({ id: "AssetTag" });

const severity = z.int().min(1).max(5);

export const assetDetailView = z
  .object({
    id: z.int(),
    name: z.string(),
    externalId: z.string(),
    document: z.unknown().meta({
      description:
        "The asset's fields as its connection's transform map makes them. A field that the device does not have is absent; null and false are values.",
    }),
    properties: z.unknown().meta({ description: "Every property of the device, as the source sent it." }),
    lifecycle: lifecycleView,
    sources: z.array(sourceView),
    tags: z.array(tagView),
    criticality: severity.meta({ description: "The highest of its tags; 2 without tags." }),
    severity: z
      .object({
        severity: severity.nullable(),
        reasons: z.array(z.object({ signal: z.enum(postureSignals), severity })),
      })
      .meta({ id: "AssetSeverity", description: "The risk severity, and which signals give it." }),
    firstSeenAt: moment,
    lastSeenAt: moment,
    lastChangedAt: moment,
    createdByRunId: z.int(),
  })
  .meta({ id: "AssetDetail" });
export type AssetDetailView = z.infer<typeof assetDetailView>;

// Sync runs on the wire: what they did, their logs, rejections and held assets.

import { z } from "zod";
import { moment } from "./time.ts";

export const erroredReason = z.enum([
  "credentials_rejected",
  "permission_missing",
  "source_unreachable",
  "source_error",
  "held_for_approval",
  "internal",
]);
const syncMode = z.enum(["full_pull", "delta_pull"]);
export const runStateName = z.enum(["queued", "running", "completed", "failed", "cancelled"]);

const count = z.int();

const runCounters = z
  .object({
    requests: count,
    pages: count,
    fetched: count,
    created: count,
    updated: count,
    unchanged: count,
    restored: count,
    retired: count,
    rejected: count,
    excluded: count,
    withoutId: count,
    confirmedPresent: count,
  })
  .meta({ id: "RunCounters" });

const countProof = z
  .object({
    tenant: count,
    activeAssets: count,
    rejected: count,
    notImportedWithActiveAsset: count,
    excluded: count,
    kept: count,
    withoutId: count,
    difference: count,
    explained: z.boolean(),
    words: z.string(),
  })
  .meta({ id: "CountProof" });

export const syncRunView = z
  .object({
    id: z.int(),
    connectionId: z.int(),
    mode: syncMode,
    trigger: z.enum(["schedule", "person"]),
    state: runStateName,
    queuedAt: moment.nullable(),
    startedAt: moment.nullable(),
    finishedAt: moment.nullable(),
    failure: z
      .object({ reason: erroredReason, code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: "Why it failed; null unless it did." }),
    counters: runCounters,
    expectedDevices: count.nullable().meta({ description: "The tenant's own count when a full pull began." }),
    transformMapVersion: count,
    countProof: countProof.nullable(),
    retirementDecision: z.enum(["approved", "dismissed"]).nullable(),
  })
  .meta({ id: "SyncRun" });
export type SyncRunView = z.infer<typeof syncRunView>;

export const runBody = z.strictObject({ mode: syncMode.default("delta_pull") });

export const logLevel = z.enum(["info", "warning", "error"]);
export const logEntryView = z
  .object({
    id: z.int(),
    runId: z.int(),
    at: moment,
    level: logLevel,
    code: z.string(),
    message: z.string(),
    requestId: z.string().nullable().meta({ description: "Microsoft Graph's own id of the request." }),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: "LogEntry" });
export type LogEntryView = z.infer<typeof logEntryView>;

export const rejectionView = z
  .object({ externalId: z.string().nullable(), code: z.string(), message: z.string() })
  .meta({ id: "Rejection" });
export type RejectionView = z.infer<typeof rejectionView>;

export const heldAssetView = z
  .object({ assetId: z.int(), externalId: z.string(), name: z.string(), reason: z.string() })
  .meta({ id: "HeldAsset" });
export type HeldAssetView = z.infer<typeof heldAssetView>;

export const retirementReason = z.enum([
  "deleted_at_source",
  "soft_deleted_at_source",
  "gone_from_source",
  "left_scope",
  "connection_removed",
]);

export const heldCountView = z
  .object({ reason: retirementReason, count })
  .meta({ id: "HeldCount", description: "How many assets a held run would retire for a reason." });
export type HeldCountView = z.infer<typeof heldCountView>;

/** How far a run is, while it is under way. */
export const runProgressView = z
  .object({
    runId: z.int(),
    connectionId: z.int(),
    mode: syncMode,
    phase: z.string(),
    counters: runCounters,
    expectedDevices: count.nullable(),
    devicesPerSecond: z.number(),
    secondsLeft: z.number().nullable(),
  })
  .meta({ id: "RunProgress" });
export type RunProgressView = z.infer<typeof runProgressView>;

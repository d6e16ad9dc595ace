// The zod schemas of the JSON columns: what was written by another release is refused here, not believed.

import { z } from "zod";
import type { Checkpoint } from "../core/checkpoint.ts";
import type { ConnectionState, PullBasis } from "../core/connection.ts";
import type { CountProof } from "../core/count-proof.ts";
import { connectionId, deltaLink, pageLink, syncRunId, tagId } from "../core/id.ts";
import type { InventoryWork } from "../core/inventory-task.ts";
import type { RetirementDecision } from "../core/retirement.ts";
import type { ScheduleInput } from "../core/schedule.ts";
import { noSeverities, postureSignals, type Severity, type SeverityMap } from "../core/severity.ts";
import type { RunCounters, RunLogEntry, SyncRunState } from "../core/sync-run.ts";
import type { AddedRule } from "../core/transform-map.ts";
import { weekdays } from "../core/weekday.ts";

const runId = z.number().int().transform(syncRunId);
const delta = z.string().transform(deltaLink);
const reason = z.enum([
  "credentials_rejected",
  "permission_missing",
  "source_unreachable",
  "source_error",
  "held_for_approval",
  "internal",
]);

export const connectionState: z.ZodType<ConnectionState> = z.discriminatedUnion("name", [
  z.object({ name: z.literal("registered") }),
  z.object({ name: z.literal("scheduled") }),
  z.object({ name: z.literal("processing"), runId }),
  z.object({ name: z.literal("processed"), runId }),
  z.object({ name: z.literal("errored"), runId, reason, message: z.string() }),
  z.object({ name: z.literal("cancelled"), runId }),
]);

const span = { timeZone: z.string(), start: z.string(), end: z.string().optional() };
export const scheduleInput: z.ZodType<ScheduleInput> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("daily"), at: z.string().optional(), ...span }),
  z.object({ kind: z.literal("hourly"), everyHours: z.number(), ...span }),
  z.object({
    kind: z.literal("weekly"),
    days: z.array(z.enum(weekdays)),
    at: z.string().optional(),
    ...span,
  }),
  z.object({ kind: z.literal("cron"), cron: z.string(), ...span }),
]);

export const tagNames: z.ZodType<readonly string[]> = z.array(z.string());

export const runState: z.ZodType<SyncRunState> = z.discriminatedUnion("name", [
  z.object({ name: z.literal("queued"), queuedAt: z.number(), startedAt: z.number().nullable() }),
  z.object({ name: z.literal("running"), startedAt: z.number() }),
  z.object({ name: z.literal("completed"), startedAt: z.number(), finishedAt: z.number() }),
  z.object({
    name: z.literal("failed"),
    startedAt: z.number(),
    finishedAt: z.number(),
    failure: z.object({ reason, code: z.string(), message: z.string() }),
  }),
  z.object({ name: z.literal("cancelled"), startedAt: z.number().nullable(), finishedAt: z.number() }),
]);

const count = z.number().int();
export const runCounters: z.ZodType<RunCounters> = z.object({
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
});

export const countProof: z.ZodType<CountProof> = z.object({
  tenant: count,
  activeAssets: count,
  rejected: count,
  notImportedWithActiveAsset: count,
  excluded: count,
  kept: count,
  withoutId: count,
  difference: count,
  explained: z.boolean(),
});

export const logDetails: z.ZodType<RunLogEntry["details"]> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

const checkpoint: z.ZodType<Checkpoint> = z.discriminatedUnion("phase", [
  z.object({
    phase: z.literal("listing"),
    next: z.union([z.null(), z.string().transform(pageLink)]),
    deltaLink: delta,
  }),
  z.object({ phase: z.literal("initial_round"), next: z.union([z.null(), delta]) }),
  z.object({ phase: z.literal("catching_up"), next: delta }),
  z.object({ phase: z.literal("comparing"), afterAssetId: count, deltaLink: delta }),
  z.object({ phase: z.literal("following"), next: delta }),
  z.object({ phase: z.literal("confirming"), afterAssetId: count, deltaLink: delta }),
  z.object({ phase: z.literal("retiring"), deltaLink: delta }),
]);

/** Of the checkpoints that this release writes; one of another version is not read. */
export const checkpointVersion = 1;

/** JSON that may be anything at all, as text. */
const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "It is no JSON." });
    return z.NEVER;
  }
});

export const storedCheckpoint = jsonText.pipe(
  z.object({ version: z.literal(checkpointVersion), connectionId: count, position: checkpoint }),
);

export const retirementDecision: z.ZodType<RetirementDecision | null> = z
  .enum(["approved", "dismissed"])
  .nullable();

export const pullBasis: z.ZodType<PullBasis> = z.object({
  selectedProperties: z.array(z.string()),
  scope: z.string(),
});

export const assetIds: z.ZodType<readonly number[]> = z.array(z.number().int().positive());

const severity: z.ZodType<Severity> = z.literal([1, 2, 3, 4, 5]);
const severityMap: z.ZodType<SeverityMap> = z.object({
  severities: z.record(z.enum(postureSignals), severity.nullable()),
  staleAfterDays: z.int().positive(),
});

/** Of `connection.severity_map`. */
export function toSeverityMap(column: string | null): SeverityMap {
  return column === null ? noSeverities : severityMap.parse(JSON.parse(column));
}

/** Of `transform_map.rules`. */
export const addedRules: z.ZodType<readonly AddedRule[]> = z.array(
  z.object({ from: z.string(), to: z.string() }),
);

const taggedBy = z.number().int().transform(tagId);
const ofConnection = z.number().int().transform(connectionId);
const taskTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("query"), text: z.string() }),
  z.object({ kind: z.literal("assets"), ids: z.array(z.number().int().positive()) }),
]);
export const inventoryWork: z.ZodType<InventoryWork> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal(["put_tag", "take_tag"]), tagId: taggedBy, target: taskTarget }),
  z.object({ kind: z.literal(["judge_tag", "forget_tag"]), tagId: taggedBy }),
  z.object({
    kind: z.literal(["apply_transform_map", "apply_severity_map"]),
    connectionId: ofConnection,
  }),
]);

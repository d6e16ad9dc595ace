// The sync run: its modes, states, counters, log entries and rejections.

import type { Timestamp } from "./clock.ts";
import type { PullBasis } from "./connection.ts";
import type { CountProof } from "./count-proof.ts";
import { RollcallError } from "./error.ts";
import type { ErroredReason } from "./failure.ts";
import type { ConnectionId, ExternalId, SyncRunId } from "./id.ts";
import type { RetirementDecision } from "./retirement.ts";

export type SyncMode = "full_pull" | "delta_pull";

/** What asked for a run. */
export type RunTrigger = "schedule" | "person";

/** `startedAt` is when the run first started; null before. */
export type SyncRunState =
  | { readonly name: "queued"; readonly queuedAt: Timestamp; readonly startedAt: Timestamp | null }
  | { readonly name: "running"; readonly startedAt: Timestamp }
  | { readonly name: "completed"; readonly startedAt: Timestamp; readonly finishedAt: Timestamp }
  | {
      readonly name: "failed";
      readonly startedAt: Timestamp;
      readonly finishedAt: Timestamp;
      readonly failure: RunFailure;
    }
  | { readonly name: "cancelled"; readonly startedAt: Timestamp | null; readonly finishedAt: Timestamp };

/** A run that is queued or running is unfinished: no other run of its connection may be asked for. */
export const unfinishedStates: readonly SyncRunState["name"][] = ["queued", "running"];

export interface RunFailure {
  readonly reason: ErroredReason;
  readonly code: string;
  readonly message: string;
}

/**
 * What a run did, in devices unless it says otherwise. What was read (`fetched`, `unchanged`, `rejected`, `excluded`,
 * `withoutId`) is counted anew when the pull begins anew; what was done about it stays done.
 */
export interface RunCounters {
  /** Requests to the source's data host, retries included; token requests are not among them. */
  readonly requests: number;
  readonly pages: number;
  /** Records that came, repeats included. */
  readonly fetched: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly restored: number;
  readonly retired: number;
  readonly rejected: number;
  /** Devices that do not belong to the connection's scope. */
  readonly excluded: number;
  /** Those of the rejected that had no id. */
  readonly withoutId: number;
  /** Unseen devices that the source, asked by id, still has. */
  readonly confirmedPresent: number;
}

export const noCounters: RunCounters = {
  requests: 0,
  pages: 0,
  fetched: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  restored: 0,
  retired: 0,
  rejected: 0,
  excluded: 0,
  withoutId: 0,
  confirmedPresent: 0,
};

/** The counters of a pull that begins anew. */
export function recountFromStart(counters: RunCounters): RunCounters {
  return { ...counters, fetched: 0, unchanged: 0, rejected: 0, excluded: 0, withoutId: 0 };
}

/** The counters with the given amounts added. */
export function addCounters(
  counters: RunCounters,
  amounts: { readonly [Counter in keyof RunCounters]?: number | undefined },
): RunCounters {
  const sum = { ...counters };
  for (const key of Object.keys(amounts) as (keyof RunCounters)[]) sum[key] += amounts[key] ?? 0;
  return sum;
}

export interface SyncRun {
  readonly id: SyncRunId;
  readonly connectionId: ConnectionId;
  /** What the run does; a delta pull whose link the source no longer knows turns into a full pull. */
  readonly mode: SyncMode;
  readonly trigger: RunTrigger;
  readonly state: SyncRunState;
  readonly counters: RunCounters;
  /** The source's own count when a full pull began; null in a delta pull. */
  readonly expectedDevices: number | null;
  readonly transformMapVersion: number;
  /** On what basis it pulls; null before it begins. */
  readonly basis: PullBasis | null;
  readonly countProof: CountProof | null;
  /** What a person decided after the run was held for approval; null before. */
  readonly retirementDecision: RetirementDecision | null;
}

/** Somebody else has taken the run up since: whoever meets this has no say in it any more. */
export class RunTakenOverError extends RollcallError {
  constructor(runId: SyncRunId) {
    super("run.taken_over", `The run ${runId} has been taken up by somebody else.`);
  }
}

export class RunEndedError extends RollcallError {
  constructor(runId: SyncRunId) {
    super("run.ended", `The run ${runId} has ended.`);
  }
}

/** A person has cancelled the run: the reason with which its signal is aborted. */
export class RunCancelledError extends RollcallError {
  constructor(runId: SyncRunId) {
    super("run.cancelled", `The run ${runId} is cancelled.`);
  }
}

export type LogLevel = "info" | "warning" | "error";

/** One step of a run. `message` and `details` hold no secret, no token and no link. */
export interface RunLogEntry {
  readonly at: Timestamp;
  readonly level: LogLevel;
  /** Stable and dotted, e.g. `run.page_written`. */
  readonly code: string;
  readonly message: string;
  /** The source's own id of the request behind this step. */
  readonly requestId: string | null;
  readonly details: { readonly [name: string]: string | number | boolean | null };
}

/** A record that could not be imported. It is never taken for a missing device. */
export interface Rejection {
  /** Null when the record itself has no id. */
  readonly externalId: ExternalId | null;
  readonly code: RejectionCode;
  readonly message: string;
}

export type RejectionCode = "device.not_an_object" | "device.id_missing" | "device.required_field_empty";

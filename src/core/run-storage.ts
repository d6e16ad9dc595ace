// The part of the storage port that is about asking for runs, and about looking at them afterwards.

import type { Timestamp } from "./clock.ts";
import type { ConnectionId, SyncRunId } from "./id.ts";
import type {
  LogLevel,
  Rejection,
  RunLogEntry,
  RunTrigger,
  SyncMode,
  SyncRun,
  SyncRunState,
} from "./sync-run.ts";

export interface RunRequest {
  readonly connectionId: ConnectionId;
  readonly mode: SyncMode;
  readonly transformMapVersion: number;
  readonly trigger: RunTrigger;
  readonly at: Timestamp;
  /** The moment of the schedule that the run is for; left out where a person asks. */
  readonly dueAt?: Timestamp;
}

/** Newest first: those with an id below `before`, all where it is null. */
export interface RunPage {
  readonly connectionId: ConnectionId | null;
  readonly states: readonly SyncRunState["name"][] | null;
  readonly before: SyncRunId | null;
  readonly limit: number;
}

/** In the order in which it was written, or from its end. */
export interface LogPage {
  readonly of: { readonly runId: SyncRunId } | { readonly connectionId: ConnectionId };
  /** Entries of these levels; all where it is null. */
  readonly levels: readonly LogLevel[] | null;
  readonly code: string | null;
  /** Where the page before ended; 0 for the first. */
  readonly after: number;
  readonly isNewestFirst?: boolean;
  /** Only entries that were written after this one. */
  readonly sinceId?: number;
  readonly limit: number;
}

export interface StoredLogEntry extends RunLogEntry {
  readonly id: number;
  readonly runId: SyncRunId;
}

export interface RejectionPage {
  readonly runId: SyncRunId;
  readonly after: number;
  readonly limit: number;
}

export interface RunReader {
  /** Throws `run.not_found`. */
  readRun(id: SyncRunId): Promise<SyncRun>;
  /** Empty where `states` is. */
  readRuns(page: RunPage): Promise<readonly SyncRun[]>;
  /** The connection's newest run; null before the first. */
  readLatestRun(id: ConnectionId): Promise<SyncRun | null>;
  /** Queued and running runs, the oldest first: a running one that nobody runs was cut off. */
  readUnfinishedRuns(limit: number): Promise<readonly SyncRun[]>;
  /** Whether a person has asked for the run's end since. */
  isCancelRequested(id: SyncRunId): Promise<boolean>;
  /** Empty where `levels` is. */
  readLogPage(page: LogPage): Promise<readonly StoredLogEntry[]>;
  readRejectionPage(page: RejectionPage): Promise<readonly (Rejection & { readonly id: number })[]>;
}

export interface RunWriter {
  /**
   * Throws `connection.not_found`, `run.already_requested` where a run was asked for before for the same moment of the
   * schedule, and `connection.busy` while another run of the connection is queued or running.
   */
  createRun(request: RunRequest): Promise<SyncRunId>;
  /** A failed run is queued again; throws `run.not_failed`, `connection.busy`, and `run.superseded` where a later run has followed it. */
  requeueRun(id: SyncRunId, at: Timestamp): Promise<void>;
  /** A queued run is cancelled at once, a running one is marked; throws `run.ended`. */
  requestCancel(id: SyncRunId, at: Timestamp): Promise<void>;
}

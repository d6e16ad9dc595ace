// The port through which runs are asked for: whoever asks does not run them.

import type { Timestamp } from "./clock.ts";
import type { ConnectionId, SyncRunId } from "./id.ts";
import type { RetirementDecision } from "./retirement.ts";
import type { RunTrigger, SyncMode } from "./sync-run.ts";

export interface RunQueue {
  /**
   * Queues a run. Throws `connection.not_found`, `connection.paused`, and `connection.busy` while another run of the
   * connection is queued or under way. With `dueAt`, the moment of the schedule that it is for, also
   * `run.already_requested`: one run is asked for each moment, whoever asks and however often.
   */
  request(
    connectionId: ConnectionId,
    mode: SyncMode,
    trigger: RunTrigger,
    dueAt?: Timestamp,
  ): Promise<SyncRunId>;
  /**
   * Queues a failed run again, to go on from its checkpoint. Throws `run.not_failed`, `run.held`, `run.superseded` where a
   * later run of the connection has followed it, and what `request` throws.
   */
  resume(runId: SyncRunId): Promise<void>;
  /** Queues a held run again with a person's decision; throws `run.not_held` and what `request` throws. */
  decide(runId: SyncRunId, decision: RetirementDecision): Promise<void>;
  /** A queued run is cancelled at once, one that is under way at its next page; throws `run.ended`. */
  cancel(runId: SyncRunId): Promise<void>;
}

// The queue of one process: runs wait in the store, and the worker of this process is told that there is something to do.

import type { Clock } from "../core/clock.ts";
import type { Connection } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId, SyncRunId } from "../core/id.ts";
import type { RetirementDecision } from "../core/retirement.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { Storage, StorageWriter } from "../core/storage.ts";

export interface InProcessQueueOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Tells the worker that a run is queued, or that one is to end. */
  readonly wake: () => void;
}

/** The connection that a run is asked of; throws `connection.not_found` and `connection.paused`. */
async function readUnpaused(writer: StorageWriter, id: ConnectionId): Promise<Connection> {
  const connection = await writer.readConnection(id);
  if (connection.pausedAt === null) return connection;
  throw new RollcallError("connection.paused", `The connection ${id} is paused: resume it first.`);
}

/** A held run goes on only by a person's decision. Throws `connection.not_found`, `connection.paused` and `run.held`. */
async function refuseHeld(writer: StorageWriter, runId: SyncRunId): Promise<void> {
  const { connectionId, state } = await writer.readRun(runId);
  await readUnpaused(writer, connectionId);
  const latest = await writer.readLatestRun(connectionId);
  const isHeld = state.name === "failed" && state.failure.reason === "held_for_approval";
  if (isHeld && latest?.id === runId)
    throw new RollcallError("run.held", `The run ${runId} is held: approve or dismiss it.`);
}

/**
 * Notes the decision and queues the run again: what was to be approved must still be what would be done, so only the
 * connection's latest run is decided on.
 */
async function decide(writer: StorageWriter, runId: SyncRunId, decision: RetirementDecision, at: number) {
  const { connectionId, state } = await writer.readRun(runId);
  const isHeld = state.name === "failed" && state.failure.reason === "held_for_approval";
  const latest = await writer.readLatestRun(connectionId);
  if (!isHeld || latest?.id !== runId)
    throw new RollcallError("run.not_held", `The run ${runId} is not held for approval.`);
  await readUnpaused(writer, connectionId);
  await writer.setRetirementDecision(runId, decision);
  await writer.requeueRun(runId, at);
}

export function createInProcessQueue(options: InProcessQueueOptions): RunQueue {
  const { storage, clock, wake } = options;
  return {
    request: async (connectionId, mode, trigger, dueAt) => {
      const runId = await storage.transaction(async (writer) => {
        const { deltaLink, transformMapVersion } = await readUnpaused(writer, connectionId);
        // Without a link there is nothing to follow, so the run says from the beginning what it will be.
        const possible = deltaLink === null ? "full_pull" : mode;
        const request = {
          connectionId,
          mode: possible,
          trigger,
          transformMapVersion,
          at: clock.now(),
        } as const;
        return writer.createRun({ ...request, ...(dueAt !== undefined && { dueAt }) });
      });
      wake();
      return runId;
    },
    resume: async (runId) => {
      await storage.transaction(async (writer) => {
        await refuseHeld(writer, runId);
        await writer.requeueRun(runId, clock.now());
      });
      wake();
    },
    decide: async (runId, decision) => {
      await storage.transaction((writer) => decide(writer, runId, decision, clock.now()));
      wake();
    },
    cancel: async (runId) => {
      await storage.transaction((writer) => writer.requestCancel(runId, clock.now()));
      wake();
    },
  };
}

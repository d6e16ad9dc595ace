// Asks for runs: one transaction refuses what may not be and writes the queued run; runs wait in the store, whoever takes them up.

import type { Clock } from "../core/clock.ts";
import type { Connection } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId, SyncRunId } from "../core/id.ts";
import type { RetirementDecision } from "../core/retirement.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { Storage, StorageWriter } from "../core/storage.ts";
import type { SyncRun } from "../core/sync-run.ts";

export interface RunRequestOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Tells whoever takes runs up that one of the connection's is queued; it is in the store in any case, so this throws nothing. */
  readonly onQueued: (id: ConnectionId) => void | Promise<void>;
  /** A run is to end. */
  readonly onCancelled: () => void;
}

/** The connection that a run is asked of; throws `connection.not_found` and `connection.paused`. */
async function readUnpaused(writer: StorageWriter, id: ConnectionId): Promise<Connection> {
  const connection = await writer.readConnection(id);
  if (connection.pausedAt === null) return connection;
  throw new RollcallError("connection.paused", `The connection ${id} is paused: resume it first.`);
}

/** A held run goes on only by a person's decision. Throws `connection.not_found`, `connection.paused` and `run.held`. */
async function refuseHeld(writer: StorageWriter, runId: SyncRunId): Promise<SyncRun> {
  const run = await writer.readRun(runId);
  const { connectionId, state } = run;
  await readUnpaused(writer, connectionId);
  const latest = await writer.readLatestRun(connectionId);
  const isHeld = state.name === "failed" && state.failure.reason === "held_for_approval";
  if (isHeld && latest?.id === runId)
    throw new RollcallError("run.held", `The run ${runId} is held: approve or dismiss it.`);
  return run;
}

/**
 * Notes the decision and queues the run again: what was to be approved must still be what would be done, so only the
 * connection's latest run is decided on.
 */
async function decide(
  writer: StorageWriter,
  runId: SyncRunId,
  decision: RetirementDecision,
  at: number,
): Promise<SyncRun> {
  const run = await writer.readRun(runId);
  const { connectionId, state } = run;
  const isHeld = state.name === "failed" && state.failure.reason === "held_for_approval";
  const latest = await writer.readLatestRun(connectionId);
  if (!isHeld || latest?.id !== runId)
    throw new RollcallError("run.not_held", `The run ${runId} is not held for approval.`);
  await readUnpaused(writer, connectionId);
  // It holds the connection before the run, as everybody does with a run that has ended.
  await writer.requeueRun(runId, at);
  await writer.setRetirementDecision(runId, decision);
  return run;
}

export function createRunQueue(options: RunRequestOptions): RunQueue {
  const { storage, clock, onQueued, onCancelled } = options;
  /** `work` answers what it was about. */
  const queueRun = async <Of extends { readonly connectionId: ConnectionId }>(
    work: (writer: StorageWriter) => Promise<Of>,
  ): Promise<Of> => {
    const queued = await storage.transaction(work);
    await onQueued(queued.connectionId);
    return queued;
  };
  return {
    request: async (connectionId, mode, trigger, dueAt) => {
      const { runId } = await queueRun(async (writer) => {
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
        const id = await writer.createRun({ ...request, ...(dueAt !== undefined && { dueAt }) });
        return { runId: id, connectionId };
      });
      return runId;
    },
    resume: async (runId) => {
      await queueRun(async (writer) => {
        const run = await refuseHeld(writer, runId);
        await writer.requeueRun(runId, clock.now());
        return run;
      });
    },
    decide: async (runId, decision) => {
      await queueRun((writer) => decide(writer, runId, decision, clock.now()));
    },
    cancel: async (runId) => {
      await storage.transaction((writer) => writer.requestCancel(runId, clock.now()));
      onCancelled();
    },
  };
}

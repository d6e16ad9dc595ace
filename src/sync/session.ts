// What one run carries through its phases: who and where it is, its counters, and the one way to commit a step.

import type { Checkpoint } from "../core/checkpoint.ts";
import type { Clock } from "../core/clock.ts";
import type { Connector, DeviceSource, SourceEvent } from "../core/connector.ts";
import type { ConnectionId, SyncRunId } from "../core/id.ts";
import type { Storage, StorageWriter, WriteContext } from "../core/storage.ts";
import { addCounters, type RunCounters, type RunLogEntry, type SyncMode } from "../core/sync-run.ts";

/** How far a run is, for whoever watches. `expectedDevices` is null where the source was not asked. */
export interface RunProgress {
  readonly mode: SyncMode;
  readonly phase: Checkpoint["phase"];
  readonly counters: RunCounters;
  readonly expectedDevices: number | null;
}

export interface SyncDependencies {
  readonly storage: Storage;
  readonly connector: Connector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** What a committed step adds to the run's counters and says in its log. */
export interface Step {
  readonly counters: Partial<RunCounters>;
  readonly log: Omit<RunLogEntry, "at"> | null;
}

export interface Session extends SyncDependencies {
  readonly connectionId: ConnectionId;
  readonly runId: SyncRunId;
  readonly source: DeviceSource;
  readonly sourceEvents: SourceEvent[];
  mode: SyncMode;
  counters: RunCounters;
  expectedDevices: number | null;
}

export function contextOf(session: Session): WriteContext {
  return { connectionId: session.connectionId, runId: session.runId, at: session.clock.now() };
}

/** The waits that the source had to make are told; answers how many requests it made. */
export async function drainSourceEvents(session: Session, writer: StorageWriter): Promise<number> {
  const events = session.sourceEvents.splice(0);
  for (const event of events) {
    if (event.kind !== "waiting") continue;
    await writer.addLog(contextOf(session), {
      at: session.clock.now(),
      level: "warning",
      code: "source.waiting",
      message: `Waits ${event.durationMs} ms before asking again: ${event.why}.`,
      requestId: event.requestId,
      details: { operation: event.operation, durationMs: event.durationMs },
    });
  }
  return events.filter((event) => event.kind === "request").length;
}

/**
 * One transaction for a step's writes, the checkpoint after it, its counters and its log entry: all, or none of them.
 * Between two steps is where a run that is cancelled stops: throws the signal's reason then.
 */
export async function commitStep(
  session: Session,
  checkpoint: Checkpoint,
  work: (writer: StorageWriter, context: WriteContext) => Promise<Step>,
): Promise<void> {
  const context = contextOf(session);
  session.counters = await session.storage.transaction(async (writer) => {
    const step = await work(writer, context);
    const requests = await drainSourceEvents(session, writer);
    const counters = addCounters(addCounters(session.counters, step.counters), { requests });
    await writer.saveProgress(context, checkpoint, counters);
    if (step.log !== null) await writer.addLog(context, { at: context.at, ...step.log });
    return counters;
  });
  const { mode, counters, expectedDevices } = session;
  session.onProgress({ mode, phase: checkpoint.phase, counters, expectedDevices });
  session.signal.throwIfAborted();
}

/** Says something that belongs to no step. */
export async function addLog(session: Session, entry: Omit<RunLogEntry, "at">): Promise<void> {
  const context = contextOf(session);
  await session.storage.transaction((writer) => writer.addLog(context, { at: context.at, ...entry }));
}

// What one run carries through its phases: who and where it is, its counters, and the one way to commit a step.

import type { Checkpoint } from "../core/checkpoint.ts";
import type { Clock } from "../core/clock.ts";
import type { PullBasis } from "../core/connection.ts";
import type { Connector, DeviceSource, SourceEvent } from "../core/connector.ts";
import type { ConnectionId, SyncRunId } from "../core/id.ts";
import type { Scope } from "../core/scope.ts";
import type { Storage, StorageWriter, WriteContext } from "../core/storage.ts";
import {
  addCounters,
  type RunCounters,
  type RunLogEntry,
  type SyncMode,
  type SyncRun,
} from "../core/sync-run.ts";
import { extendMap, type TransformMap } from "../core/transform-map.ts";

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
  /** Which devices the connection imports. */
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** The run is taken up: it is *running* from now on. */
  readonly onBegun?: (run: SyncRun) => void;
}

/** What a committed step adds to the run's counters and says in its log. */
export interface Step {
  readonly counters: { readonly [Counter in keyof RunCounters]?: number | undefined };
  readonly log: Omit<RunLogEntry, "at"> | null;
}

/** A run in the hands of whoever took it up last. */
export interface HeldRun {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly connectionId: ConnectionId;
  readonly runId: SyncRunId;
  /** Whoever takes a run up has a claim of its own. */
  readonly claim: string;
}

export interface Session extends SyncDependencies, HeldRun {
  readonly source: DeviceSource;
  readonly journal: SourceJournal;
  mode: SyncMode;
  counters: RunCounters;
  expectedDevices: number | null;
  /** On what basis the run pulls. */
  basis: PullBasis;
  /** The connection's map, as it was when the last step was written: a person may change it meanwhile. */
  map: TransformMap;
  /** What this session's source asks of each device. */
  readonly selectedProperties: readonly string[];
  /** What is asked now and was not when the connection was last pulled, or the other way round. */
  readonly unlikeAsked: ReadonlySet<string>;
  /** Whether the list that ended short is being read a second time. */
  isListReadAgain: boolean;
}

export function contextOf(run: Omit<HeldRun, "storage">): WriteContext {
  const { connectionId, runId, claim } = run;
  return { connectionId, runId, claim, at: run.clock.now() };
}

/**
 * What the source does between the engine's calls: requests are counted with the next step, a wait is told at once, so that
 * the log says what a run waits for while it waits.
 */
export class SourceJournal {
  #requests = 0;
  #writing: Promise<void> = Promise.resolve();
  readonly #write: (entry: Omit<RunLogEntry, "at">) => Promise<void>;

  constructor(write: (entry: Omit<RunLogEntry, "at">) => Promise<void>) {
    this.#write = write;
  }

  observe(event: SourceEvent): void {
    if (event.kind === "request") this.#requests += 1;
    if (event.kind !== "waiting") return;
    const { operation, durationMs, why, requestId } = event;
    const entry = {
      level: "warning",
      code: "source.waiting",
      message: `Waits ${durationMs} ms before asking again: ${why}.`,
      requestId,
      details: { operation, durationMs },
    } as const;
    this.#writing = this.#writing.then(() => this.#write(entry));
    // Its failure is met by the next step; until then it must not count as an unhandled one.
    this.#writing.catch(() => undefined);
  }

  /** Resolves when every wait is in the log; rejects, once, when one could not be written. */
  async settled(): Promise<void> {
    const writing = this.#writing;
    this.#writing = Promise.resolve();
    await writing;
  }

  /** How many requests were made since it was last asked. */
  takeRequests(): number {
    const requests = this.#requests;
    this.#requests = 0;
    return requests;
  }
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
  await session.journal.settled();
  const context = contextOf(session);
  session.counters = await session.storage.transaction(async (writer) => {
    await writer.holdRun(context);
    await followMap(session, writer, context);
    const step = await work(writer, context);
    const requests = session.journal.takeRequests();
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
export async function addLog(run: HeldRun, entry: Omit<RunLogEntry, "at">): Promise<void> {
  const context = contextOf(run);
  await run.storage.transaction(async (writer) => {
    await writer.holdRun(context);
    await writer.addLog(context, { at: context.at, ...entry });
  });
}

/** The map as a run works with it, and its number kept with the run. */
async function followMap(session: Session, writer: StorageWriter, context: WriteContext): Promise<void> {
  const additions = await writer.readTransformMap(session.connectionId);
  if (additions.version === session.map.version) return;
  session.map = extendMap(session.connector.defaultTransformMap, additions);
  await keepMapVersion(writer, context, additions.version);
}

/** The log says that the run goes on by another map than the one that it was asked for with. */
export async function keepMapVersion(
  writer: StorageWriter,
  context: WriteContext,
  version: number,
): Promise<void> {
  await writer.setRunMapVersion(context.runId, version);
  await writer.addLog(context, {
    at: context.at,
    level: "info",
    code: "run.transform_map_changed",
    message: `The connection's transform map has been changed: from here on this run works by version ${version}.`,
    requestId: null,
    details: { version },
  });
}

/** On what basis a pull would begin now. */
export function wantedBasis({
  selectedProperties,
  scope,
}: Pick<Session, "selectedProperties" | "scope">): PullBasis {
  return { selectedProperties, scope: scope.name };
}

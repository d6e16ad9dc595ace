// Takes up queued runs and those that were cut off, the oldest first and a few at a time, and sees to removed connections.

import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId, SyncRunId } from "../core/id.ts";
import type { Scope } from "../core/scope.ts";
import { RunCancelledError, RunTakenOverError, type SyncRun } from "../core/sync-run.ts";
import { seeToRemovals } from "./cleaner.ts";
import { runSync } from "./run-sync.ts";
import type { RunProgress, SyncDependencies } from "./session.ts";

export interface WorkerEvents {
  readonly onProgress: (run: SyncRun, progress: RunProgress) => void;
  /** A run has begun, ended, or was cut off. */
  readonly onRunChanged: (run: SyncRun) => void;
  readonly onRemoved: (id: ConnectionId) => void;
  /** Something failed that no run's log can tell: the store, for one. */
  readonly onTrouble: (error: unknown) => void;
}

export interface WorkerOptions
  extends Pick<SyncDependencies, "storage" | "connector" | "clock">,
    WorkerEvents {
  readonly scopeOf: (id: ConnectionId) => Promise<Scope>;
  /** How many runs are under way at once. */
  readonly concurrency: number;
}

interface RunUnderWay {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const setAsideMs = 60_000;

/** Whether the run is somebody else's, or over: nobody has to be told. */
function isElsewhere(error: unknown): boolean {
  if (error instanceof RunTakenOverError) return true;
  return (
    error instanceof RollcallError && ["run.ended", "run.superseded", "connection.busy"].includes(error.code)
  );
}

export class Worker {
  readonly #options: WorkerOptions;
  readonly #underWay = new Map<SyncRunId, RunUnderWay>();
  #filling: Promise<void> | null = null;
  #cleaning: Promise<void> | null = null;
  /** Runs that could not be taken up or brought to an end, and when to try again. */
  readonly #setAside = new Map<SyncRunId, Timestamp>();
  #isWanted = false;
  #stopped: RollcallError | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Looks for something to do, and for runs that are to end; resolves when every run that has room is under way. */
  async wake(): Promise<void> {
    this.#isWanted = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = null;
    });
    await this.#filling;
  }

  /** Each run stops at its next page and stays to be taken up; resolves when the last one has. */
  async stop(): Promise<void> {
    this.#stopped = new RollcallError(
      "worker.stopped",
      "The server stops; the run goes on when it starts again.",
    );
    for (const { abort } of this.#underWay.values()) abort.abort(this.#stopped);
    await Promise.all([...this.#underWay.values()].map(({ ended }) => ended));
    await this.#filling;
    await this.#cleaning;
  }

  async #fill(): Promise<void> {
    while (this.#isWanted && this.#stopped === null) {
      this.#isWanted = false;
      try {
        await this.#cancelRequested();
        await this.#takeUp();
        this.#clean();
      } catch (error) {
        this.#options.onTrouble(error);
      }
    }
  }

  /** Beside the runs, since it may take minutes. */
  #clean(): void {
    this.#cleaning ??= seeToRemovals(this.#options, () => this.#stopped !== null)
      .catch((error: unknown) => this.#options.onTrouble(error))
      .finally(() => {
        this.#cleaning = null;
      });
  }

  async #cancelRequested(): Promise<void> {
    for (const [runId, { abort }] of this.#underWay)
      if (await this.#options.storage.isCancelRequested(runId)) abort.abort(new RunCancelledError(runId));
  }

  async #takeUp(): Promise<void> {
    const { storage, concurrency } = this.#options;
    if (this.#underWay.size >= concurrency) return;
    const known = this.#underWay.size + this.#setAside.size;
    const runs = await storage.readUnfinishedRuns(concurrency + known);
    for (const run of runs) {
      if (this.#underWay.size >= concurrency || this.#stopped !== null) return;
      if (!this.#underWay.has(run.id) && !this.#isSetAside(run.id)) this.#begin(run);
    }
  }

  #isSetAside(id: SyncRunId): boolean {
    const until = this.#setAside.get(id);
    if (until === undefined) return false;
    if (this.#options.clock.now() < until) return true;
    this.#setAside.delete(id);
    return false;
  }

  #begin(run: SyncRun): void {
    const abort = new AbortController();
    const ended = this.#run(run, abort)
      .catch((error: unknown) => {
        if (error === this.#stopped) return;
        this.#setAside.set(run.id, this.#options.clock.now() + setAsideMs);
        if (!isElsewhere(error)) this.#options.onTrouble(error);
      })
      .finally(() => {
        this.#underWay.delete(run.id);
        // The next one has room now; what it meets it tells itself.
        void this.wake();
      });
    this.#underWay.set(run.id, { abort, ended });
  }

  async #run(run: SyncRun, abort: AbortController): Promise<void> {
    const { storage, connector, clock, scopeOf, onProgress, onRunChanged } = this.#options;
    const { id, connectionId } = run;
    if (await storage.isCancelRequested(id)) abort.abort(new RunCancelledError(id));
    const scope = await scopeOf(connectionId);
    onRunChanged(run);
    const observe = (progress: RunProgress): void => onProgress(run, progress);
    const dependencies = { storage, connector, clock, scope, signal: abort.signal, onProgress: observe };
    onRunChanged(await runSync(dependencies, id));
  }
}

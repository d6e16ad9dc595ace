// Takes up queued runs and those that were cut off, the oldest first and a few at a time; beside them, sees to removed
// connections and to tasks.

import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId, InventoryTaskId, SyncRunId } from "../core/id.ts";
import type { Scope } from "../core/scope.ts";
import { RunCancelledError, RunTakenOverError, type SyncRun } from "../core/sync-run.ts";
import { seeToRemovals } from "./cleaner.ts";
import { doTasks } from "./inventory-tasks.ts";
import { runSync } from "./run-sync.ts";
import type { RunProgress, SyncDependencies } from "./session.ts";
import { SideWork } from "./side-work.ts";
import { TruthKeeper } from "./truth-keeper.ts";

export interface WorkerEvents {
  readonly onProgress: (run: SyncRun, progress: RunProgress) => void;
  /** A run has begun or ended; one that is cut off stays *running* until it is taken up and begins again. */
  readonly onRunChanged: (run: SyncRun) => void;
  readonly onRemoved: (id: ConnectionId) => void;
  /** A task has come further, or to its end. */
  readonly onTaskChanged: (id: InventoryTaskId, isEnded: boolean) => void;
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
  readonly #sideWorks: readonly SideWork[];
  readonly #truth: TruthKeeper;
  /** Runs that could not be taken up or brought to an end, and when to try again. */
  readonly #setAside = new Map<SyncRunId, Timestamp>();
  #isWanted = false;
  #isRetryPlanned = false;
  readonly #end = new AbortController();
  #stopped: RollcallError | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const isStopped = (): boolean => this.#stopped !== null;
    const onRetry = (): void => this.#retryLater();
    const { onTrouble } = options;
    const troubles = new Map<InventoryTaskId, number>();
    this.#truth = new TruthKeeper(options);
    this.#sideWorks = [
      () => seeToRemovals(options, isStopped),
      () => doTasks({ ...options, troubles }, isStopped),
      () => this.#truth.keep(isStopped),
    ].map((work) => new SideWork({ work, isStopped, onTrouble, onRetry }));
  }

  /** Looks for something to do, and for runs that are to end; resolves when every run that has room is under way. */
  async wake(): Promise<void> {
    this.#isWanted = true;
    this.#filling ??= this.#fill();
    await this.#filling;
  }

  /** Each run stops at its next page and stays to be taken up; resolves when the last one has. */
  async stop(): Promise<void> {
    this.#stopped = new RollcallError(
      "worker.stopped",
      "The server stops; the run goes on when it starts again.",
    );
    this.#end.abort(this.#stopped);
    for (const { abort } of this.#underWay.values()) abort.abort(this.#stopped);
    await Promise.all([...this.#underWay.values()].map(({ ended }) => ended));
    await this.#filling;
    await Promise.all(this.#sideWorks.map((sideWork) => sideWork.ended()));
  }

  async #fill(): Promise<void> {
    while (this.#isWanted && this.#stopped === null) {
      this.#isWanted = false;
      for (const sideWork of this.#sideWorks) sideWork.wake();
      try {
        await this.#cancelRequested();
        await this.#takeUp();
      } catch (error) {
        this.#options.onTrouble(error);
        this.#retryLater();
      }
    }
    // In the same breath as the last look at what is wanted: whoever asks from now on begins anew.
    this.#filling = null;
  }

  /** Nobody wakes the worker when what failed may work again. */
  #retryLater(): void {
    if (this.#isRetryPlanned || this.#stopped !== null) return;
    this.#isRetryPlanned = true;
    this.#options.clock
      .sleep(setAsideMs, this.#end.signal)
      .then(() => {
        this.#isRetryPlanned = false;
        return this.wake();
      })
      .catch((error: unknown) => {
        if (error !== this.#stopped) this.#options.onTrouble(error);
      });
  }

  async #cancelRequested(): Promise<void> {
    for (const [runId, { abort }] of this.#underWay)
      if (await this.#options.storage.isCancelRequested(runId)) abort.abort(new RunCancelledError(runId));
  }

  async #takeUp(): Promise<void> {
    const { storage, concurrency } = this.#options;
    if (this.#underWay.size >= concurrency) return;
    this.#endSetAside();
    const known = this.#underWay.size + this.#setAside.size;
    const runs = await storage.readUnfinishedRuns(concurrency + known);
    for (const run of runs) {
      if (this.#underWay.size >= concurrency || this.#stopped !== null) return;
      if (!this.#underWay.has(run.id) && !this.#setAside.has(run.id)) this.#begin(run);
    }
  }

  #endSetAside(): void {
    const now = this.#options.clock.now();
    for (const [id, until] of this.#setAside) if (until <= now) this.#setAside.delete(id);
    if (this.#setAside.size > 0) this.#retryLater();
  }

  #begin(run: SyncRun): void {
    const abort = new AbortController();
    const ended = this.#run(run, abort)
      .catch((error: unknown) => {
        if (error === this.#stopped) return;
        this.#setAside.set(run.id, this.#options.clock.now() + setAsideMs);
        this.#retryLater();
        if (!isElsewhere(error)) this.#options.onTrouble(error);
      })
      .finally(() => {
        this.#underWay.delete(run.id);
        // The next one has room now; what it meets it tells itself.
        void this.wake();
      });
    this.#underWay.set(run.id, { abort, ended });
  }

  async #run({ id, connectionId }: SyncRun, abort: AbortController): Promise<void> {
    const { storage, connector, clock, scopeOf, onProgress, onRunChanged } = this.#options;
    if (await storage.isCancelRequested(id)) abort.abort(new RunCancelledError(id));
    const scope = await scopeOf(connectionId);
    // It stays as it is: nothing of it is begun only to be cut off.
    if (this.#stopped !== null) throw this.#stopped;
    let begun: SyncRun | null = null;
    const dependencies = {
      ...{ storage, connector, clock, scope, signal: abort.signal },
      onBegun: (run: SyncRun): void => {
        begun = run;
        onRunChanged(run);
      },
      onProgress: (progress: RunProgress): void => {
        if (begun !== null) onProgress(begun, progress);
      },
    };
    const ended = await runSync(dependencies, id);
    if (ended.state.name === "completed") this.#truth.noteSeen();
    onRunChanged(ended);
  }
}

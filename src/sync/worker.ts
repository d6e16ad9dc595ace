// The one worker of an embedded store: takes up queued runs and those that were cut off, the oldest first and a few at a time, and
// sees to the rest beside them.

import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import type { SyncRunId } from "../core/id.ts";
import type { SyncRun } from "../core/sync-run.ts";
import { type CareEvents, Caretaker } from "./caretaker.ts";
import { isElsewhere, type RunOptions, RunsUnderWay } from "./runs-under-way.ts";

export interface WorkerOptions extends RunOptions, CareEvents {
  /** How many runs are under way at once. */
  readonly concurrency: number;
}

const setAsideMs = 60_000;

export class Worker {
  readonly #options: WorkerOptions;
  readonly #runs: RunsUnderWay;
  readonly #caretaker: Caretaker;
  #filling: Promise<void> | null = null;
  /** Runs that could not be taken up or brought to an end, and when to try again. */
  readonly #setAside = new Map<SyncRunId, Timestamp>();
  #isWanted = false;
  #isRetryPlanned = false;
  readonly #end = new AbortController();
  #stopped: RollcallError | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#runs = new RunsUnderWay(options);
    this.#caretaker = new Caretaker({
      ...options,
      isStopped: () => this.#stopped !== null,
      onRetry: () => this.#retryLater(),
    });
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
    await this.#runs.stop(this.#stopped);
    await this.#filling;
    await this.#caretaker.ended();
  }

  async #fill(): Promise<void> {
    while (this.#isWanted && this.#stopped === null) {
      this.#isWanted = false;
      this.#caretaker.wake();
      try {
        await this.#runs.endCancelled();
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

  async #takeUp(): Promise<void> {
    const { storage, concurrency } = this.#options;
    if (this.#runs.size >= concurrency) return;
    this.#endSetAside();
    const known = this.#runs.size + this.#setAside.size;
    const runs = await storage.readUnfinishedRuns(concurrency + known);
    for (const run of runs) {
      if (this.#runs.size >= concurrency || this.#stopped !== null) return;
      if (!this.#runs.has(run.id) && !this.#setAside.has(run.id)) void this.#run(run);
    }
  }

  #endSetAside(): void {
    const now = this.#options.clock.now();
    for (const [id, until] of this.#setAside) if (until <= now) this.#setAside.delete(id);
    if (this.#setAside.size > 0) this.#retryLater();
  }

  async #run(run: SyncRun): Promise<void> {
    try {
      const ended = await this.#runs.run(run);
      if (ended.state.name === "completed") this.#caretaker.noteSeen();
    } catch (error) {
      if (error !== this.#stopped) {
        this.#setAside.set(run.id, this.#options.clock.now() + setAsideMs);
        this.#retryLater();
        if (!isElsewhere(error)) this.#options.onTrouble(error);
      }
    }
    // The next one has room now; what it meets it tells itself.
    void this.wake();
  }
}

// One of several workers on a shared store: runs what it is handed, and sees to the rest while it is the one who has the care.

import type { Clock, Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId } from "../core/id.ts";
import type { Handled, RunDispatch } from "../core/run-dispatch.ts";
import type { RunQueue } from "../core/run-queue.ts";
import { RunTakenOverError, type SyncRun } from "../core/sync-run.ts";
import { type CareEvents, Caretaker } from "./caretaker.ts";
import { isElsewhere, type RunOptions, RunsUnderWay } from "./runs-under-way.ts";
import { Scheduler, type SchedulerOptions } from "./scheduler.ts";

export interface SharedWorkerOptions
  extends RunOptions,
    CareEvents,
    Pick<SchedulerOptions, "onPlanned" | "onSkipped" | "onSecretExpiring"> {
  readonly clock: Clock;
  readonly dispatch: RunDispatch;
  readonly queue: RunQueue;
  /** How many runs are under way at once in this process. */
  readonly concurrency: number;
  /** Somebody else has taken the run up: what this process had read of it since is not written. */
  readonly onLost: (run: SyncRun) => void;
  /** A run is completed: whoever has the care has to know. */
  readonly onCompleted: () => void;
}

/** Words that were lost are said again this often. */
const offerEveryMs = 60_000;
const mostOffered = 10_000;
const retryAfterMs = 5_000;

/** What this process sees to while it has the care. */
interface Care {
  readonly caretaker: Caretaker;
  readonly scheduler: Scheduler;
}

function isUnfinished(run: SyncRun | null): run is SyncRun {
  return run !== null && (run.state.name === "queued" || run.state.name === "running");
}

export class SharedWorker {
  readonly #options: SharedWorkerOptions;
  readonly #runs: RunsUnderWay;
  #care: Care | null = null;
  readonly #end = new AbortController();
  #stopped: RollcallError | null = null;

  constructor(options: SharedWorkerOptions) {
    this.#options = options;
    this.#runs = new RunsUnderWay(options);
  }

  /** From now on it is handed something. */
  async start(): Promise<void> {
    const { dispatch, concurrency } = this.#options;
    await dispatch.handOut(
      concurrency,
      (id, lost) => this.#run(id, lost),
      (lost) => this.#takeCare(lost),
    );
  }

  /** There may be something to do that is no run, or a run to end. */
  async wake(): Promise<void> {
    this.#care?.caretaker.wake();
    await this.#runs.endCancelled().catch(this.#options.onTrouble);
  }

  /** A schedule was made, changed, paused or resumed. */
  onPlanChanged(): void {
    this.#care?.scheduler.wake();
  }

  /** A run is completed, here or elsewhere. */
  noteSeen(): void {
    this.#care?.caretaker.noteSeen();
    this.#care?.caretaker.wake();
  }

  /** Each run stops at its next page and is left to another worker; resolves when the last one has. */
  async stop(): Promise<void> {
    this.#stopped = new RollcallError("worker.stopped", "The worker stops; the run goes on elsewhere.");
    this.#end.abort(this.#stopped);
    await this.#runs.stop(this.#stopped);
    await this.#options.dispatch.stop();
  }

  /** Everything that waits of the connection: a run may be asked for again in the moment in which it ends. */
  async #run(id: ConnectionId, lost: AbortSignal): Promise<Handled> {
    const { storage, onCompleted, onLost } = this.#options;
    for (;;) {
      if (this.#stopped !== null) return "offer_again";
      const run = await storage.readLatestRun(id);
      if (!isUnfinished(run)) return "done";
      try {
        const { state } = await this.#runs.run(run, lost);
        if (state.name === "completed") onCompleted();
      } catch (error) {
        if (error === this.#stopped) return "offer_again";
        if (error instanceof RunTakenOverError || lost.aborted) onLost(run);
        if (isElsewhere(error) || lost.aborted) return "done";
        throw error;
      }
    }
  }

  async #takeCare(lost: AbortSignal): Promise<Handled> {
    const signal = AbortSignal.any([lost, this.#end.signal]);
    const care = this.#createCare(signal);
    this.#care = care;
    try {
      care.caretaker.wake();
      await Promise.all([care.scheduler.run(signal), this.#offerAgainAndAgain(signal)]);
      await care.caretaker.ended();
    } finally {
      if (this.#care === care) this.#care = null;
    }
    return lost.aborted ? "done" : "offer_again";
  }

  #createCare(signal: AbortSignal): Care {
    const caretaker: Caretaker = new Caretaker({
      ...this.#options,
      isStopped: () => signal.aborted,
      onRetry: () => void this.#wakeLater(signal),
    });
    return { caretaker, scheduler: new Scheduler(this.#options) };
  }

  /** What failed may have met another process, or a database that was away for a moment. */
  async #wakeLater(signal: AbortSignal): Promise<void> {
    await rest(this.#options.clock, retryAfterMs, signal);
    this.#care?.caretaker.wake();
  }

  /** A run that was cut off where nobody could say so, and a word that was lost between two databases, are found here. */
  async #offerAgainAndAgain(signal: AbortSignal): Promise<void> {
    const { storage, dispatch, clock, onTrouble } = this.#options;
    while (!signal.aborted) {
      try {
        const runs = await storage.readUnfinishedRuns(mostOffered);
        await dispatch.offer(runs.map(({ connectionId }) => connectionId));
      } catch (error) {
        onTrouble(error);
      }
      this.#care?.caretaker.wake();
      await rest(clock, offerEveryMs, signal);
    }
  }
}

/** Ends early with the signal, which is no failure. */
async function rest(clock: Clock, durationMs: Timestamp, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(durationMs, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

// Asks for runs when they are due: each connection by its schedule, a run that was missed once.

import type { Clock, Timestamp } from "../core/clock.ts";
import type { PlannedConnection } from "../core/connection-storage.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId } from "../core/id.ts";
import { missedRun, nextRuns } from "../core/next-runs.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { ScheduleInput } from "../core/schedule.ts";
import { createSchedule, type Schedule } from "../core/schedule.ts";
import type { Storage } from "../core/storage.ts";

export interface SchedulerOptions {
  readonly storage: Storage;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly onPlanned: (id: ConnectionId) => void;
  /** A run that was due did not begin, since the one before still goes on. */
  readonly onSkipped: (id: ConnectionId, dueAt: Timestamp) => void;
  readonly onTrouble: (error: unknown) => void;
}

const connectionsAtOnce = 100;

/** However far the next run is: a clock that is set, or a machine that slept, is noticed within a minute. */
const longestWaitMs = 60_000;

/** What is still due failed, or did not fit into this look. */
const shortestWaitMs = 100;

/** A schedule is checked before it is stored, so one that is refused now is of a zone that this release does not know any more. */
function scheduleOf(input: ScheduleInput): Schedule {
  const result = createSchedule(input);
  if (result.kind === "refused") throw new RollcallError(result.refusal.code, result.refusal.message);
  return result.schedule;
}

const expectedRefusals = new Set(["connection.busy", "connection.paused", "connection.not_found"]);

function nextRunAfter(schedule: Schedule, after: Timestamp): Timestamp | null {
  return nextRuns(schedule, after, 1)[0] ?? null;
}

export class Scheduler {
  readonly #options: SchedulerOptions;
  #wake: AbortController = new AbortController();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** A schedule was made, changed, paused or resumed. */
  wake(): void {
    this.#wake.abort();
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const waitMs = await this.look().catch((error: unknown) => {
        this.#options.onTrouble(error);
        return longestWaitMs;
      });
      await this.#rest(waitMs, AbortSignal.any([signal, this.#wake.signal]));
    }
  }

  /** Ends early when it is woken or stopped, which is no failure. */
  async #rest(durationMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.sleep(durationMs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Plans what is not planned, asks for what is due, and answers how long there is nothing to do. */
  async look(): Promise<number> {
    const { storage, clock } = this.#options;
    for (const planned of await storage.readUnplanned(connectionsAtOnce))
      await this.#guard(() => this.#plan(planned));
    const due = await storage.readDue(clock.now(), connectionsAtOnce);
    for (const planned of due) await this.#guard(() => this.#begin(planned));
    const nextAt = await storage.readNextDueAt();
    if (nextAt === null) return longestWaitMs;
    return Math.min(longestWaitMs, Math.max(shortestWaitMs, nextAt - clock.now()));
  }

  /** One connection's trouble is not the others'. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.onTrouble(error);
    }
  }

  async #plan(planned: PlannedConnection): Promise<void> {
    const { storage, clock, onPlanned } = this.#options;
    const { schedule } = planned;
    const nextRunAt = schedule === null ? null : nextRunAfter(scheduleOf(schedule), clock.now());
    await storage.transaction((writer) => writer.planRun(planned, nextRunAt));
    onPlanned(planned.id);
  }

  /**
   * However long ago it was due, it is asked for once; where the schedule is over meanwhile, not at all. The run is asked for
   * before the next is planned: who ends in between finds the connection due again, and busy.
   */
  async #begin(planned: PlannedConnection): Promise<void> {
    const { storage, clock, onPlanned } = this.#options;
    if (planned.schedule === null || planned.nextRunAt === null) return;
    const schedule = scheduleOf(planned.schedule);
    const now = clock.now();
    if (missedRun(schedule, planned.nextRunAt - 1, now) !== null)
      await this.#request(planned.id, planned.nextRunAt);
    const nextRunAt = nextRunAfter(schedule, now);
    await storage.transaction((writer) => writer.planRun(planned, nextRunAt));
    onPlanned(planned.id);
  }

  async #request(id: ConnectionId, dueAt: Timestamp): Promise<void> {
    try {
      await this.#options.queue.request(id, "delta_pull", "schedule");
    } catch (error) {
      // Paused in this very moment, or the run before still goes on.
      const isExpected = error instanceof RollcallError && expectedRefusals.has(error.code);
      if (!isExpected) throw error;
      this.#options.onSkipped(id, dueAt);
    }
  }
}

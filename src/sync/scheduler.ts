// Asks for runs when they are due: each connection by its schedule, a run that was missed once.

import type { Clock, Timestamp } from "../core/clock.ts";
import type { PlannedConnection } from "../core/connection-storage.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId } from "../core/id.ts";
import { missedRun, nextRuns } from "../core/next-runs.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { ScheduleInput } from "../core/schedule.ts";
import { createSchedule, type Schedule } from "../core/schedule.ts";
import { dueSecretWarning, firstWarningMs, secretDaysLeft } from "../core/secret-expiry.ts";
import type { Storage } from "../core/storage.ts";

export interface SchedulerOptions {
  readonly storage: Storage;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly onPlanned: (id: ConnectionId) => void;
  /** A run that was due did not begin, since the one before still goes on. */
  readonly onSkipped: (id: ConnectionId, dueAt: Timestamp) => void;
  /** Told once for each of 30, 14, 7 and 1 days ahead, and with 0 when the secret in use has expired. */
  readonly onSecretExpiring: (id: ConnectionId, daysLeft: number) => void;
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

/** What failed is tried again after this long, unless the schedule or the plan is another one by then. */
const setAsideMs = 60_000;

/** Paused or removed in this very moment, or asked for already by who ended before the next run was planned. */
const silentRefusals = new Set(["connection.paused", "connection.not_found", "run.already_requested"]);

/** A connection that could not be planned or begun: what of it was tried, and until when it waits. */
interface SetAside {
  readonly planned: string;
  readonly until: Timestamp;
}

function nextRunAfter(schedule: Schedule, after: Timestamp): Timestamp | null {
  return nextRuns(schedule, after, 1)[0] ?? null;
}

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #setAside = new Map<ConnectionId, SetAside>();
  #wake: AbortController = new AbortController();
  #secretsCheckedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** A schedule was made, changed, paused or resumed, or a secret's expiry was entered. */
  wake(): void {
    this.#secretsCheckedAt = Number.NEGATIVE_INFINITY;
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
    const now = clock.now();
    this.#endSetAside(now);
    // Those that are set aside must not take the places of others.
    const limit = connectionsAtOnce + this.#setAside.size;
    const unplanned = await storage.readUnplanned(limit);
    for (const planned of unplanned) await this.#guard(planned, () => this.#plan(planned));
    const due = await storage.readDue(now, limit);
    for (const planned of due) await this.#guard(planned, () => this.#begin(planned, now));
    await this.#warnOfSecrets(now);
    if (unplanned.length === limit || due.length === limit) return shortestWaitMs;
    const nextAt = await storage.readNextDueAt(now);
    if (nextAt === null) return longestWaitMs;
    return Math.min(longestWaitMs, Math.max(shortestWaitMs, nextAt - clock.now()));
  }

  /** A clock that is put back must not keep anybody waiting for longer. */
  #endSetAside(now: Timestamp): void {
    for (const [id, { until }] of this.#setAside)
      if (until <= now || until > now + setAsideMs) this.#setAside.delete(id);
  }

  /** One connection's trouble is not the others', and is not met again in each look. */
  async #guard(planned: PlannedConnection, work: () => Promise<void>): Promise<void> {
    const text = JSON.stringify([planned.schedule, planned.nextRunAt]);
    if (this.#setAside.get(planned.id)?.planned === text) return;
    try {
      await work();
      this.#setAside.delete(planned.id);
    } catch (error) {
      const until = this.#options.clock.now() + setAsideMs;
      this.#setAside.set(planned.id, { planned: text, until });
      this.#options.onTrouble(error);
    }
  }

  async #plan(planned: PlannedConnection): Promise<void> {
    const { schedule } = planned;
    const now = this.#options.clock.now();
    await this.#setPlan(planned, schedule === null ? null : nextRunAfter(scheduleOf(schedule), now));
  }

  /** Where somebody has planned or changed it meanwhile, it is looked at again as it is then. */
  async #setPlan(planned: PlannedConnection, nextRunAt: Timestamp | null): Promise<void> {
    const { storage, onPlanned } = this.#options;
    if (await storage.transaction((writer) => writer.planRun(planned, nextRunAt))) onPlanned(planned.id);
  }

  /**
   * However long ago it was due, it is asked for once; where the schedule is over meanwhile, not at all. The run is asked for
   * before the next is planned: who ends in between finds the connection due again, and the run asked for.
   */
  async #begin(planned: PlannedConnection, now: Timestamp): Promise<void> {
    if (planned.schedule === null || planned.nextRunAt === null) return;
    const schedule = scheduleOf(planned.schedule);
    if (missedRun(schedule, planned.nextRunAt - 1, now) !== null)
      await this.#request(planned.id, planned.nextRunAt);
    await this.#setPlan(planned, nextRunAfter(schedule, now));
  }

  async #request(id: ConnectionId, dueAt: Timestamp): Promise<void> {
    try {
      await this.#options.queue.request(id, "delta_pull", "schedule", dueAt);
    } catch (error) {
      if (!(error instanceof RollcallError)) throw error;
      if (error.code === "connection.busy") this.#options.onSkipped(id, dueAt);
      else if (!silentRefusals.has(error.code)) throw error;
    }
  }

  /** What is told is noted first: of several processes one tells it, and none after a restart. */
  async #warnOfSecrets(now: Timestamp): Promise<void> {
    if (Math.abs(now - this.#secretsCheckedAt) < longestWaitMs) return;
    const { storage, onSecretExpiring } = this.#options;
    for (const secret of await storage.readExpiringSecrets(now + firstWarningMs)) {
      const warning = dueSecretWarning(secret, now);
      const daysLeft = secretDaysLeft(secret.expiresAt, now);
      if (warning === null || daysLeft === null) continue;
      if (await storage.transaction((writer) => writer.noteSecretWarning(secret, warning)))
        onSecretExpiring(secret.id, daysLeft);
    }
    this.#secretsCheckedAt = now;
  }
}

// Whatever the clock does, and however often the server starts: each moment of a schedule asks for one run, or is told as skipped.

import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { ConnectionId } from "../../src/core/id.ts";
import { nextRuns } from "../../src/core/next-runs.ts";
import type { RunQueue } from "../../src/core/run-queue.ts";
import { createSchedule, type ScheduleInput } from "../../src/core/schedule.ts";
import { Scheduler } from "../../src/sync/scheduler.ts";
import { createDispatch, type Dispatch, tenantOf } from "../support/dispatch.ts";

const minuteMs = 60_000;
const begun = Date.parse("2026-03-26T12:00Z");

type Step =
  /** Time passes, also backwards; `killed` is a process that ends between asking for a run and planning the next. */
  | { readonly kind: "advance" | "killed"; readonly minutes: number }
  | { readonly kind: "restart" | "end" | "pause" | "resume" | "change" };

const minutes = fc.noBias(fc.integer({ min: -30 * 60, max: 80 * 60 }));
const moves = fc
  .tuple(fc.constantFrom("advance" as const, "advance" as const, "killed" as const), minutes)
  .map(([kind, passed]): Step => ({ kind, minutes: passed }));
const rests = fc
  .constantFrom("restart" as const, "end" as const, "end" as const)
  .map((kind): Step => ({ kind }));
const changes = fc
  .constantFrom("pause" as const, "resume" as const, "change" as const)
  .map((kind): Step => ({ kind }));
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: moves },
    { weight: 4, arbitrary: rests },
    { weight: 1, arbitrary: changes },
  ),
  { minLength: 5, maxLength: 30 },
);

const twoDigits = (value: number): string => String(value).padStart(2, "0");
const span = fc
  .record({
    timeZone: fc.constantFrom("Europe/Berlin", "Asia/Calcutta", "America/New_York", "Australia/Lord_Howe"),
    hour: fc.integer({ min: 0, max: 23 }),
    endDay: fc.integer({ min: 28, max: 30 }),
    isLong: fc.boolean(),
  })
  .map(({ timeZone, hour, endDay, isLong }) => ({
    timeZone,
    start: `2026-03-25T${twoDigits(hour)}:30`,
    end: isLong ? "2026-12-31T00:00" : `2026-03-${endDay}T12:00`,
  }));
const schedules: fc.Arbitrary<ScheduleInput> = fc.oneof(
  span.map((within) => ({ kind: "daily", ...within }) as const),
  fc
    .tuple(span, fc.integer({ min: 1, max: 24 }))
    .map(([within, everyHours]) => ({ kind: "hourly", everyHours, ...within }) as const),
  span.map((within) => ({ kind: "weekly", days: ["friday", "sunday"], ...within }) as const),
);

/** What must come of a schedule, told from the list of all its moments. */
class Expectation {
  #input = "";
  #moments: readonly number[] = [];
  #endAt = 0;
  /** Moments till then are done with; null where the plan is to be made. */
  #doneTill: number | null = null;
  readonly requested = new Set<number>();
  isPaused = false;
  isBusy = false;

  /** The same schedule once more changes no plan. */
  take(input: ScheduleInput): void {
    if (JSON.stringify(input) === this.#input) return;
    this.#input = JSON.stringify(input);
    const result = createSchedule(input);
    if (result.kind === "refused") throw new Error(result.refusal.message);
    this.#moments = nextRuns(result.schedule, 0, 8000);
    this.#endAt = Temporal.PlainDateTime.from(result.schedule.end).toZonedDateTime(
      input.timeZone,
    ).epochMilliseconds;
    this.#doneTill = null;
  }

  planAnew(): void {
    this.#doneTill = null;
  }

  /** What a look at a moment brings; a killed one does not get to the next plan. */
  look(now: number, isKilled: boolean): { asked: number | null; skipped: number | null } {
    const nothing = { asked: null, skipped: null };
    if (this.isPaused) return nothing;
    this.#doneTill ??= now;
    const after = this.#doneTill;
    const due = this.#moments.find((moment) => after < moment && moment <= now);
    if (due === undefined) return nothing;
    // Where the schedule is over nothing is asked for, so nothing is cut off.
    if (!isKilled || now > this.#endAt) this.#doneTill = now;
    if (now > this.#endAt || this.requested.has(due)) return nothing;
    if (this.isBusy) return { asked: null, skipped: due };
    this.requested.add(due);
    this.isBusy = true;
    return { asked: due, skipped: null };
  }
}

async function countRuns({ storage }: Dispatch, connectionId: ConnectionId): Promise<number> {
  return (await storage.readRuns({ connectionId, states: null, before: null, limit: 1000 })).length;
}

async function playStep(dispatch: Dispatch, id: ConnectionId, step: Step, expected: Expectation) {
  const { storage, clock } = dispatch;
  const change = async (input: ScheduleInput) => {
    const { version } = await storage.readConnection(id);
    await storage.transaction((writer) => writer.changeConnection(id, version, { schedule: input }, 1));
    expected.take(input);
  };
  if (step.kind === "advance" || step.kind === "killed") clock.advance(step.minutes * minuteMs);
  if (step.kind === "change")
    await change({ kind: "hourly", everyHours: 7, timeZone: "Asia/Kathmandu", start: "2026-03-26T00:00" });
  if (step.kind === "end") {
    for (const run of await storage.readUnfinishedRuns(10)) await dispatch.queue.cancel(run.id);
    expected.isBusy = false;
  }
  if (step.kind === "pause" || step.kind === "resume") {
    const isPaused = step.kind === "pause";
    if (isPaused !== expected.isPaused) expected.planAnew();
    expected.isPaused = isPaused;
    await storage.transaction((writer) => writer.setPaused(id, isPaused ? 1 : null));
  }
}

/** Answers how many runs were asked for. */
async function playHistory(input: ScheduleInput, history: readonly Step[]): Promise<number> {
  const dispatch = await createDispatch();
  const { storage, clock, troubles } = dispatch;
  clock.set(begun);
  const id = await dispatch.connect(tenantOf(0), input);
  const expected = new Expectation();
  expected.take(input);
  const skipped: number[] = [];
  const start = (queue: RunQueue): Scheduler =>
    new Scheduler({
      ...{ storage, queue, clock, onPlanned: () => undefined, onSecretExpiring: () => undefined },
      onSkipped: (_id, dueAt) => skipped.push(dueAt),
      onTrouble: (error) => troubles.push(error),
    });
  const killed: RunQueue = {
    ...dispatch.queue,
    request: (...request) =>
      dispatch.queue.request(...request).finally(() => {
        throw new Error("killed");
      }),
  };
  let scheduler = start(dispatch.queue);
  let runs = 0;
  for (const step of history) {
    await playStep(dispatch, id, step, expected);
    const isKilled = step.kind === "killed";
    skipped.length = 0;
    await (isKilled ? start(killed) : scheduler).look();
    if (isKilled || step.kind === "restart") scheduler = start(dispatch.queue);
    const { asked, skipped: skip } = expected.look(clock.now(), isKilled);
    runs += asked === null ? 0 : 1;
    expect(await countRuns(dispatch, id)).toBe(runs);
    expect(skipped).toEqual(skip === null || isKilled ? [] : [skip]);
  }
  await storage.close();
  return runs;
}

const numRuns = inject("postgresUrl") === null ? 150 : 20;

test("[SD2] [SD4] [SD5] each moment asks for one run, unless the connection is busy or paused, or the schedule over", async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(schedules, steps, async (input, history) => {
      asked += await playHistory(input, history);
    }),
    { numRuns },
  );
  // The histories are not empty ones.
  expect(asked).toBeGreaterThan(numRuns / 3);
}, 60_000);

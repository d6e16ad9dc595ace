// What holds of every schedule, shown on random ones and against an oracle that looks at each minute.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Timestamp } from "./clock.ts";
import { parseCron, printCron } from "./cron.ts";
import { missedRun, nextRuns } from "./next-runs.ts";
import { createSchedule, type Schedule, type ScheduleInput } from "./schedule.ts";
import { type Weekday, weekdays } from "./weekday.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function create(input: ScheduleInput): Schedule {
  const result = createSchedule(input);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.schedule;
}

/** Days on which a clock is moved, with the zone, and one zone that never does it. */
const moves: readonly (readonly [timeZone: string, day: string])[] = [
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Europe/Berlin", "2027-10-31"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["Pacific/Apia", "2011-12-30"],
  ["America/Sao_Paulo", "2018-11-04"],
  ["America/Sao_Paulo", "2019-02-16"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Africa/Casablanca", "2026-03-22"],
  ["Antarctica/Troll", "2026-03-29"],
  ["Antarctica/Troll", "2026-10-25"],
  ["America/St_Johns", "2010-11-07"],
  ["America/St_Johns", "2011-03-13"],
  ["America/Havana", "2026-11-01"],
  ["Asia/Kathmandu", "1986-01-01"],
  ["Asia/Calcutta", "2026-05-05"],
];

const twoDigits = (value: number) => String(value).padStart(2, "0");
const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`);

/** A zone and some days there; a move of the clock is among them, or they are anywhere in decades around it. */
const span = fc
  .record({
    move: fc.constantFrom(...moves),
    shift: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -6, max: 0 }) },
      fc.integer({ min: -5000, max: 9000 }),
    ),
    days: fc.integer({ min: 1, max: 7 }),
    startTime: timeOfDay,
    endTime: timeOfDay,
  })
  .map(({ move: [timeZone, day], shift, days, startTime, endTime }) => {
    const dayAt = (offset: number) =>
      Temporal.PlainDate.from(day)
        .add({ days: shift + offset })
        .toString();
    return { timeZone, start: `${dayAt(0)}T${startTime}`, end: `${dayAt(days)}T${endTime}` };
  });

interface FieldCase {
  readonly text: string;
  readonly values: ReadonlySet<number>;
  readonly isStar: boolean;
}

/** A field's text, and apart from the parser what it stands for. */
function fieldCase(
  first: number,
  last: number,
  starWeight: number,
  names: readonly string[] = [],
): fc.Arbitrary<FieldCase> {
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const value = fc.constantFrom(...all);
  const written = (number: number, isNamed: boolean) =>
    (isNamed ? names[number - first] : undefined) ?? `${number}`;
  const step = fc.integer({ min: 1, max: last - first });
  const star = step.map((by) => ({
    text: by === 1 ? "*" : `*/${by}`,
    values: all.filter((_, index) => index % by === 0),
  }));
  const single = fc
    .tuple(value, fc.boolean())
    .map(([one, isNamed]) => ({ text: written(one, isNamed), values: [one] }));
  const range = fc.tuple(value, value, step, fc.boolean()).map(([one, other, by, isNamed]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const text = `${written(from, isNamed)}-${written(to, isNamed)}${by === 1 ? "" : `/${by}`}`;
    return {
      text,
      values: all.filter(
        (candidate) => candidate >= from && candidate <= to && (candidate - from) % by === 0,
      ),
    };
  });
  const list = fc.array(fc.oneof(single, range, star), { minLength: 1, maxLength: 3 });
  return fc
    .oneof(
      { weight: starWeight, arbitrary: fc.constant([{ text: "*", values: all }]) },
      { weight: 1, arbitrary: list },
    )
    .map((parts) => ({
      text: parts.map(({ text }) => text).join(","),
      values: new Set(parts.flatMap(({ values }) => values)),
      isStar: parts[0]?.text.startsWith("*") === true,
    }));
}

const monthNames = ["jan", "FEB", "Mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const cronCase = fc.record({
  minute: fieldCase(0, 59, 1),
  hour: fieldCase(0, 23, 1),
  dayOfMonth: fieldCase(1, 31, 3),
  month: fieldCase(1, 12, 4, monthNames),
  dayOfWeek: fieldCase(0, 6, 2, ["sun", "mon", "tue", "WED", "thu", "fri", "sat"]),
});
type CronCase = typeof cronCase extends fc.Arbitrary<infer Value> ? Value : never;

const textOf = ({ minute, hour, dayOfMonth, month, dayOfWeek }: CronCase) =>
  [minute, hour, dayOfMonth, month, dayOfWeek].map(({ text }) => text).join(" ");

/** Whether a cron asks for what the local clock shows. */
function isAskedFor(cron: CronCase, wall: number): boolean {
  const date = new Date(wall);
  const byMonth = cron.dayOfMonth.values.has(date.getUTCDate());
  const byWeek = cron.dayOfWeek.values.has(date.getUTCDay());
  const isRestrictedTwice = !cron.dayOfMonth.isStar && !cron.dayOfWeek.isStar;
  return (
    cron.minute.values.has(date.getUTCMinutes()) &&
    cron.hour.values.has(date.getUTCHours()) &&
    cron.month.values.has(date.getUTCMonth() + 1) &&
    (isRestrictedTwice ? byMonth || byWeek : byMonth && byWeek)
  );
}

/** What the local clock shows, by Intl and so apart from Temporal, as if it were UTC. */
function wallClock(timeZone: string): (at: Timestamp) => number {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, ...options });
  return (at) => Date.parse(`${format.format(at).replace(" ", "T")}Z`);
}

/** Each minute in turn, as somebody would do it who watches the clock on the wall. */
function watchClock(
  cron: CronCase,
  { timeZone, start, end }: { timeZone: string; start: string; end: string },
) {
  const wallAt = wallClock(timeZone);
  const [startWall, endWall] = [Date.parse(`${start}Z`), Date.parse(`${end}Z`)];
  const runs: Timestamp[] = [];
  let [seen, hasBegun] = [wallAt(startWall - 2 * dayMs), false];
  for (let at = startWall - 2 * dayMs + minuteMs; at < endWall + 2 * dayMs; at += minuteMs) {
    const wall = wallAt(at);
    hasBegun ||= wall >= startWall;
    const isAgain = wall <= seen;
    const skipped = (wall - seen) / minuteMs - 1;
    const gap = Array.from({ length: Math.max(0, skipped) }, (_, index) => seen + (index + 1) * minuteMs);
    const isDue =
      cron.hour.values.size === 24
        ? isAskedFor(cron, wall)
        : !isAgain &&
          (isAskedFor(cron, wall) ||
            gap.some((gone) => gone >= startWall && gone <= endWall && isAskedFor(cron, gone)));
    if (hasBegun && isDue) runs.push(at);
    seen = Math.max(seen, wall);
    // The end is the first moment at which the clock shows it, or has been moved past it.
    if (seen >= endWall) return runs;
  }
  throw new Error("the end did not come");
}

test("[SC8] [SC5] [SC6] [SC10] a cron runs when somebody who looks at each minute would run it", () => {
  fc.assert(
    fc.property(cronCase, span, (cron, between) => {
      const schedule = create({ kind: "cron", cron: textOf(cron), ...between });
      expect(nextRuns(schedule, Number.NEGATIVE_INFINITY, 20_000)).toEqual(watchClock(cron, between));
    }),
    { numRuns: 60 },
  );
});

test("[SC8] a cron that is parsed, printed and parsed stands for the same", () => {
  fc.assert(
    fc.property(cronCase, (cron) => {
      const first = parseCron(textOf(cron));
      if (first.kind === "refused") throw new Error(first.refusal.message);
      const printed = printCron(first.cron);
      expect(parseCron(printed)).toEqual({ kind: "parsed", cron: { ...first.cron, text: printed } });
      const values = [...cron.dayOfWeek.values].sort((one, other) => one - other);
      expect(first.cron.dayOfWeek.values).toEqual(values);
    }),
  );
});

const someSchedule = fc
  .tuple(
    span,
    fc.oneof(
      fc.record({ kind: fc.constant("daily" as const), at: timeOfDay }),
      fc.record({ kind: fc.constant("hourly" as const), everyHours: fc.integer({ min: 1, max: 24 }) }),
      fc.record({
        kind: fc.constant("weekly" as const),
        at: timeOfDay,
        days: fc.subarray<Weekday>([...weekdays], { minLength: 1 }),
      }),
      cronCase.map((cron) => ({ kind: "cron" as const, cron: textOf(cron) })),
    ),
  )
  .map(([between, occurrence]) => create({ ...between, ...occurrence }));

/** By way of an hourly schedule, whose first run is its start. */
function momentOf({ timeZone }: Schedule, start: string): Timestamp {
  const [at] = nextRuns(
    create({ kind: "hourly", everyHours: 1, timeZone, start }),
    Number.NEGATIVE_INFINITY,
    1,
  );
  if (at === undefined) throw new Error("an hourly schedule does not begin");
  return at;
}

test("[SC1] [SC2] runs are in order and within the schedule, and go on from any of them as they would have", () => {
  fc.assert(
    fc.property(someSchedule, fc.nat({ max: 30 }), (schedule, position) => {
      const runs = nextRuns(schedule, Number.NEGATIVE_INFINITY, 60);
      expect(runs).toEqual([...new Set(runs)].sort((one, other) => one - other));
      const at = runs[Math.min(position, runs.length - 1)];
      if (at === undefined) return;
      const rest = runs.slice(runs.indexOf(at) + 1);
      expect(nextRuns(schedule, at, rest.length)).toEqual(rest);
      expect(nextRuns(schedule, at - 1, 1)).toEqual([at]);
      expect(at).toBeGreaterThanOrEqual(momentOf(schedule, schedule.start));
      expect(at).toBeLessThanOrEqual(momentOf(schedule, schedule.end));
    }),
  );
});

test("[SC12] what is made up is the latest run till now, and nothing where there was none since the last", () => {
  fc.assert(
    fc.property(someSchedule, fc.nat(), fc.nat(), (schedule, one, other) => {
      const runs = nextRuns(schedule, Number.NEGATIVE_INFINITY, 20_000);
      const first = runs[0];
      const last = runs.at(-1);
      if (first === undefined || last === undefined) return;
      const now = first + (one % (last - first + 1));
      const lastRunAt = first - dayMs + (other % (now - first + dayMs + 1));
      const due = runs.filter((run) => run > lastRunAt && run <= now);
      expect(missedRun(schedule, lastRunAt, now)).toBe(due.at(-1) ?? null);
    }),
  );
});

test("[SC1] [SC5] every day has one daily run, at its time or, where that does not come, at the end of the gap", () => {
  fc.assert(
    fc.property(span, timeOfDay, ({ timeZone, ...between }, at) => {
      const [firstDay, lastDay] = [between.start.slice(0, 10), between.end.slice(0, 10)];
      const whole = { timeZone, start: `${firstDay}T00:00`, end: `${lastDay}T23:59` };
      const runs = nextRuns(create({ kind: "daily", ...whole, at }), Number.NEGATIVE_INFINITY, 20);
      const first = Temporal.PlainDate.from(firstDay);
      const wallAt = wallClock(timeZone);
      const days = Array.from({ length: first.until(lastDay).days + 1 }, (_, index) =>
        first.add({ days: index }),
      );
      const runsOfDays = days.map((day) => {
        const wanted = Date.parse(`${day.toString()}T${at}Z`);
        return runs.filter(
          (run) => wallAt(run) === wanted || (wallAt(run - 1) < wanted && wanted < wallAt(run)),
        );
      });
      for (const ofDay of runsOfDays) expect(ofDay).toHaveLength(1);
      // The run of a day that is left out is also that of the next, where that one begins with it.
      expect([...new Set(runsOfDays.flat())]).toEqual(runs);
    }),
  );
});

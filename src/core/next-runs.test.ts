// When schedules run, by known instants of zones that move their clocks in every way there is.

import { expect, test } from "vitest";
import { missedRun, nextRuns } from "./next-runs.ts";
import { createSchedule, type Schedule, type ScheduleInput } from "./schedule.ts";

function create(input: ScheduleInput): Schedule {
  const result = createSchedule(input);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.schedule;
}

const createCron = (timeZone: string, start: string, cron: string, end?: string) =>
  create({ kind: "cron", timeZone, start, cron, end });

/** The first runs from the start on, to the second. */
function firstRuns(schedule: Schedule, count: number): readonly string[] {
  return nextRuns(schedule, 0, count).map((at) => new Date(at).toISOString().replace(".000Z", "Z"));
}

const calcutta = { kind: "daily", timeZone: "Asia/Calcutta", start: "2026-05-05T18:39" } as const;

test("[SC1] a daily schedule runs at its time on every day", () => {
  const runs = ["2026-05-05T13:09:00Z", "2026-05-06T13:09:00Z", "2026-05-07T13:09:00Z"];
  expect(firstRuns(create(calcutta), 3)).toEqual(runs);
  expect(firstRuns(create({ ...calcutta, at: "18:38" }), 1)).toEqual(["2026-05-06T13:08:00Z"]);
});

test("[SC1] a weekly schedule runs on its days", () => {
  const weekly = create({ ...calcutta, kind: "weekly", days: ["sunday", "tuesday"] });
  expect(firstRuns(weekly, 3)).toEqual([
    "2026-05-05T13:09:00Z",
    "2026-05-10T13:09:00Z",
    "2026-05-12T13:09:00Z",
  ]);
});

test("[SC1] runs are strictly after the moment that is asked about", () => {
  const [first = 0, second = 0] = nextRuns(create(calcutta), 0, 2);
  expect(nextRuns(create(calcutta), first - 1, 1)).toEqual([first]);
  expect(nextRuns(create(calcutta), first, 1)).toEqual([second]);
  expect(nextRuns(create(calcutta), first, 0)).toEqual([]);
});

test("[SC2] a run at the start and one at the end are within, and later there is none", () => {
  const schedule = create({ ...calcutta, end: "2026-05-07T18:39" });
  const runs = nextRuns(schedule, Number.NEGATIVE_INFINITY, 10);
  expect(runs).toHaveLength(3);
  expect(nextRuns(schedule, runs[2] ?? 0, 10)).toEqual([]);
  expect(nextRuns(schedule, Number.POSITIVE_INFINITY, 10)).toEqual([]);
  expect(nextRuns(create({ ...calcutta, end: "2026-05-07T18:38" }), 0, 10)).toHaveLength(2);
  expect(nextRuns(create({ ...calcutta, end: calcutta.start }), 0, 10)).toHaveLength(1);
  // May 5, 2026 to May 5, 2031, both with a run, and one leap day.
  expect(nextRuns(create(calcutta), 0, 10_000)).toHaveLength(5 * 365 + 2);
});

test.each([
  [
    "America/New_York",
    "2026-03-07T02:30",
    ["2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"],
  ],
  [
    "America/New_York",
    "2026-03-07T02:00",
    ["2026-03-07T07:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z"],
  ],
  [
    "America/New_York",
    "2026-03-07T03:00",
    ["2026-03-07T08:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T07:00:00Z"],
  ],
  ["America/New_York", "2026-03-08T02:30", ["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]],
  ["Australia/Lord_Howe", "2026-10-04T02:15", ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]],
  [
    "Pacific/Apia",
    "2011-12-29T18:39",
    ["2011-12-30T04:39:00Z", "2011-12-30T10:00:00Z", "2011-12-31T04:39:00Z"],
  ],
  [
    "America/Sao_Paulo",
    "2018-11-03T00:00",
    ["2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"],
  ],
  ["Africa/Casablanca", "2026-03-22T02:30", ["2026-03-22T02:00:00Z", "2026-03-23T01:30:00Z"]],
  [
    "Antarctica/Troll",
    "2026-03-28T01:30",
    ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T23:30:00Z"],
  ],
  [
    "Africa/Monrovia",
    "1972-01-06T00:30",
    ["1972-01-06T01:14:30Z", "1972-01-07T00:44:30Z", "1972-01-08T00:30:00Z"],
  ],
])("[SC5] in %s, daily from %s: a time that does not come is the end of the gap", (timeZone, start, runs) => {
  expect(firstRuns(create({ kind: "daily", timeZone, start }), runs.length)).toEqual(runs);
});

test.each([
  [
    "America/New_York",
    "2026-10-31T01:30",
    ["2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"],
  ],
  ["America/New_York", "2026-11-01T02:00", ["2026-11-01T07:00:00Z", "2026-11-02T07:00:00Z"]],
  ["Australia/Lord_Howe", "2026-04-05T01:45", ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]],
  ["America/Sao_Paulo", "2019-02-16T23:30", ["2019-02-17T01:30:00Z", "2019-02-18T02:30:00Z"]],
  ["Africa/Casablanca", "2026-02-15T02:30", ["2026-02-15T01:30:00Z", "2026-02-16T02:30:00Z"]],
  ["Antarctica/Troll", "2026-10-25T02:30", ["2026-10-25T00:30:00Z", "2026-10-26T02:30:00Z"]],
])("[SC6] in %s, daily from %s: a time that comes twice is the first of the two", (timeZone, start, runs) => {
  expect(firstRuns(create({ kind: "daily", timeZone, start }), runs.length)).toEqual(runs);
});

test.each([
  ["Asia/Kathmandu", "2026-05-05T18:39", "2026-05-05T12:54:00Z"],
  ["Asia/Kathmandu", "1985-12-31T18:39", "1985-12-31T13:09:00Z"],
  ["Etc/GMT+5", "2026-05-05T18:39", "2026-05-05T23:39:00Z"],
])("[SC4] in %s, %s is %s", (timeZone, start, run) => {
  expect(firstRuns(create({ kind: "daily", timeZone, start }), 1)).toEqual([run]);
});

test("[SC2] [SC5] a time in a gap is made up only where it is itself from the start till the end", () => {
  const daily = { kind: "daily", timeZone: "America/New_York", at: "02:30" } as const;
  expect(firstRuns(create({ ...daily, start: "2026-03-08T03:00" }), 1)).toEqual(["2026-03-09T06:30:00Z"]);
  expect(firstRuns(create({ ...daily, start: "2026-03-08T02:30" }), 1)).toEqual(["2026-03-08T07:00:00Z"]);
  expect(firstRuns(create({ ...daily, start: "2026-03-08T00:00", end: "2026-03-08T02:29" }), 1)).toEqual([]);
  expect(firstRuns(create({ ...daily, start: "2026-03-08T00:00", end: "2026-03-08T02:30" }), 1)).toHaveLength(
    1,
  );
});

test("[SC7] an hourly schedule runs by elapsed time from its start, whatever the clock does", () => {
  const hourly = { kind: "hourly", everyHours: 6, timeZone: "America/New_York" } as const;
  expect(firstRuns(create({ ...hourly, start: "2026-03-07T21:15" }), 3)).toEqual([
    "2026-03-08T02:15:00Z",
    "2026-03-08T08:15:00Z",
    "2026-03-08T14:15:00Z",
  ]);
  const ended = create({ ...hourly, start: "2026-11-01T00:00", end: "2026-11-01T17:00" });
  expect(firstRuns(ended, 9)).toEqual([
    "2026-11-01T04:00:00Z",
    "2026-11-01T10:00:00Z",
    "2026-11-01T16:00:00Z",
    "2026-11-01T22:00:00Z",
  ]);
});

test.each([
  [
    "0,30 2-3 * * *",
    "2026-03-08T00:00",
    ["2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:00:00Z"],
  ],
  ["*/15 2 * * *", "2026-03-08T00:00", ["2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z"]],
  [
    "0 */2 * * *",
    "2026-03-08T00:00",
    ["2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z"],
  ],
])("[SC5] cron %s with certain hours makes up once what falls into a gap", (cron, start, runs) => {
  expect(firstRuns(createCron("America/New_York", start, cron), runs.length)).toEqual(runs);
});

test("[SC6] a cron with certain hours does not run again when they come again", () => {
  const runs = firstRuns(createCron("America/New_York", "2026-11-01T00:00", "*/30 1 * * *"), 3);
  expect(runs).toEqual(["2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:00:00Z"]);
});

test.each([
  [
    "America/New_York",
    "*/30 * * * *",
    "2026-03-08T01:30",
    ["2026-03-08T06:30:00Z", "2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z"],
  ],
  [
    "America/New_York",
    "15 * * * *",
    "2026-11-01T00:30",
    ["2026-11-01T05:15:00Z", "2026-11-01T06:15:00Z", "2026-11-01T07:15:00Z"],
  ],
  ["Australia/Lord_Howe", "0 * * * *", "2026-10-04T01:00", ["2026-10-03T14:30:00Z", "2026-10-03T16:00:00Z"]],
  // The clock goes from 00:01 back to 23:01 of the day before.
  [
    "America/St_Johns",
    "*/30 * * * *",
    "2010-11-06T23:30",
    ["2010-11-07T02:00:00Z", "2010-11-07T02:30:00Z", "2010-11-07T03:00:00Z", "2010-11-07T03:30:00Z"],
  ],
])("[SC10] in %s, cron %s goes with the clock as it is", (timeZone, cron, start, runs) => {
  expect(firstRuns(createCron(timeZone, start, cron), runs.length)).toEqual(runs);
});

test.each([
  ["0 0 13 * 5", ["2026-02-06", "2026-02-13", "2026-02-20", "2026-02-27", "2026-03-06", "2026-03-13"]],
  ["0 0 13 * *", ["2026-02-13", "2026-03-13"]],
  ["0 0 * * 5", ["2026-02-06", "2026-02-13"]],
  ["0 0 */10 * 5", ["2026-05-01", "2026-07-31", "2026-08-21"]],
  ["0 0 31 * *", ["2026-03-31", "2026-05-31"]],
  ["0 0 29 2 *", ["2028-02-29"]],
])("[SC8] cron %s matches the days %j", (cron, days) => {
  const runs = firstRuns(createCron("UTC", "2026-02-01T00:00", cron), days.length);
  expect(runs).toEqual(days.map((day) => `${day}T00:00:00Z`));
});

test("[SC8] a leap day is found across the years without one", () => {
  const leapDays = createCron("UTC", "2096-03-01T00:00", "0 0 29 2 *", "9999-12-30T23:59");
  expect(firstRuns(leapDays, 2)).toEqual(["2104-02-29T00:00:00Z", "2108-02-29T00:00:00Z"]);
  expect(nextRuns(leapDays, 0, 10_000)).toHaveLength(1915);
});

test.each(["0 0 31 2 *", "0 0 30 feb *", "0 0 31 4,6,9,11 *", "* * 31 2 */2"])(
  "[SC8] cron %s never runs, and that is known at once",
  (cron) => {
    const schedule = createCron("Europe/Berlin", "2026-01-01T00:00", cron, "9999-12-30T23:59");
    // So often that a search through all the years would not end in the time that a test has.
    for (let time = 0; time < 500; time += 1) expect(nextRuns(schedule, 0, 1)).toEqual([]);
  },
);

test("[SC12] of all runs that were missed the latest is made up, once", () => {
  const schedule = create({ ...calcutta, end: "2026-05-10T18:39" });
  const runs = nextRuns(schedule, 0, 10);
  const [first = 0, second = 0, third = 0] = runs;
  expect(missedRun(schedule, null, first - 1)).toBeNull();
  expect(missedRun(schedule, null, first)).toBe(first);
  expect(missedRun(schedule, first, second - 1)).toBeNull();
  expect(missedRun(schedule, first, third + 1)).toBe(third);
  expect(missedRun(schedule, third, third + 1)).toBeNull();
  // What runs late, or by hand, stands for what was due before it.
  expect(missedRun(schedule, second + 5000, third - 1)).toBeNull();
  expect(missedRun(schedule, third, first)).toBeNull();
});

test("[SC12] nothing is made up of a schedule that is over", () => {
  const schedule = create({ ...calcutta, end: "2026-05-07T18:39" });
  const last = nextRuns(schedule, 0, 10)[2] ?? 0;
  expect(missedRun(schedule, null, last)).toBe(last);
  expect(missedRun(schedule, null, last + 1)).toBeNull();
});

test("[SC12] the latest of very many is found", () => {
  const start = Date.UTC(2026, 0, 1);
  const everyMinute = createCron("UTC", "2026-01-01T00:00", "* * * * *");
  expect(missedRun(everyMinute, start, start + 4 * 366 * 86_400_000 + 59_999)).toBe(
    start + 4 * 366 * 86_400_000,
  );
  const inMay = createCron("UTC", "2026-01-01T00:00", "* * 5 5 *");
  expect(missedRun(inMay, null, Date.UTC(2028, 4, 4))).toBe(Date.UTC(2027, 4, 5, 23, 59));
});

// The options of a schedule, and what the API is given for them.

import { expect, test } from "vitest";
import { readSchedule } from "./schedule-input.ts";

const now = Date.parse("2026-05-05T13:09:42Z");
const span = { zone: "Asia/Calcutta", start: "2026-05-05T18:39" };
const expected = { timeZone: "Asia/Calcutta", start: "2026-05-05T18:39" };

test("the kind is given, or follows from the options", () => {
  expect(readSchedule({ ...span, dailyAt: "18:39" }, now)).toEqual({
    kind: "daily",
    at: "18:39",
    ...expected,
  });
  expect(readSchedule({ ...span, schedule: "daily" }, now)).toEqual({ kind: "daily", ...expected });
  expect(readSchedule({ ...span, everyHours: 6, end: "2027-01-01T00:00" }, now)).toEqual({
    kind: "hourly",
    everyHours: 6,
    end: "2027-01-01T00:00",
    ...expected,
  });
  expect(readSchedule({ ...span, days: "Monday, thursday", weeklyAt: "07:00" }, now)).toEqual({
    kind: "weekly",
    days: ["monday", "thursday"],
    at: "07:00",
    ...expected,
  });
  expect(readSchedule({ ...span, cron: "39 18 * * 1-5" }, now)).toEqual({
    kind: "cron",
    cron: "39 18 * * 1-5",
    ...expected,
  });
});

test("a schedule begins now, in its own zone, to the minute", () => {
  expect(readSchedule({ zone: "Asia/Calcutta", schedule: "daily" }, now)).toMatchObject(expected);
});

test("nothing said is no change, and none is none", () => {
  expect(readSchedule({}, now)).toBeUndefined();
  expect(readSchedule({ schedule: "none" }, now)).toBeNull();
});

test.each([
  [{ schedule: "hourly", dailyAt: "18:39" }, "--daily-at does not fit"],
  [{ everyHours: 6, cron: "* * * * *" }, "--cron does not fit"],
  [{ schedule: "none", dailyAt: "18:39" }, "--daily-at does not fit"],
  [{ schedule: "hourly" }, "needs --every-hours"],
  [{ weeklyAt: "18:39" }, "needs --days"],
  [{ schedule: "cron" }, "needs --cron"],
  [{ zone: "Asia/Calcutta" }, "--zone needs a schedule"],
  [{ schedule: "none", end: "2027-01-01T00:00" }, "--end needs a schedule"],
  [{ schedule: "daily", zone: "Mars/Olympus" }, "no time zone"],
  [{ days: "mon" }, "The schedule's days cannot be read"],
])("%j is refused: %s", (options, message) => {
  expect(() => readSchedule(options, now)).toThrow(message);
});

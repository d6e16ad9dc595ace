// What is taken as a schedule, what is filled in, and what is refused.

import { expect, test } from "vitest";
import { createSchedule, type ScheduleInput } from "./schedule.ts";

const daily = { kind: "daily", timeZone: "Asia/Calcutta", start: "2026-05-05T18:39" } as const;

test("[SC3] a schedule runs at its start's time for five years unless told otherwise", () => {
  expect(createSchedule(daily)).toEqual({
    kind: "created",
    schedule: { ...daily, at: "18:39", end: "2031-05-05T18:39" },
  });
  const told = { ...daily, at: "07:00", end: "2026-06-01T00:00" };
  expect(createSchedule(told)).toEqual({ kind: "created", schedule: told });
});

test.each([
  ["2028-02-29T12:00", "2033-02-28T12:00"],
  ["2027-02-28T12:00", "2032-02-28T12:00"],
  ["2027-12-31T23:59", "2032-12-31T23:59"],
])("[SC3] five years after %s is %s", (start, end) => {
  expect(createSchedule({ ...daily, start })).toMatchObject({ schedule: { end } });
});

test.each(["Asia/Calcutta", "Asia/Kolkata", "US/Pacific", "UTC", "Etc/GMT+5", "america/new_york"])(
  "[SC4] the zone %s is kept as it was typed",
  (timeZone) => {
    expect(createSchedule({ ...daily, timeZone })).toMatchObject({ kind: "created", schedule: { timeZone } });
  },
);

test.each(["", "Mars/Olympus", "+05:30", "Z", "T00Z", "2026-01-01T00:00[Asia/Tokyo]", " UTC", "IST2"])(
  "[SC4] the zone %j is refused",
  (timeZone) => {
    expect(createSchedule({ ...daily, timeZone })).toMatchObject({
      kind: "refused",
      refusal: {
        code: "schedule.zone_unknown",
        field: "timeZone",
        message: expect.stringContaining(JSON.stringify(timeZone)),
      },
    });
  },
);

test("[SC1] the days of a weekly schedule are kept once each, from Monday on", () => {
  const input: ScheduleInput = { ...daily, kind: "weekly", days: ["sunday", "thursday", "monday", "sunday"] };
  expect(createSchedule(input)).toMatchObject({
    schedule: { kind: "weekly", days: ["monday", "thursday", "sunday"], at: "18:39" },
  });
});

test("[SC1] an hourly schedule keeps its interval, and a cron its text", () => {
  expect(createSchedule({ ...daily, kind: "hourly", everyHours: 24 })).toMatchObject({
    schedule: { kind: "hourly", everyHours: 24 },
  });
  expect(createSchedule({ ...daily, kind: "cron", cron: "@daily" })).toMatchObject({
    schedule: { kind: "cron", cron: { text: "@daily" } },
  });
});

test("[SC2] an end at the start is a schedule of one moment", () => {
  expect(createSchedule({ ...daily, end: daily.start })).toMatchObject({ kind: "created" });
});

const refusals: readonly [string, string, Partial<ScheduleInput>][] = [
  ["schedule.time_invalid", "start", { start: "2026-02-29T00:00" }],
  ["schedule.time_invalid", "start", { start: "2026-05-05" }],
  ["schedule.time_invalid", "start", { start: "2026-05-05T24:00" }],
  ["schedule.time_invalid", "start", { start: "2026-05-05T18:39Z" }],
  ["schedule.time_invalid", "start", { start: "1969-12-31T23:59" }],
  ["schedule.time_invalid", "end", { end: "2031-04-31T00:00" }],
  ["schedule.time_invalid", "end", { start: "9999-01-01T00:00" }],
  ["schedule.time_invalid", "at", { at: "24:00" }],
  ["schedule.time_invalid", "at", { at: "6:39" }],
  ["schedule.time_invalid", "at", { at: "06:39 PM" }],
  ["schedule.end_before_start", "end", { end: "2026-05-05T18:38" }],
  ["schedule.interval_invalid", "everyHours", { kind: "hourly", everyHours: 0 }],
  ["schedule.interval_invalid", "everyHours", { kind: "hourly", everyHours: 25 }],
  ["schedule.interval_invalid", "everyHours", { kind: "hourly", everyHours: 1.5 }],
  ["schedule.interval_invalid", "everyHours", { kind: "hourly", everyHours: Number.NaN }],
  ["schedule.days_invalid", "days", { kind: "weekly", days: [] }],
  ["schedule.cron_invalid", "cron", { kind: "cron", cron: "0 25 * * *" }],
];

test.each(refusals)("[SC9] %s of %s: %j", (code, field, change) => {
  const result = createSchedule({ ...daily, ...change } as ScheduleInput);
  expect(result).toMatchObject({ kind: "refused", refusal: { code, field } });
  expect(result).toHaveProperty("refusal.position", field === "cron" ? 3 : null);
  expect(result).toHaveProperty("refusal.message", expect.stringMatching(/^[A-Z"].+\.$/));
});

// How each kind of schedule is told in words.

import { expect, test } from "vitest";
import { createSchedule, type ScheduleInput } from "./schedule.ts";
import { describeSchedule } from "./schedule-words.ts";

const span = { timeZone: "Asia/Calcutta", start: "2026-05-05T18:39" };
const spanWords = "from May 5, 2026 at 06:39 PM till May 5, 2031 at 06:39 PM in Asia/Calcutta";

function describe(input: ScheduleInput): string {
  const result = createSchedule(input);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return describeSchedule(result.schedule);
}

const inputs: readonly [string, ScheduleInput][] = [
  ["daily", { ...span, kind: "daily" }],
  ["daily at 12:05 AM", { ...span, kind: "daily", at: "00:05" }],
  ["every hour", { ...span, kind: "hourly", everyHours: 1 }],
  ["every 6 hours", { ...span, kind: "hourly", everyHours: 6 }],
  ["weekly on Monday at 06:39 PM", { ...span, kind: "weekly", days: ["monday"] }],
  ["weekly on Monday and Thursday at 06:39 PM", { ...span, kind: "weekly", days: ["thursday", "monday"] }],
  [
    "weekly on Monday, Saturday and Sunday at 12:00 PM",
    { ...span, kind: "weekly", days: ["sunday", "saturday", "monday"], at: "12:00" },
  ],
];

test.each(inputs)("[SC11] %s from … till … in …", (words, input) => {
  expect(describe(input)).toBe(`${words} ${spanWords}`);
});

test.each([
  ["* * * * *", "every minute"],
  ["*/15 * * * *", "every 15 minutes"],
  ["0 * * * *", "every hour"],
  ["5 * * * *", "every hour at minute 5"],
  ["0 */2 * * *", "every 2 hours"],
  ["10 */2 * * *", "every 2 hours at minute 10"],
  ["0 */6 * * *", "daily at 12:00 AM, 06:00 AM, 12:00 PM and 06:00 PM"],
  ["39 18 * * *", "daily at 06:39 PM"],
  ["@daily", "daily at 12:00 AM"],
  ["@monthly", "at 12:00 AM on day 1 of the month"],
  ["@yearly", "at 12:00 AM on day 1 of the month in January"],
  ["0 6 * * 1-5", "at 06:00 AM on Monday, Tuesday, Wednesday, Thursday and Friday"],
  ["0 6 * jul 7,6", "at 06:00 AM on Saturday and Sunday in July"],
  ["0 6 1,15 * 1", "at 06:00 AM on day 1 and 15 of the month or on Monday"],
  ["*/30 * * * 1", "every 30 minutes on Monday"],
])("[SC11] cron %s is read as %s", (cron, reading) => {
  expect(describe({ ...span, kind: "cron", cron })).toBe(`by cron ${cron} (${reading}) ${spanWords}`);
});

test.each([
  "*/7 * * * *",
  "0 */5 * * *",
  "0,30 6 * * *",
  "0 0 */2 * *",
  "0 0 1-10 * *",
  "0 1-9 * * *",
  "*/5 6 * * *",
  "0 0 * * *,1",
])("[SC11] cron %s is told by its text alone", (cron) => {
  expect(describe({ ...span, kind: "cron", cron })).toBe(`by cron ${cron} ${spanWords}`);
});

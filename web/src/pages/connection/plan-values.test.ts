// When a connection runs by itself, as it is edited and as it is sent.

import { expect, test } from "vitest";
import { isSamePlan, planChangeOf, planErrors, planOf, pullWords, scheduleText } from "./plan-values.ts";

const plan = planOf({
  schedule: null,
  fullPullEveryHours: 168,
  retirementGuard: { share: 0.07, minimum: 50 },
});

test("[WB60] hours are days for people where they are whole ones", () => {
  expect(plan).toEqual({
    schedule: null,
    pullEvery: 7,
    pullUnit: "days",
    guardPercent: 7,
    guardMinimum: 50,
  });
  expect([168, 24, 36, 1].map(pullWords)).toEqual([
    "every 7 days",
    "every day",
    "every 36 hours",
    "every hour",
  ]);
  expect(planChangeOf(plan)).toEqual({
    schedule: null,
    fullPullEveryHours: 168,
    retirementGuard: { share: 0.07, minimum: 50 },
  });
});

test("[WB60] another unit for the same time, or another order of a schedule's parts, is no change", () => {
  expect(isSamePlan(plan, { ...plan, pullEvery: 168, pullUnit: "hours" })).toBe(true);
  const one = { kind: "daily", start: "2026-05-05T18:39", timeZone: "UTC" } as const;
  const other = { timeZone: "UTC", kind: "daily", start: "2026-05-05T18:39", end: undefined } as const;
  expect(isSamePlan({ ...plan, schedule: one }, { ...plan, schedule: other })).toBe(true);
  expect(isSamePlan(plan, { ...plan, schedule: one })).toBe(false);
});

test("[WB60] what is no interval, share or number is told before it is sent", () => {
  expect(planErrors(plan)).toEqual({});
  const wrong = { ...plan, pullEvery: 366, guardPercent: 101, guardMinimum: "" } as const;
  expect(Object.keys(planErrors(wrong))).toEqual([
    "fullPullEveryHours",
    "retirementGuard.share",
    "retirementGuard.minimum",
  ]);
});

test("[WB63] two schedules are told apart in words", () => {
  const span = { start: "2026-05-05T18:39", timeZone: "UTC" };
  expect(scheduleText(null)).toBe("by hand alone");
  expect(scheduleText({ kind: "weekly", days: ["monday", "friday"], ...span })).toBe(
    "weekly on mon, fri at 18:39, from 2026-05-05T18:39, UTC",
  );
});

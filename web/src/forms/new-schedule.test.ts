// A schedule as it is at first, and the time zones that are offered.

import { expect, test } from "vitest";
import { fittingTimeZones, newSchedule, offeredTimeZones, ownTimeZone, withKind } from "./new-schedule.ts";

test("a new schedule is daily, from the next full hour on", () => {
  const schedule = newSchedule(new Date(2026, 11, 31, 23, 12));
  expect(schedule).toEqual({ kind: "daily", timeZone: ownTimeZone(), start: "2027-01-01T00:00" });
});

test("another rhythm keeps the span and the time of the day", () => {
  const span = { timeZone: "UTC", start: "2026-05-05T18:39", end: "2027-05-05T18:39" };
  const weekly = withKind({ kind: "daily", at: "06:00", ...span }, "weekly");
  expect(weekly).toEqual({ kind: "weekly", days: ["monday"], at: "06:00", ...span });
  expect(withKind(weekly, "hourly")).toEqual({ kind: "hourly", everyHours: 6, ...span });
});

test("a person's own zone comes first, each once", () => {
  const zones = offeredTimeZones();
  expect(zones[0]).toBe(ownTimeZone());
  expect(new Set(zones).size).toBe(zones.length);
});

test("a zone is found by any of its words, and all are offered where one is typed in full", () => {
  const zones = ["Europe/Berlin", "America/New_York", "America/Argentina/Buenos_Aires"];
  expect(fittingTimeZones(zones, "new york")).toEqual(["America/New_York"]);
  expect(fittingTimeZones(zones, "AIRES america")).toEqual(["America/Argentina/Buenos_Aires"]);
  expect(fittingTimeZones(zones, "Europe/Berlin")).toEqual(zones);
  expect(fittingTimeZones(zones, "nowhere")).toEqual([]);
});

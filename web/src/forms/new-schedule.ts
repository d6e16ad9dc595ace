// What a schedule is at first, and the time zones that are offered.

import type { ScheduleBody } from "../../../src/contract/schedule.ts";

export const scheduleKinds = [
  { value: "daily", label: "Daily" },
  { value: "weekly", label: "On days of the week" },
  { value: "hourly", label: "Every few hours" },
  { value: "cron", label: "By a cron text" },
  { value: "by_hand", label: "Only by hand" },
] as const;
export type ScheduleKind = (typeof scheduleKinds)[number]["value"];

export const weekdayLabels = [
  { value: "monday", label: "Mon" },
  { value: "tuesday", label: "Tue" },
  { value: "wednesday", label: "Wed" },
  { value: "thursday", label: "Thu" },
  { value: "friday", label: "Fri" },
  { value: "saturday", label: "Sat" },
  { value: "sunday", label: "Sun" },
] as const;

const two = (value: number): string => String(value).padStart(2, "0");

/** `2026-05-05T18:00`: the next full hour where the person is. */
function nextFullHour(now: Date): string {
  const at = new Date(now.getTime() + 3_600_000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:00`;
}

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Daily, from the next full hour on, in the person's own time zone. */
export function newSchedule(now: Date): ScheduleBody {
  return { kind: "daily", timeZone: ownTimeZone(), start: nextFullHour(now) };
}

/** The same span and time of the day, in another rhythm. */
export function withKind(schedule: ScheduleBody, kind: ScheduleBody["kind"]): ScheduleBody {
  const { timeZone, start, end } = schedule;
  const span = { timeZone, start, ...(end !== undefined && { end }) };
  const at = "at" in schedule && schedule.at !== undefined ? { at: schedule.at } : {};
  switch (kind) {
    case "daily":
      return { kind, ...at, ...span };
    case "weekly":
      return { kind, days: ["monday"], ...at, ...span };
    case "hourly":
      return { kind, everyHours: 6, ...span };
    case "cron":
      return { kind, cron: "0 6 * * 1-5", ...span };
  }
}

/** The person's own zone first, UTC second; others are taken as well where they are typed, aliases among them. */
export function offeredTimeZones(): readonly string[] {
  return [...new Set([ownTimeZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])];
}

/** Those that hold every typed word; all of them where one is typed in full, so that another can be chosen. */
export function fittingTimeZones(zones: readonly string[], typed: string): readonly string[] {
  const words = typed
    .toLowerCase()
    .split(/[\s_/]+/)
    .filter((word) => word !== "");
  if (zones.includes(typed)) return zones;
  return zones.filter((zone) => words.every((word) => zone.toLowerCase().includes(word)));
}

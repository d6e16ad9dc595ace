// Which times of the local clock a schedule asks for, whatever the time zone makes of them.

import type { WallTime } from "./local-time.ts";
import type { Schedule } from "./schedule.ts";
import { weekdayNumber } from "./weekday.ts";

/** All lists ascend; months count from 1, days of the week from Sunday as 0. */
export interface WallPattern {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  readonly daysOfWeek: readonly number[];
  /** A day matches by its month or by its week; otherwise it must by both. */
  readonly isEitherDay: boolean;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const numbersFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const everyDay = {
  daysOfMonth: numbersFrom(1, 31),
  months: numbersFrom(1, 12),
  daysOfWeek: numbersFrom(0, 6),
  isEitherDay: false,
};
/** In a leap year. */
const daysInMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function patternOfTime(at: string): WallPattern {
  return { ...everyDay, hours: [Number(at.slice(0, 2))], minutes: [Number(at.slice(3))] };
}

export function patternOf(schedule: Exclude<Schedule, { kind: "hourly" }>): WallPattern {
  switch (schedule.kind) {
    case "daily":
      return patternOfTime(schedule.at);
    case "weekly":
      return { ...patternOfTime(schedule.at), daysOfWeek: schedule.days.map(weekdayNumber) };
    case "cron": {
      const { minute, hour, dayOfMonth, month, dayOfWeek } = schedule.cron;
      return {
        minutes: minute.values,
        hours: hour.values,
        daysOfMonth: dayOfMonth.values,
        months: month.values,
        daysOfWeek: dayOfWeek.values,
        isEitherDay: !dayOfMonth.isStar && !dayOfWeek.isStar,
      };
    }
  }
}

/** Whether it goes with every hour that the clock shows, and so asks for no time of the day in particular. */
export function isEveryHour(pattern: WallPattern): boolean {
  return pattern.hours.length === 24;
}

/** Whether any day of any year matches: there is no February 31. */
export function hasDays(pattern: WallPattern): boolean {
  if (pattern.isEitherDay) return true;
  const first = pattern.daysOfMonth[0] ?? Number.POSITIVE_INFINITY;
  return pattern.months.some((month) => first <= (daysInMonths[month - 1] ?? 0));
}

function isDayOf(pattern: WallPattern, date: Date): boolean {
  const isByMonth = pattern.daysOfMonth.includes(date.getUTCDate());
  const isByWeek = pattern.daysOfWeek.includes(date.getUTCDay());
  return pattern.isEitherDay ? isByMonth || isByWeek : isByMonth && isByWeek;
}

/** The first time of a day from `fromMs` on, in milliseconds since its midnight. */
function nextTimeOfDay(pattern: WallPattern, fromMs: number): number | null {
  const from = Math.ceil(fromMs / minuteMs);
  for (const hour of pattern.hours) {
    const minute = pattern.minutes.find((candidate) => hour * 60 + candidate >= from);
    if (minute !== undefined) return (hour * 60 + minute) * minuteMs;
  }
  return null;
}

/** The first time that matches, from `from` on and before `before`. Days are passed over by the month. */
export function nextWall(pattern: WallPattern, from: WallTime, before: WallTime): WallTime | null {
  let wall = from;
  while (wall < before) {
    const date = new Date(wall);
    const midnight = Math.floor(wall / dayMs) * dayMs;
    if (!pattern.months.includes(date.getUTCMonth() + 1)) {
      wall = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
      continue;
    }
    const timeMs = isDayOf(pattern, date) ? nextTimeOfDay(pattern, wall - midnight) : null;
    if (timeMs !== null) return midnight + timeMs < before ? midnight + timeMs : null;
    wall = midnight + dayMs;
  }
  return null;
}

// The schedule: when a connection runs by itself, from a first to a last moment in a time zone.

import { type Cron, parseCron } from "./cron.ts";
import { addYears, isLocalDateTime, isLocalTime } from "./local-time.ts";
import type { ScheduleRefusal } from "./schedule-refusal.ts";
import { isTimeZone } from "./time-zone.ts";
import { type Weekday, weekdays } from "./weekday.ts";

/** From when till when. Both are local, as in `2026-05-05T18:39`, and a run at either is still within. */
interface ScheduleSpan {
  /** A name of the IANA database as it was typed, e.g. `Asia/Calcutta`. */
  readonly timeZone: string;
  readonly start: string;
  readonly end: string;
}

/** Times of the day are local, as in `18:39`. */
export type Schedule = ScheduleSpan &
  (
    | { readonly kind: "daily"; readonly at: string }
    /** By elapsed time, the first at the start. */
    | { readonly kind: "hourly"; readonly everyHours: number }
    /** Each day once, from Monday on. */
    | { readonly kind: "weekly"; readonly days: readonly Weekday[]; readonly at: string }
    | { readonly kind: "cron"; readonly cron: Cron }
  );

interface ScheduleSpanInput {
  readonly timeZone: string;
  readonly start: string;
  /** Five years after the start where it is left out. */
  readonly end?: string | undefined;
}

/** A schedule as a person enters it; `at` is the start's time of the day where it is left out. */
export type ScheduleInput = ScheduleSpanInput &
  (
    | { readonly kind: "daily"; readonly at?: string | undefined }
    | { readonly kind: "hourly"; readonly everyHours: number }
    | { readonly kind: "weekly"; readonly days: readonly Weekday[]; readonly at?: string | undefined }
    | { readonly kind: "cron"; readonly cron: string }
  );

export type ScheduleResult =
  | { readonly kind: "created"; readonly schedule: Schedule }
  | { readonly kind: "refused"; readonly refusal: ScheduleRefusal };

const defaultYears = 5;

function refuse(
  code: ScheduleRefusal["code"],
  field: ScheduleRefusal["field"],
  message: string,
): ScheduleResult {
  return { kind: "refused", refusal: { code, message, field, position: null } };
}

function refuseSpan({ timeZone, start, end }: ScheduleSpanInput): ScheduleResult | null {
  const form =
    "a local date and time such as 2026-05-05T18:39, to the minute, from 1970-01-01 till 9999-12-30";
  if (!isTimeZone(timeZone))
    return refuse(
      "schedule.zone_unknown",
      "timeZone",
      `${JSON.stringify(timeZone)} is no time zone of the IANA database; one is Europe/Berlin.`,
    );
  if (!isLocalDateTime(start))
    return refuse("schedule.time_invalid", "start", `The start ${JSON.stringify(start)} is not ${form}.`);
  const last = end ?? addYears(start, defaultYears);
  if (!isLocalDateTime(last))
    return refuse("schedule.time_invalid", "end", `The end ${JSON.stringify(last)} is not ${form}.`);
  if (last >= start) return null;
  return refuse("schedule.end_before_start", "end", `The end ${last} is before the start ${start}.`);
}

function createTimed(
  input: ScheduleInput & { kind: "daily" | "weekly" },
  span: ScheduleSpan,
): ScheduleResult {
  const at = input.at ?? span.start.slice(-5);
  if (!isLocalTime(at))
    return refuse(
      "schedule.time_invalid",
      "at",
      `${JSON.stringify(at)} is no time of the day; one is 18:39, from 00:00 to 23:59.`,
    );
  if (input.kind === "daily") return { kind: "created", schedule: { kind: "daily", at, ...span } };
  const days = weekdays.filter((day) => input.days.includes(day));
  if (days.length === 0)
    return refuse("schedule.days_invalid", "days", "A weekly schedule needs at least one day of the week.");
  return { kind: "created", schedule: { kind: "weekly", days, at, ...span } };
}

function createHourly(everyHours: number, span: ScheduleSpan): ScheduleResult {
  if (!Number.isInteger(everyHours) || everyHours < 1 || everyHours > 24)
    return refuse(
      "schedule.interval_invalid",
      "everyHours",
      `An hourly schedule runs every 1 to 24 whole hours, not every ${everyHours}.`,
    );
  return { kind: "created", schedule: { kind: "hourly", everyHours, ...span } };
}

/** The schedule that was entered, or the first thing that is wrong with it. A schedule in the past is one all the same. */
export function createSchedule(input: ScheduleInput): ScheduleResult {
  const refused = refuseSpan(input);
  if (refused !== null) return refused;
  const { timeZone, start } = input;
  const span = { timeZone, start, end: input.end ?? addYears(start, defaultYears) };
  switch (input.kind) {
    case "daily":
    case "weekly":
      return createTimed(input, span);
    case "hourly":
      return createHourly(input.everyHours, span);
    case "cron": {
      const result = parseCron(input.cron);
      if (result.kind === "refused") return result;
      return { kind: "created", schedule: { kind: "cron", cron: result.cron, ...span } };
    }
  }
}

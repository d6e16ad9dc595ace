// A schedule in words, as a person reads it before saying yes to it.

import { dayNames, monthNames } from "./calendar-name.ts";
import type { Cron } from "./cron.ts";
import type { CronField } from "./cron-field.ts";
import type { Schedule } from "./schedule.ts";
import { weekdayNumber } from "./weekday.ts";

/** More than so many are not read at a glance: the cron text says it better. */
const mostListed = 4;

/** `06:39 PM` of `18:39`. */
function describeTime(time: string): string {
  const hour = Number(time.slice(0, 2));
  const twelve = String(hour % 12 === 0 ? 12 : hour % 12).padStart(2, "0");
  return `${twelve}:${time.slice(3)} ${hour < 12 ? "AM" : "PM"}`;
}

/** `May 5, 2026 at 06:39 PM` of `2026-05-05T18:39`. */
function describeDateTime(dateTime: string): string {
  const month = monthNames[Number(dateTime.slice(5, 7)) - 1];
  const day = Number(dateTime.slice(8, 10));
  return `${month} ${day}, ${dateTime.slice(0, 4)} at ${describeTime(dateTime.slice(11))}`;
}

function join(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The step of a field that is nothing but a star with or without one, e.g. 15 of every fifteenth; null for the rest. */
function starStep({ parts: [part, ...others] }: CronField): number | null {
  return part?.isStar === true && others.length === 0 ? part.step : null;
}

function everyUnit(step: number, unit: string): string {
  return step === 1 ? `every ${unit}` : `every ${step} ${unit}s`;
}

/** Whether a step leaves the same distance from the last of an hour or day to the first of the next. */
const isEven = (step: number | null, length: number): step is number => step !== null && length % step === 0;

function describeTimes({ minute, hour }: Cron): string | null {
  const [minutes, hours] = [starStep(minute), starStep(hour)];
  if (hours === 1 && isEven(minutes, 60)) return everyUnit(minutes, "minute");
  const [only, ...others] = minute.values;
  if (only === undefined || others.length > 0) return null;
  if (hour.values.length <= mostListed) {
    const minuteText = String(only).padStart(2, "0");
    return `at ${join(hour.values.map((value) => describeTime(`${String(value).padStart(2, "0")}:${minuteText}`)))}`;
  }
  if (!isEven(hours, 24)) return null;
  const every = everyUnit(hours, "hour");
  return only === 0 ? every : `${every} at minute ${only}`;
}

/** Empty for every day. */
function describeDays({ dayOfMonth, month, dayOfWeek }: Cron): string | null {
  const isListed = ({ isStar, values }: CronField) => !isStar && values.length <= mostListed + 1;
  for (const field of [dayOfMonth, month, dayOfWeek])
    if (starStep(field) !== 1 && !isListed(field)) return null;
  // Monday first, as elsewhere in a schedule.
  const ordered = [...dayOfWeek.values].sort((one, other) => ((one + 6) % 7) - ((other + 6) % 7));
  const days = [
    ...(dayOfMonth.isStar ? [] : [`on day ${join(dayOfMonth.values.map(String))} of the month`]),
    ...(dayOfWeek.isStar ? [] : [`on ${join(ordered.map((value) => `${dayNames[value]}`))}`]),
  ].join(" or ");
  const months = month.isStar ? "" : `in ${join(month.values.map((value) => `${monthNames[value - 1]}`))}`;
  return [days, months].filter((words) => words !== "").join(" ");
}

/** A plain reading, or null where none is plainer than the text. */
function describeCron(cron: Cron): string | null {
  const [times, days] = [describeTimes(cron), describeDays(cron)];
  if (times === null || days === null) return null;
  if (days === "" && times.startsWith("at ")) return `daily ${times}`;
  return days === "" ? times : `${times} ${days}`;
}

function describeOccurrence(schedule: Schedule): string {
  switch (schedule.kind) {
    case "daily":
      // The start tells the time as well, where it is the same.
      return schedule.at === schedule.start.slice(-5) ? "daily" : `daily at ${describeTime(schedule.at)}`;
    case "hourly":
      return everyUnit(schedule.everyHours, "hour");
    case "weekly":
      return `weekly on ${join(schedule.days.map((day) => `${dayNames[weekdayNumber(day)]}`))} at ${describeTime(schedule.at)}`;
    case "cron": {
      const reading = describeCron(schedule.cron);
      return reading === null
        ? `by cron ${schedule.cron.text}`
        : `by cron ${schedule.cron.text} (${reading})`;
    }
  }
}

/** E.g. `daily from May 5, 2026 at 06:39 PM till May 5, 2031 at 06:39 PM in Asia/Calcutta`. */
export function describeSchedule(schedule: Schedule): string {
  const span = `from ${describeDateTime(schedule.start)} till ${describeDateTime(schedule.end)}`;
  return `${describeOccurrence(schedule)} ${span} in ${schedule.timeZone}`;
}

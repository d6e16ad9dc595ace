// Reads the times of a query: dates, date-times and times relative to now, all in UTC.

import type { Timestamp } from "../core/clock.ts";

/** What a value names: from its first moment, or number, on, and before the next one. */
export interface ValueSpan {
  readonly from: number;
  readonly before: number;
}

export type DateReading =
  | ValueSpan
  | { readonly problem: "no_date" | "no_such_date" | "too_far" }
  | { readonly problem: "unknown_unit"; readonly unit: string };

export const dateUnits = ["m", "h", "d", "w", "M", "y"] as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const fixedUnits: Readonly<Record<string, number>> = { m: minuteMs, h: hourMs, d: dayMs, w: 7 * dayMs };

const relative = /^now(?:\s*([+-])\s*(\d+)\s*([^\s\d]*))?$/i;
const absolute =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const looksLikeDate = /^\d{4}[-/.]\d{1,2}([-/.]|$)/;

/** No source knows times beyond these years, and the calendar ends not far beyond them. */
const farthestMs = 200_000 * 365 * dayMs;

export function isRelative(text: string): boolean {
  return relative.test(text.trim());
}

function readRelative(sign: string, amount: number, unit: string, now: Timestamp): DateReading {
  if (!dateUnits.some((known) => known === unit)) return { problem: "unknown_unit", unit };
  const signed = sign === "-" ? -amount : amount;
  const fixed = fixedUnits[unit];
  const roughMs = Math.abs(signed) * (fixed ?? (unit === "y" ? 366 : 31) * dayMs);
  if (roughMs > farthestMs) return { problem: "too_far" };
  if (fixed !== undefined) return { from: now + signed * fixed, before: now + signed * fixed + 1 };
  const duration = unit === "M" ? { months: signed } : { years: signed };
  const at = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO("UTC")
    .add(duration).epochMilliseconds;
  return { from: at, before: at + 1 };
}

function readAbsolute(match: RegExpExecArray): DateReading {
  const [, day, minute, second, fraction, offset = "Z"] = match;
  const time = `${minute ?? "00:00"}:${second ?? "00"}.${fraction ?? "0"}`;
  try {
    const from = Temporal.Instant.from(`${day}T${time}${offset}`).epochMilliseconds;
    return { from, before: from + spanMs(minute, second, fraction) };
  } catch (error) {
    if (error instanceof RangeError) return { problem: "no_such_date" };
    throw error;
  }
}

/** What is left out of a time is all that it may be: `10:15` is the whole minute. */
function spanMs(
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): number {
  if (minute === undefined) return dayMs;
  if (second === undefined) return minuteMs;
  return fraction === undefined ? 1000 : 1;
}

/** The moments that a text names, in milliseconds since 1970: a date its whole day, a minute the whole minute. */
export function readDate(text: string, now: Timestamp): DateReading {
  const value = text.trim();
  const ago = relative.exec(value);
  if (ago) {
    const [, sign, amount, unit = ""] = ago;
    if (sign === undefined) return { from: now, before: now + 1 };
    return readRelative(sign, Number(amount), unit, now);
  }
  const date = absolute.exec(value);
  if (date) return readAbsolute(date);
  return { problem: looksLikeDate.test(value) ? "no_such_date" : "no_date" };
}

// What a time zone does to the local clock: which moment a local time is, and when the clock is moved.

import type { TimeStretch, Timestamp } from "./clock.ts";
import type { WallTime } from "./local-time.ts";

/** A stretch of time within which the local clock runs evenly: its first moment, and the first moment after it. */
export interface ClockSegment {
  readonly startAt: Timestamp;
  readonly endAt: Timestamp;
  /** To be added to a timestamp for what the clock shows. */
  readonly offsetMs: number;
  /** The same, until `startAt`. A smaller one leaves a gap of local times, a larger one makes some come twice. */
  readonly offsetBeforeMs: number;
}

/** Whether it is a name of the IANA database, be it an alias such as `Asia/Calcutta`, in any case. No offset is one. */
export function isTimeZone(name: string): boolean {
  // Temporal also takes an offset, and a zone out of a longer text such as 2026-01-01T00:00Z.
  if (!/^[a-z]/i.test(name)) return false;
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return timeZoneId.toLowerCase() === name.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function zonedAt(timeZone: string, at: Timestamp): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

function offsetAt(timeZone: string, at: Timestamp): number {
  return zonedAt(timeZone, at).offsetNanoseconds / 1e6;
}

/** The stretch that `at` is in. */
export function clockSegmentAt(timeZone: string, at: Timestamp): ClockSegment {
  // "previous" is the one strictly before, and a transition is the first moment of what follows it.
  const previous = zonedAt(timeZone, at + 1).getTimeZoneTransition("previous");
  const next = zonedAt(timeZone, at).getTimeZoneTransition("next");
  const offsetMs = offsetAt(timeZone, at);
  const startAt = previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  return {
    startAt,
    endAt: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs,
    offsetBeforeMs: previous === null ? offsetMs : offsetAt(timeZone, startAt - 1),
  };
}

/** The moment of a local time: the first of the two where it comes twice, the end of the gap where it does not come. */
export function wallToTimestamp(timeZone: string, wall: WallTime): Timestamp {
  const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC").toPlainDateTime();
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (earlier.toPlainDateTime().equals(plain)) return earlier.epochMilliseconds;
  // Within a gap, "earlier" is a moment before it, and what comes next is the gap.
  return earlier.getTimeZoneTransition("next")?.epochMilliseconds ?? earlier.epochMilliseconds;
}

/** A day of the calendar: `date` is e.g. `2026-11-25`. */
export interface CalendarDay extends TimeStretch {
  readonly date: string;
}

/** The last `count` days, the oldest first; the last is the one that `now` is in. Not each has 24 hours. */
export function lastDays(timeZone: string, count: number, now: Timestamp): readonly CalendarDay[] {
  const today = zonedAt(timeZone, now).toPlainDate();
  const startOf = (day: Temporal.PlainDate): Timestamp => day.toZonedDateTime(timeZone).epochMilliseconds;
  return Array.from({ length: count }, (_, index) => {
    const day = today.subtract({ days: count - 1 - index });
    return { date: day.toString(), from: startOf(day), until: startOf(day.add({ days: 1 })) };
  });
}

// Local dates and times as people write them, before a time zone says which moment they are.

/** What a local clock shows: the milliseconds that it would be since 1970-01-01T00:00 if the zone were UTC. */
export type WallTime = number;

/** In every zone, what is before it is in the year 9999 at most: later moments have no common ISO 8601 form. */
const end = "9999-12-31";

/** `2026-05-05T18:39`: to the minute, of a day that the calendar has, from the year 1970 till 9999-12-30. */
export function isLocalDateTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) || text < "1970" || text >= end) return false;
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** `18:39`: from 00:00 to 23:59. */
export function isLocalTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** The same day and time so many years later; a February 29 becomes a February 28 where the year has no leap day. */
export function addYears(dateTime: string, years: number): string {
  return Temporal.PlainDateTime.from(dateTime).add({ years }).toString({ smallestUnit: "minute" });
}

/** Throws a RangeError for what is no local date and time. */
export function localToWall(dateTime: string): WallTime {
  return Temporal.PlainDateTime.from(dateTime).toZonedDateTime("UTC").epochMilliseconds;
}

// The days of the week by which a schedule is written.

/** In the order of a calendar that begins on Monday, which is how a schedule tells them. */
export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export type Weekday = (typeof weekdays)[number];

/** Sunday is 0, as it is in cron and in the calendar's arithmetic. */
export function weekdayNumber(day: Weekday): number {
  return (weekdays.indexOf(day) + 1) % 7;
}

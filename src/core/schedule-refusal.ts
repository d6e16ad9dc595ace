// Why a schedule, or a cron text, cannot be taken as it was written: told to the person who wrote it.

/** Stable across releases. */
export type ScheduleRefusalCode =
  | "schedule.cron_invalid"
  | "schedule.days_invalid"
  | "schedule.end_before_start"
  | "schedule.interval_invalid"
  | "schedule.time_invalid"
  | "schedule.zone_unknown";

export interface ScheduleRefusal {
  readonly code: ScheduleRefusalCode;
  readonly message: string;
  /** The field of the input that is wrong. */
  readonly field: "timeZone" | "start" | "end" | "at" | "everyHours" | "days" | "cron";
  /** In a cron text the character, counted from 1, at which what is wrong begins; null for the other fields. */
  readonly position: number | null;
}

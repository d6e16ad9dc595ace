// When a connection runs by itself, as a person enters it and as it is shown.

import { z } from "zod";
import { weekdays } from "../core/weekday.ts";
import { moment } from "./time.ts";

const span = {
  timeZone: z
    .string()
    .max(100)
    .meta({ description: "A name of the IANA database, aliases among them.", example: "Asia/Calcutta" }),
  start: z
    .string()
    .max(40)
    .meta({ description: "Local date and time, to the minute.", example: "2026-05-05T18:39" }),
  end: z
    .string()
    .max(40)
    .optional()
    .meta({ description: "Local; five years after the start where it is left out." }),
};
const at = z
  .string()
  .max(10)
  .optional()
  .meta({ description: "Local time of the day; the start's where it is left out.", example: "18:39" });

/** It comes in and goes out, so it has no name of its own in the document: an input and an output would collide. */
export const scheduleBody = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("daily"), at, ...span }),
  z.strictObject({ kind: z.literal("hourly"), everyHours: z.int(), ...span }),
  z.strictObject({
    kind: z.literal("weekly"),
    days: z.array(z.enum(weekdays)).max(weekdays.length),
    at,
    ...span,
  }),
  z.strictObject({ kind: z.literal("cron"), cron: z.string().max(200), ...span }),
]);
export type ScheduleBody = z.infer<typeof scheduleBody>;

export const schedulePreviewBody = z.strictObject({ schedule: scheduleBody });

/** What a schedule says, and the next runs that follow from it. */
export const schedulePreview = z
  .object({
    words: z.string().meta({
      example: "daily from May 5, 2026 at 06:39 PM till May 5, 2031 at 06:39 PM in Asia/Calcutta",
    }),
    nextRuns: z.array(moment).meta({ description: "At most five, soonest first; none where it is over." }),
  })
  .meta({ id: "SchedulePreview" });

export const scheduleView = z
  .object({ input: scheduleBody, ...schedulePreview.shape })
  .meta({ id: "Schedule" });
export type ScheduleView = z.infer<typeof scheduleView>;

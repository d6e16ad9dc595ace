// Makes a schedule, as the API takes it, of the options of the command line.

import { type ScheduleBody, scheduleBody } from "../contract/schedule.ts";
import { wrongWords } from "./command-error.ts";

export interface ScheduleOptions {
  readonly schedule?: string;
  readonly dailyAt?: string;
  readonly weeklyAt?: string;
  readonly days?: string;
  readonly everyHours?: number;
  readonly cron?: string;
  readonly zone?: string;
  readonly start?: string;
  readonly end?: string;
}

const kindByOption = {
  dailyAt: "daily",
  weeklyAt: "weekly",
  days: "weekly",
  everyHours: "hourly",
  cron: "cron",
} as const;
const shown: Readonly<Record<string, string>> = {
  dailyAt: "--daily-at",
  weeklyAt: "--weekly-at",
  everyHours: "--every-hours",
};

function nameOf(option: string): string {
  return shown[option] ?? `--${option}`;
}

/** The kind that all options agree on; undefined where none is given. */
function kindOf(options: ScheduleOptions): string | undefined {
  let kind = options.schedule;
  for (const [option, means] of Object.entries(kindByOption)) {
    if (options[option as keyof typeof kindByOption] === undefined) continue;
    if (kind !== undefined && kind !== means)
      throw wrongWords(`${nameOf(option)} does not fit a schedule of the kind "${kind}".`);
    kind = means;
  }
  const span = (["zone", "start", "end"] as const).find((name) => options[name] !== undefined);
  if (span !== undefined && (kind === undefined || kind === "none"))
    throw wrongWords(`${nameOf(span)} needs a schedule: add --schedule.`);
  return kind;
}

function needed<Value>(value: Value | undefined, option: string, kind: string): Value {
  if (value === undefined) throw wrongWords(`A schedule of the kind "${kind}" needs ${nameOf(option)}.`);
  return value;
}

function ruleOf(kind: string, { dailyAt, weeklyAt, days, everyHours, cron }: ScheduleOptions): object {
  if (kind === "daily") return { kind, at: dailyAt };
  if (kind === "hourly") return { kind, everyHours: needed(everyHours, "everyHours", kind) };
  if (kind === "cron") return { kind, cron: needed(cron, "cron", kind) };
  const named = needed(days, "days", kind).split(",");
  return { kind, days: named.map((day) => day.trim().toLowerCase()), at: weeklyAt };
}

/** This moment in a zone, to the minute, e.g. `2026-05-05T18:39`. */
function localNow(zone: string, now: number): string {
  try {
    const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDateTime();
    return local.toString({ smallestUnit: "minute", roundingMode: "floor" });
  } catch {
    throw wrongWords(`${JSON.stringify(zone)} is no time zone; one is Europe/Berlin.`);
  }
}

/** Undefined where nothing is said of a schedule, null for none. Throws `cli.wrong_words` where the options do not fit. */
export function readSchedule(options: ScheduleOptions, now: number): ScheduleBody | null | undefined {
  const kind = kindOf(options);
  if (kind === undefined) return undefined;
  if (kind === "none") return null;
  const timeZone = options.zone ?? Temporal.Now.timeZoneId();
  const start = options.start ?? localNow(timeZone, now);
  const parsed = scheduleBody.safeParse({ ...ruleOf(kind, options), timeZone, start, end: options.end });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrongWords(`The schedule's ${String(issue?.path[0] ?? "kind")} cannot be read: ${issue?.message}.`);
}

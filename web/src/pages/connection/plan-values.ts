// When a connection runs by itself and how careful it is, as a person edits it.

import type { ConnectionChangeBody, ConnectionView } from "../../../../src/contract/connection.ts";
import type { ScheduleBody } from "../../../../src/contract/schedule.ts";
import { counted } from "../../components/moment-words.ts";

/** A number as a number field has it; empty while somebody types another. */
export type Entered = number | "";

export type PlanValues = {
  readonly schedule: ScheduleBody | null;
  readonly pullEvery: Entered;
  readonly pullUnit: "days" | "hours";
  readonly guardPercent: Entered;
  readonly guardMinimum: Entered;
};

type Plan = Pick<ConnectionView, "schedule" | "fullPullEveryHours" | "retirementGuard">;

const longestHours = 24 * 365;

export function planOf({ schedule, fullPullEveryHours: hours, retirementGuard }: Plan): PlanValues {
  const isDays = hours % 24 === 0;
  return {
    schedule: schedule?.input ?? null,
    pullEvery: isDays ? hours / 24 : hours,
    pullUnit: isDays ? "days" : "hours",
    // 0.07 * 100 is not quite 7.
    guardPercent: Math.round(retirementGuard.share * 10_000) / 100,
    guardMinimum: retirementGuard.minimum,
  };
}

export const hoursOf = ({ pullEvery, pullUnit }: Pick<PlanValues, "pullEvery" | "pullUnit">): number =>
  Number(pullEvery) * (pullUnit === "days" ? 24 : 1);

/** `values` are valid. */
export const planChangeOf = (values: PlanValues): ConnectionChangeBody => ({
  schedule: values.schedule,
  fullPullEveryHours: hoursOf(values),
  retirementGuard: {
    share: Math.round(Number(values.guardPercent) * 100) / 10_000,
    minimum: Number(values.guardMinimum),
  },
});

export function planErrors(values: PlanValues): Readonly<Record<string, string>> {
  const { pullEvery, guardPercent, guardMinimum } = values;
  const hours = hoursOf(values);
  return {
    ...((pullEvery === "" || hours < 1 || hours > longestHours || !Number.isInteger(hours)) && {
      fullPullEveryHours: "Enter how long it is: from 1 hour to 365 days.",
    }),
    ...((guardPercent === "" || guardPercent < 0 || guardPercent > 100) && {
      "retirementGuard.share": "Enter a share from 0 to 100 %.",
    }),
    ...((guardMinimum === "" || guardMinimum < 0) && {
      "retirementGuard.minimum": "Enter a number of assets, 0 or more.",
    }),
  };
}

/** What is sent, in one order, whatever order its parts came in. */
function planText(values: PlanValues): string {
  const { schedule, ...rest } = planChangeOf(values);
  const parts = Object.entries(schedule ?? {}).filter(([, value]) => value !== undefined);
  return JSON.stringify([schedule === null, parts.sort(([one], [other]) => (one < other ? -1 : 1)), rest]);
}

export const isSamePlan = (one: PlanValues, other: PlanValues): boolean => planText(one) === planText(other);

/** e.g. "every 7 days" */
export function pullWords(hours: number): string {
  const every = hours % 24 === 0 ? counted(hours / 24, "day") : counted(hours, "hour");
  return `every ${every.replace(/^1 /, "")}`;
}

const shortDays = (days: readonly string[]): string => days.map((day) => day.slice(0, 3)).join(", ");

function rhythm(schedule: ScheduleBody): string {
  switch (schedule.kind) {
    case "daily":
      return `daily at ${schedule.at ?? schedule.start.slice(11)}`;
    case "hourly":
      return `every ${counted(schedule.everyHours, "hour")}`;
    case "weekly":
      return `weekly on ${shortDays(schedule.days)} at ${schedule.at ?? schedule.start.slice(11)}`;
    case "cron":
      return `by ${schedule.cron}`;
  }
}

/** Enough to tell two schedules apart; the server's own words say what one means. */
export function scheduleText(schedule: ScheduleBody | null): string {
  if (schedule === null) return "by hand alone";
  const end = schedule.end === undefined ? "" : ` till ${schedule.end}`;
  return `${rhythm(schedule)}, from ${schedule.start}${end}, ${schedule.timeZone}`;
}

// Moments on the wire: ISO 8601 in UTC, e.g. `2026-05-05T16:39:00.000Z`.

import { z } from "zod";

export const moment = z.iso.datetime({ offset: true }).meta({ description: "A moment, ISO 8601." });

/** The years that the wire's form can show again: an offset may lead from 0000 or 9999 into others. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(9999, 11, 31);

/** A moment that is entered; `moment` shows what was entered in any offset. */
export const enteredMoment = moment.refine((text) => {
  const at = Date.parse(text);
  return at >= earliest && at <= latest;
}, "It must be from 1970-01-01 till 9999-12-31, in UTC.");

export function toMoment(at: number): string {
  return new Date(at).toISOString();
}

export function toMomentOrNull(at: number | null): string | null {
  return at === null ? null : toMoment(at);
}

// Moments on the wire: ISO 8601 in UTC, e.g. `2026-05-05T16:39:00.000Z`.

import { z } from "zod";

export const moment = z.iso.datetime({ offset: true }).meta({ description: "A moment, ISO 8601." });

export function toMoment(at: number): string {
  return new Date(at).toISOString();
}

export function toMomentOrNull(at: number | null): string | null {
  return at === null ? null : toMoment(at);
}

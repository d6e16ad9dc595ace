// How long a client secret is still good, and when somebody has to be warned that it is not for long.

import type { Timestamp } from "./clock.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Days left at which somebody is warned, the last of them when the secret has expired. */
const warningDays = [0, 1, 7, 14, 30] as const;
export type WarningDays = (typeof warningDays)[number];

/** From how long before its expiry a secret is worth a look. */
export const firstWarningMs = 30 * dayMs;

/** Days that have begun count as whole ones; 0 where it has expired, null where nobody entered when it does. */
export function secretDaysLeft(expiresAt: Timestamp | null, now: Timestamp): number | null {
  return expiresAt === null ? null : Math.max(0, Math.ceil((expiresAt - now) / dayMs));
}

/** The warning that applies: the least of 30, 14, 7, 1 and 0 days that are not exceeded. Null where there are more, or unknown. */
export function secretWarning(expiresAt: Timestamp | null, now: Timestamp): WarningDays | null {
  const left = secretDaysLeft(expiresAt, now);
  return left === null ? null : (warningDays.find((days) => left <= days) ?? null);
}

/**
 * The warning that is to be given now, where `warnedDays` is the one that was given last (null: none). One that was missed is
 * not given any more when the next one applies already.
 */
export function dueSecretWarning(
  { expiresAt, warnedDays }: { readonly expiresAt: Timestamp | null; readonly warnedDays: number | null },
  now: Timestamp,
): WarningDays | null {
  const warning = secretWarning(expiresAt, now);
  return warning === null || (warnedDays !== null && warnedDays <= warning) ? null : warning;
}

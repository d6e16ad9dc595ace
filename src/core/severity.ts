// Risk severity: which signal of a device's posture gives its asset which severity.

export type Severity = 1 | 2 | 3 | 4 | 5;

export const postureSignals = [
  "not_compliant",
  "compliance_unknown",
  "not_managed",
  "disabled",
  "stale",
] as const;
export type PostureSignal = (typeof postureSignals)[number];

/** About ten years. */
export const longestStaleDays = 3650;

/** Null: the signal gives none. */
export interface SeverityMap {
  readonly severities: Readonly<Record<PostureSignal, Severity | null>>;
  /** A device is stale when its last sign-in is this long ago; one that never signed in is not called stale. */
  readonly staleAfterDays: number;
}

/** Off, as a connection begins. */
export const noSeverities: SeverityMap = {
  severities: {
    not_compliant: null,
    compliance_unknown: null,
    not_managed: null,
    disabled: null,
    stale: null,
  },
  staleAfterDays: 90,
};

export interface Posture {
  readonly isCompliant: boolean | null;
  readonly isManaged: boolean | null;
  readonly isEnabled: boolean | null;
  readonly isStale: boolean;
}

const applies: Readonly<Record<PostureSignal, (posture: Posture) => boolean>> = {
  not_compliant: ({ isCompliant }) => isCompliant === false,
  compliance_unknown: ({ isCompliant }) => isCompliant === null,
  // Entra says null of a device that no management knows.
  not_managed: ({ isManaged }) => isManaged !== true,
  disabled: ({ isEnabled }) => isEnabled === false,
  stale: ({ isStale }) => isStale,
};

/** The signals that apply and have a severity. */
export function appliedSignals(map: SeverityMap, posture: Posture): readonly PostureSignal[] {
  return postureSignals.filter((signal) => map.severities[signal] !== null && applies[signal](posture));
}

/** The highest severity of the signals that apply; null where none does. */
export function severityOf(map: SeverityMap, posture: Posture): Severity | null {
  const severities = appliedSignals(map, posture).map((signal) => map.severities[signal] ?? 1);
  return severities.length === 0 ? null : (Math.max(...severities) as Severity);
}

const dayMs = 24 * 60 * 60 * 1000;

/** From when on a last sign-in is not stale; null where nothing is called stale. */
export function staleBefore({ severities, staleAfterDays }: SeverityMap, now: number): number | null {
  return severities.stale === null ? null : now - staleAfterDays * dayMs;
}

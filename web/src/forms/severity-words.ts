// Severities and the signals that give them, in words.

import type { SeverityMapBody } from "../../../src/contract/severity-map.ts";

export type Severities = SeverityMapBody["severities"];
export type Signal = keyof Severities;
type Severity = NonNullable<Severities[Signal]>;

export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

export const signalWords: Readonly<Record<Signal, { readonly label: string; readonly meaning: string }>> = {
  not_compliant: { label: "Not compliant", meaning: "Management says that the device is not compliant." },
  compliance_unknown: {
    label: "Compliance unknown",
    meaning: "Nobody has said whether the device is compliant: isCompliant is null or absent.",
  },
  not_managed: {
    label: "Not managed",
    meaning: "No management looks after the device: isManaged is not true.",
  },
  disabled: { label: "Disabled", meaning: "The device may not sign in: accountEnabled is false." },
  stale: { label: "Stale", meaning: "The device has not signed in for longer than the days below." },
};

export const signals: readonly Signal[] = [
  "not_compliant",
  "compliance_unknown",
  "not_managed",
  "disabled",
  "stale",
];

export const noSeverities: SeverityMapBody = {
  severities: {
    not_compliant: null,
    compliance_unknown: null,
    not_managed: null,
    disabled: null,
    stale: null,
  },
  staleAfterDays: 90,
};

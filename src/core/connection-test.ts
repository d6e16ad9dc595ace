// The connection test: five checks in order, each told as it ends.

/** In the order in which they are made. */
export const checkNames = ["network", "tls", "credential", "authorization", "data_fetch"] as const;
export type CheckName = (typeof checkNames)[number];

/** One thing that a check found, for people: e.g. `Issuer` and `DigiCert Global G2`. It holds no secret and no token. */
export interface Evidence {
  readonly label: string;
  readonly value: string;
}

/**
 * How a check ended. The first one that fails ends the sequence; those after it are `not_run`. `advice` says in the user's
 * terms what to do: always where it failed, and where it passed with something to look at, such as a tenant without devices.
 */
export interface CheckResult {
  readonly check: CheckName;
  readonly status: "passed" | "failed" | "not_run";
  readonly durationMs: number;
  /** Stable and dotted where it failed, e.g. `graph.forbidden`; null otherwise. */
  readonly code: string | null;
  /** One sentence on what was found; empty where it was not run. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly advice: string | null;
}

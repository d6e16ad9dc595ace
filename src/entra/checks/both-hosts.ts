// Looks at the login host and the Graph host at the same time, and tells of both whichever fails.

import type { ConnectionSettings } from "../../core/connection.ts";
import type { Evidence } from "../../core/connection-test.ts";
import { safeOrigin } from "../../graph/link.ts";

export interface Host {
  /** For evidence, e.g. `Login host`. */
  readonly label: string;
  /** Origin, e.g. `https://login.microsoftonline.com`. */
  readonly origin: string;
}

/** Throws what the look at the first host throws, else what the second's does, with the evidence of both. */
export async function lookAtBoth(
  { loginUrl, graphUrl }: ConnectionSettings,
  evidence: Evidence[],
  look: (host: Host, evidence: Evidence[]) => Promise<void>,
): Promise<void> {
  const hosts: readonly Host[] = [
    { label: "Login host", origin: safeOrigin(loginUrl, "test") },
    { label: "Graph host", origin: safeOrigin(graphUrl, "test") },
  ];
  const found = hosts.map((host) => ({ host, evidence: [] as Evidence[] }));
  const looks = await Promise.allSettled(found.map((one) => look(one.host, one.evidence)));
  for (const one of found) evidence.push(...one.evidence);
  for (const one of looks) if (one.status === "rejected") throw one.reason;
}

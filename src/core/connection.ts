// The connection: one configured instance of a connector, and the states it goes through.

import type { Timestamp } from "./clock.ts";
import type { ErroredReason } from "./failure.ts";
import type { ConnectionId, DeltaLink, SyncRunId } from "./id.ts";
import type { RetirementGuard } from "./retirement.ts";

export type TokenEndpoint = "v1" | "v2";

/** Where a tenant is and as whom to ask; the secret is kept apart. Both URLs are origins, e.g. `https://graph.microsoft.com`. */
export interface ConnectionSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly tokenEndpoint: TokenEndpoint;
}

export type ConnectionState =
  | { readonly name: "registered" }
  | { readonly name: "processing"; readonly runId: SyncRunId }
  | { readonly name: "processed"; readonly runId: SyncRunId }
  | {
      readonly name: "errored";
      readonly runId: SyncRunId;
      readonly reason: ErroredReason;
      readonly message: string;
    };

export interface Connection {
  readonly id: ConnectionId;
  readonly name: string;
  /** Which connector of the catalog, e.g. `entra-devices`. */
  readonly connectorId: string;
  readonly settings: ConnectionSettings;
  readonly state: ConnectionState;
  /** Where the next delta pull begins; null until a full pull is completed. */
  readonly deltaLink: DeltaLink | null;
  /** What the pulls behind the delta link asked for and imported; null until a full pull is completed. */
  readonly basis: PullBasis | null;
  /** When the last completed run began: what it saw was there at that time or later. */
  readonly lastSeenAt: Timestamp | null;
  /** Records that came without an id when everything was last read: devices that nothing can stand for. */
  readonly withoutId: number;
  readonly lastFullPullAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly retirementGuard: RetirementGuard;
  /** A delta feed cannot be trusted for ever: a delta pull becomes a full pull when the last one began this long ago. */
  readonly fullPullEveryMs: number;
}

/** Product default: 7 days. */
export const defaultFullPullEveryMs = 7 * 24 * 60 * 60 * 1000;

/** What a pull asks of each device, and which of them it imports: a delta link goes on with what its full pull began with. */
export interface PullBasis {
  readonly selectedProperties: readonly string[];
  readonly scope: string;
}

/** Why what was pulled on one basis does not do for another; null where it does. Less selected is no reason. */
export function whyPullAnew(pulled: PullBasis, wanted: PullBasis): "more_selected" | "scope_changed" | null {
  const known = new Set(pulled.selectedProperties);
  if (wanted.selectedProperties.some((property) => !known.has(property))) return "more_selected";
  return pulled.scope === wanted.scope ? null : "scope_changed";
}

/**
 * Whether a run that was asked for as a delta pull must be a full pull, and why: there is none yet that can be relied on,
 * the last one began too long ago, or it had another basis. Null where the delta link will do.
 */
export function whyFullPull(
  { deltaLink, lastFullPullAt, basis, fullPullEveryMs }: Connection,
  wanted: PullBasis,
  now: Timestamp,
): "first" | "due" | "more_selected" | "scope_changed" | null {
  if (deltaLink === null || lastFullPullAt === null || basis === null) return "first";
  return whyPullAnew(basis, wanted) ?? (now - lastFullPullAt >= fullPullEveryMs ? "due" : null);
}

// The connection: one configured instance of a connector, and the states it goes through.

import type { Timestamp } from "./clock.ts";
import type { ErroredReason } from "./failure.ts";
import type { ConnectionId, DeltaLink, SyncRunId } from "./id.ts";
import type { RetirementGuard } from "./retirement.ts";
import type { ScheduleInput } from "./schedule.ts";
import type { SeverityMap } from "./severity.ts";

export type TokenEndpoint = "v1" | "v2";

/** Where a tenant is and as whom to ask; the secret is kept apart. Both URLs are origins, e.g. `https://graph.microsoft.com`. */
export interface ConnectionSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly tokenEndpoint: TokenEndpoint;
}

/** A pair of hosts under a name: one of the connector's own, or one that the operator allows. Both URLs are origins. */
export interface Cloud {
  /** E.g. `global`. */
  readonly name: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
}

type Hosts = Pick<Cloud, "loginUrl" | "graphUrl">;

/** Both hosts, each as it is written: a pair is allowed as a pair. */
export function hasSameHosts(one: Hosts, other: Hosts): boolean {
  return one.loginUrl === other.loginUrl && one.graphUrl === other.graphUrl;
}

export const longestDescription = 164;

/**
 * Created, with no run yet; a first run is planned; a run is under way; everything it fetched is in the inventory; its run
 * failed; its run was cancelled.
 */
export type ConnectionState =
  | { readonly name: "registered" }
  | { readonly name: "scheduled" }
  | { readonly name: "processing"; readonly runId: SyncRunId }
  | { readonly name: "processed"; readonly runId: SyncRunId }
  | {
      readonly name: "errored";
      readonly runId: SyncRunId;
      readonly reason: ErroredReason;
      readonly message: string;
    }
  | { readonly name: "cancelled"; readonly runId: SyncRunId };

/** What a person enters of a connection, apart from its credentials. */
export interface ConnectionProfile {
  readonly name: string;
  readonly description: string;
  /** Names of tags: a device is imported when its asset has all of them. */
  readonly tags: readonly string[];
  /** Null where it runs by hand alone. */
  readonly schedule: ScheduleInput | null;
}

/** A client secret's own expiry, as the user entered it; null where nobody did. */
export interface SecretNote {
  readonly storedAt: Timestamp;
  readonly expiresAt: Timestamp | null;
}

export interface Connection extends ConnectionProfile {
  readonly id: ConnectionId;
  /** Which connector of the catalog, e.g. `entra-devices`. */
  readonly connectorId: string;
  /** The name of the cloud whose hosts are in the settings. */
  readonly cloud: string;
  readonly settings: ConnectionSettings;
  readonly secret: SecretNote;
  /** A second secret that waits to take over; null where there is none. */
  readonly nextSecret: SecretNote | null;
  /** Grows with each change that a person makes. */
  readonly version: number;
  readonly pausedAt: Timestamp | null;
  /** When the schedule's next run is; null where none is planned. */
  readonly nextRunAt: Timestamp | null;
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
  /** 1 is the connector's own map. */
  readonly transformMapVersion: number;
  readonly severityMap: SeverityMap;
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

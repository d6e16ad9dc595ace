// The connection: one configured instance of a connector, and the states it goes through.

import type { Timestamp } from "./clock.ts";
import type { ErroredReason } from "./failure.ts";
import type { ConnectionId, DeltaLink, SyncRunId } from "./id.ts";

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
  /** When the last completed run began: what it saw was there at that time or later. */
  readonly lastSeenAt: Timestamp | null;
  readonly lastFullPullAt: Timestamp | null;
  readonly createdAt: Timestamp;
}

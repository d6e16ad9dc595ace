// One entry of an asset's history, and the feed of all assets' entries.

import type { RetirementReason } from "./asset.ts";
import type { Timestamp } from "./clock.ts";
import type { PropertyChange } from "./device-record.ts";
import type { AssetId, ConnectionId, SyncRunId } from "./id.ts";

/** What happened. A creation is not stored apart: the asset itself says when and by which run it came. */
export type AssetEvent =
  | { readonly kind: "created" }
  | { readonly kind: "changed"; readonly change: PropertyChange }
  | { readonly kind: "retired"; readonly reason: RetirementReason }
  | { readonly kind: "restored" };

export const assetEventKinds = ["created", "changed", "retired", "restored"] as const;

/** Under which name the history has that an asset was retired or restored. */
export const lifecycleField = "lifecycle.state";

export interface AssetChange {
  readonly assetId: AssetId;
  /** The connection's last run where the connection was removed, which is no run's doing. */
  readonly runId: SyncRunId;
  readonly at: Timestamp;
  readonly event: AssetEvent;
}

/**
 * Where an entry stands in the feed, newest first: by time, then asset, then number; an asset's creation has the number 0.
 * The feed of a connection goes by run first: one run of it is under way at a time.
 */
export interface FeedPlace {
  readonly runId: number;
  readonly at: Timestamp;
  readonly assetId: number;
  readonly number: number;
}

export interface FeedEntry extends AssetChange {
  readonly number: number;
  readonly assetName: string;
  readonly connectionId: ConnectionId;
}

/** What each says must hold; null says nothing. */
export interface FeedFilter {
  readonly from: Timestamp | null;
  /** Not itself. */
  readonly before: Timestamp | null;
  readonly runId: SyncRunId | null;
  readonly connectionId: ConnectionId | null;
  readonly assetId: AssetId | null;
  /** A device property's name, `a.b` where it is nested, or `lifecycle.state`. A creation has none. */
  readonly field: string | null;
  readonly kinds: readonly AssetEvent["kind"][] | null;
}

/** Of every entry. */
export const wholeFeed: FeedFilter = {
  from: null,
  before: null,
  runId: null,
  connectionId: null,
  assetId: null,
  field: null,
  kinds: null,
};

/** Those older than `after`, `limit` at most; null begins with the newest. */
export interface FeedRange {
  readonly after: FeedPlace | null;
  readonly limit: number;
}

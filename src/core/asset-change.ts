// One entry of an asset's history.

import type { RetirementReason } from "./asset.ts";
import type { Timestamp } from "./clock.ts";
import type { PropertyChange } from "./device-record.ts";
import type { AssetId, SyncRunId } from "./id.ts";

/** What happened. A creation is not stored apart: the asset itself says when and by which run it came. */
export type AssetEvent =
  | { readonly kind: "created" }
  | { readonly kind: "changed"; readonly change: PropertyChange }
  | { readonly kind: "retired"; readonly reason: RetirementReason }
  | { readonly kind: "restored" };

export interface AssetChange {
  readonly assetId: AssetId;
  readonly runId: SyncRunId;
  readonly at: Timestamp;
  readonly event: AssetEvent;
}

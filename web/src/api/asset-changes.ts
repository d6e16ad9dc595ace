// What became of assets, the newest first.

import type { AssetChangeView } from "../../../src/contract/asset-change.ts";
import { keys } from "./keys.ts";
import { useListing } from "./use-listing.ts";

export const changeKinds = ["created", "changed", "retired", "restored"] as const;
export type ChangeKind = (typeof changeKinds)[number] & AssetChangeView["kind"];

/** Moments are ISO 8601. */
export type ChangeFilters = {
  readonly assetId?: number | undefined;
  readonly connectionId?: number | undefined;
  readonly runId?: number | undefined;
  readonly field?: string | undefined;
  readonly kind?: readonly ChangeKind[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
};

export const useAssetChanges = (filters: ChangeFilters, limit = 50) =>
  useListing<AssetChangeView>(keys.assetChanges, "/asset-changes", filters, limit);

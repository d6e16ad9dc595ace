// Tells in words whether an asset is active, and why it is not.

import type { AssetLifecycle, RetirementReason } from "./asset.ts";

const reasons: Readonly<Record<RetirementReason, string>> = {
  deleted_at_source: "the source removed it for good",
  soft_deleted_at_source: "the source removed it, and can still restore it",
  gone_from_source: "the source does not have it any more",
  left_scope: "it left the connection's scope",
  connection_removed: "its connection was removed",
};

/** E.g. `the source removed it for good`. */
export function retirementWords(reason: RetirementReason): string {
  return reasons[reason];
}

/** E.g. `Active`, and `Retired: the source removed it for good`. */
export function lifecycleWords(lifecycle: AssetLifecycle): string {
  return lifecycle.state === "active" ? "Active" : `Retired: ${retirementWords(lifecycle.reason)}`;
}

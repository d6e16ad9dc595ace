// Reasons, modes and triggers of runs, as people read them.

import type { SyncRunView } from "../../../src/contract/sync-run.ts";

type ErroredReason = NonNullable<SyncRunView["failure"]>["reason"];

export const reasonWords: Readonly<Record<ErroredReason, string>> = {
  credentials_rejected: "Credentials rejected",
  permission_missing: "Permission missing",
  source_unreachable: "Source unreachable",
  source_error: "Source error",
  held_for_approval: "Held for approval",
  internal: "Internal error",
};

export const modeWords: Readonly<Record<SyncRunView["mode"], string>> = {
  full_pull: "Full pull",
  delta_pull: "Delta pull",
};

export const triggerWords: Readonly<Record<SyncRunView["trigger"], string>> = {
  schedule: "by its schedule",
  person: "by hand",
};

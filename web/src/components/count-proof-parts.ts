// The count proof as parts that add up: what the tenant counts, and where each of its devices is.

import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { wholeNumber } from "./moment-words.ts";

export type CountProof = NonNullable<SyncRunView["countProof"]>;

export interface ProofPart {
  readonly name: "imported" | "rejected" | "excluded" | "without_id" | "unexplained" | "kept" | "surplus";
  readonly label: string;
  readonly count: number;
  /** What the number needs to be understood. */
  readonly note: string | null;
}

/** The devices that the tenant counts: these parts add up to its count, but for `surplus`. */
export function partsOf(proof: CountProof): readonly ProofPart[] {
  const { activeAssets, kept, notImportedWithActiveAsset: stale, difference } = proof;
  const parts: readonly ProofPart[] = [
    {
      name: "imported",
      label: "Active assets",
      count: Math.max(0, activeAssets - kept - stale),
      note: null,
    },
    {
      name: "rejected",
      label: "Rejected",
      count: proof.rejected,
      note: "They could not be imported; the run lists why.",
    },
    { name: "excluded", label: "Excluded", count: proof.excluded, note: "Outside the connection's tags." },
    { name: "without_id", label: "Without an id", count: proof.withoutId, note: null },
    {
      name: "unexplained",
      label: "Unexplained",
      count: Math.max(0, difference),
      note: "The tenant counts them, and nothing here stands for them.",
    },
    {
      name: "surplus",
      label: "More here than the tenant counts",
      count: Math.max(0, -difference),
      note: "The tenant's own count may lag a little behind.",
    },
    {
      name: "kept",
      label: "Kept by decision",
      count: kept,
      note: "Active assets whose devices the tenant has removed.",
    },
  ];
  return parts.filter(({ name, count }) => count > 0 || name === "imported");
}

/** Those of the rejected and excluded that have an active asset all the same; null where there are none. */
export function staleWords({ notImportedWithActiveAsset: stale }: CountProof): string | null {
  if (stale === 0) return null;
  const subject =
    stale === 1
      ? "1 of the rejected and excluded has"
      : `${wholeNumber(stale)} of the rejected and excluded have`;
  return `${subject} an active asset, which shows what was imported last.`;
}

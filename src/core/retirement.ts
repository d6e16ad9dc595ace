// What may be retired: the proof that a full pull is complete, and the guard against retiring too much.

import type { RetirementReason } from "./asset.ts";
import type { Comparing } from "./checkpoint.ts";
import type { AssetId, DeltaLink, ExternalId } from "./id.ts";

/**
 * The proof that a full pull read everything: the list to its last page and the changes since to their last page. To name
 * a device that was not seen takes this value; only the checkpoint at the end of a full pull yields it.
 */
export class CompletedFullPull {
  readonly deltaLink: DeltaLink;

  private constructor(deltaLink: DeltaLink) {
    this.deltaLink = deltaLink;
  }

  static fromCheckpoint(checkpoint: Comparing): CompletedFullPull {
    return new CompletedFullPull(checkpoint.deltaLink);
  }
}

/** A device that is about to leave, held until the run has passed the guard. */
export interface RetirementCandidate {
  readonly assetId: AssetId;
  readonly reason: RetirementReason;
}

export interface CandidateDevice extends RetirementCandidate {
  readonly externalId: ExternalId;
  readonly hasActiveAsset: boolean;
}

/** A candidate as a person looks at it before deciding. */
export interface HeldAsset extends RetirementCandidate {
  readonly externalId: ExternalId;
  readonly name: string;
}

/** How many assets a held run would retire for a reason. */
export interface HeldCount {
  readonly reason: RetirementReason;
  readonly count: number;
}

/** What a person says of a held run: retire what is still gone, or keep the assets. */
export type RetirementDecision = "approved" | "dismissed";

export interface RetirementGuard {
  /** Of the active assets, 0 to 1. */
  readonly share: number;
  readonly minimum: number;
}

/** Product default: a run that would retire more than 10 % of the active assets, and more than 50, waits for a person. */
export const defaultRetirementGuard: RetirementGuard = { share: 0.1, minimum: 50 };

/** How many active assets may be retired at once without a person's approval. */
export function guardLimit(guard: RetirementGuard, activeAssets: number): number {
  return Math.max(guard.minimum, activeAssets * guard.share);
}

/** Whether so many retirements at once must be approved by a person. */
export function exceedsGuard(guard: RetirementGuard, candidates: number, activeAssets: number): boolean {
  return candidates > guardLimit(guard, activeAssets);
}

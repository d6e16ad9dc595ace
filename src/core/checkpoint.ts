// What is stored so that a run can go on after a crash, and the only ways from one checkpoint to the next.

import type { DeltaLink, PageLink } from "./id.ts";

/** Full pull: reads the list, from the first page when `next` is null. `deltaLink` was asked for before the first page. */
export interface Listing {
  readonly phase: "listing";
  readonly next: PageLink | null;
  readonly deltaLink: DeltaLink;
}

/** Full pull where the source gives no delta link beforehand: an initial delta round takes the list's place. */
export interface InitialRound {
  readonly phase: "initial_round";
  readonly next: DeltaLink | null;
}

/** Full pull: reads what changed while the list was read. */
export interface CatchingUp {
  readonly phase: "catching_up";
  readonly next: DeltaLink;
}

/** Full pull: everything is read; looks for what was not seen, beyond `afterAssetId`. */
export interface Comparing {
  readonly phase: "comparing";
  readonly afterAssetId: number;
  readonly deltaLink: DeltaLink;
}

/** Delta pull: follows the delta link. */
export interface Following {
  readonly phase: "following";
  readonly next: DeltaLink;
}

/** Both: every candidate is known; the source is asked for each by id, beyond `afterAssetId`. */
export interface Confirming {
  readonly phase: "confirming";
  readonly afterAssetId: number;
  readonly deltaLink: DeltaLink;
}

/** Both: every candidate is confirmed; if they pass the guard they are retired. */
export interface Retiring {
  readonly phase: "retiring";
  readonly deltaLink: DeltaLink;
}

export type Checkpoint = Listing | InitialRound | CatchingUp | Comparing | Following | Confirming | Retiring;

/** How a page ends: with where the next one is, or as the last one of its listing or round. */
export type ListPageEnd = { readonly kind: "more"; readonly next: PageLink } | { readonly kind: "last" };
export type DeltaPageEnd =
  | { readonly kind: "more"; readonly next: DeltaLink }
  | { readonly kind: "last"; readonly deltaLink: DeltaLink };

export function afterListPage(checkpoint: Listing, end: ListPageEnd): Listing | CatchingUp {
  if (end.kind === "more") return { ...checkpoint, next: end.next };
  return { phase: "catching_up", next: checkpoint.deltaLink };
}

export function afterFullPullDeltaPage(
  checkpoint: InitialRound | CatchingUp,
  end: DeltaPageEnd,
): InitialRound | CatchingUp | Comparing {
  if (end.kind === "more") return { ...checkpoint, next: end.next };
  return { phase: "comparing", afterAssetId: 0, deltaLink: end.deltaLink };
}

export function afterDeltaPullPage(checkpoint: Following, end: DeltaPageEnd): Following | Confirming {
  if (end.kind === "more") return { ...checkpoint, next: end.next };
  return { phase: "confirming", afterAssetId: 0, deltaLink: end.deltaLink };
}

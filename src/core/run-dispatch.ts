// The port by which several processes share the runs: who has a run that waits is handed to one worker at a time.

import type { ConnectionId } from "./id.ts";

/** `offer_again` where the run is left as it is, for another worker to go on with at once. */
export type Handled = "done" | "offer_again";

/** `lost` is aborted when this process does not have it any more: somebody else may have it by then. */
export type HandedWork = (lost: AbortSignal) => Promise<Handled>;

/**
 * What is handed out is a word that there is something to do, not the work itself: the store says which run, and refuses whoever
 * has lost it. So a word too many does nothing, and one that is lost is said again by whoever looks.
 */
export interface RunDispatch {
  /** The connections have a run that waits. Several words for one connection may be one. Throws `storage.unavailable`. */
  offer(connections: readonly ConnectionId[]): Promise<void>;
  /**
   * Begins to hand out: connections to `run`, so many at once, and to `care`, of all processes to one at a time, whatever there is
   * to do but runs. What they throw brings the same back after a while, here or elsewhere.
   */
  handOut(
    concurrency: number,
    run: (connectionId: ConnectionId, lost: AbortSignal) => Promise<Handled>,
    care: HandedWork,
  ): Promise<void>;
  /** Hands out nothing more, and resolves when what is under way has been answered: whoever is at work is to end it before. */
  stop(): Promise<void>;
}

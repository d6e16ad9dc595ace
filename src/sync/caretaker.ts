// Sees to whatever is no run: what removed connections leave, tasks, and what changes as time passes.

import type { Clock } from "../core/clock.ts";
import type { ConnectionId, InventoryTaskId } from "../core/id.ts";
import type { Storage } from "../core/storage.ts";
import { seeToRemovals } from "./cleaner.ts";
import { doTasks } from "./inventory-tasks.ts";
import { SideWork } from "./side-work.ts";
import { TruthKeeper } from "./truth-keeper.ts";

export interface CareEvents {
  readonly onRemoved: (id: ConnectionId) => void;
  /** A task has come further, or to its end. */
  readonly onTaskChanged: (id: InventoryTaskId, isEnded: boolean) => void;
  /** Something failed that no run's log can tell: the store, for one. */
  readonly onTrouble: (error: unknown) => void;
}

export interface CaretakerOptions extends CareEvents {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly isStopped: () => boolean;
  /** What failed is to be tried again a little later. */
  readonly onRetry: () => void;
}

export class Caretaker {
  readonly #sideWorks: readonly SideWork[];
  readonly #truth: TruthKeeper;

  constructor(options: CaretakerOptions) {
    const { isStopped, onTrouble, onRetry } = options;
    const troubles = new Map<InventoryTaskId, number>();
    this.#truth = new TruthKeeper(options);
    this.#sideWorks = [
      () => seeToRemovals(options, isStopped),
      () => doTasks({ ...options, troubles }, isStopped),
      () => this.#truth.keep(isStopped),
    ].map((work) => new SideWork({ work, isStopped, onTrouble, onRetry }));
  }

  /** There may be something to do. */
  wake(): void {
    for (const sideWork of this.#sideWorks) sideWork.wake();
  }

  /** A run is completed: its connection's assets were seen later than before. */
  noteSeen(): void {
    this.#truth.noteSeen();
  }

  /** Resolves when nothing is under way. */
  async ended(): Promise<void> {
    await Promise.all(this.#sideWorks.map((sideWork) => sideWork.ended()));
  }
}

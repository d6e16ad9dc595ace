// The part of the storage port that is about work on many assets: asked for, done step by step, and looked at.

import type { Timestamp } from "./clock.ts";
import type { InventoryTaskId } from "./id.ts";
import type { InventoryTask, InventoryWork, TaskStep } from "./inventory-task.ts";

/** Newest first: those with an id below `before`, all where it is null. */
export interface TaskPage {
  readonly before: InventoryTaskId | null;
  readonly limit: number;
}

export interface TaskReader {
  /** Throws `task.not_found`. */
  readTask(id: InventoryTaskId): Promise<InventoryTask>;
  readTasks(page: TaskPage): Promise<readonly InventoryTask[]>;
  /** The oldest task beyond `after` that is not at its end; null where there is none. */
  readWaitingTask(after: number): Promise<InventoryTask | null>;
}

export interface TaskWriter {
  /** It is for the assets that there are by now. */
  createTask(work: InventoryWork, at: Timestamp): Promise<InventoryTaskId>;
  /**
   * The task as it is, for the next step: nobody else makes one of it before the transaction ends. Null where it is not
   * waiting any more.
   */
  takeTask(id: InventoryTaskId): Promise<InventoryTask | null>;
  /** What a step has done, in the transaction that does it. */
  saveTaskStep(task: InventoryTask, step: TaskStep, at: Timestamp): Promise<void>;
  /** Whatever it has changed stays. Does nothing where it is at its end already. */
  failTask(id: InventoryTaskId, error: NonNullable<InventoryTask["error"]>, at: Timestamp): Promise<void>;
}

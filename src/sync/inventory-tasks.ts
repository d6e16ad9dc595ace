// Does the work on many assets that people asked for: some at a time, each step and how far it is in one transaction.

import type { Clock, Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import type { InventoryTaskId } from "../core/id.ts";
import type { InventoryTask, InventoryWork, TaskStep } from "../core/inventory-task.ts";
import type { MapStep, MapStepResult } from "../core/map-storage.ts";
import type { Storage, StorageWriter } from "../core/storage.ts";
import type { AssetSpan, TagPlacing } from "../core/tag-storage.ts";

type TaskOf<Kind extends InventoryWork["kind"]> = InventoryTask & {
  readonly work: Extract<InventoryWork, { kind: Kind }>;
};

/** One step of a task, within its transaction: the assets beyond `afterAssetId`, about two thousand of them. */
export type TaskSteps = {
  readonly [Kind in InventoryWork["kind"]]: (
    writer: StorageWriter,
    task: TaskOf<Kind>,
    at: Timestamp,
  ) => Promise<TaskStep>;
};

type MapTask = TaskOf<"apply_transform_map" | "apply_severity_map">;

const spanOf = ({ afterAssetId, throughAssetId }: InventoryTask): AssetSpan => ({
  after: afterAssetId,
  through: throughAssetId,
});

function placeTag(
  writer: StorageWriter,
  task: TaskOf<"put_tag" | "take_tag">,
  act: TagPlacing["act"],
  at: Timestamp,
): Promise<TaskStep> {
  const { tagId, target } = task.work;
  return writer.placeTag({ tagId, act, target, askedAt: task.createdAt }, spanOf(task), at);
}

/** How many assets a step is for. */
const assetsAtOnce = 2000;

async function mapStep(
  { work: { connectionId }, afterAssetId: after, throughAssetId: through }: MapTask,
  apply: (step: MapStep) => Promise<MapStepResult>,
): Promise<TaskStep> {
  const result = await apply({ connectionId, after, through, limit: assetsAtOnce });
  return { afterAssetId: result.after, changed: result.changed.length };
}

const steps: TaskSteps = {
  put_tag: (writer, task, at) => placeTag(writer, task, "put_on", at),
  take_tag: (writer, task, at) => placeTag(writer, task, "take_off", at),
  judge_tag: (writer, task, at) => writer.judgeTag(task.work.tagId, spanOf(task), at),
  forget_tag: (writer, task) => writer.forgetTag(task.work.tagId, spanOf(task)),
  apply_transform_map: (writer, task, at) => mapStep(task, (step) => writer.applyTransformMap(step, at)),
  apply_severity_map: (writer, task, at) => mapStep(task, (step) => writer.applySeverityMap(step, at)),
};

export interface TaskOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** It has come further, or to its end. */
  readonly onTaskChanged: (id: InventoryTaskId, isEnded: boolean) => void;
  readonly onTrouble: (error: unknown) => void;
  /** How often each task met trouble that may pass; one map for as long as the worker lives. */
  readonly troubles: Map<InventoryTaskId, number>;
}

/** Trouble that may pass, of the store above all, is met so often before the task has failed. */
const mostTroubles = 3;

/** False where there is nothing left of it to do. */
async function doStep({ storage, clock }: TaskOptions, id: InventoryTaskId): Promise<boolean> {
  return storage.transaction(async (writer) => {
    const task = await writer.takeTask(id);
    if (task === null) return false;
    const at = clock.now();
    const step = await (steps[task.work.kind] as TaskSteps["judge_tag"])(
      writer,
      task as TaskOf<"judge_tag">,
      at,
    );
    await writer.saveTaskStep(task, step, at);
    return step.afterAssetId !== null;
  });
}

/** The store is away: nothing is wrong with the task, however long that takes. */
function isUnavailable(error: unknown): boolean {
  return error instanceof RollcallError && error.code === "storage.unavailable";
}

/** What a person can do something about is its end at once; anything else may pass, a few times. */
function errorOf(error: unknown, troubles: number): InventoryTask["error"] {
  if (isUnavailable(error)) return null;
  if (error instanceof RollcallError) return { code: error.code, message: error.message };
  if (troubles < mostTroubles) return null;
  return { code: "task.internal", message: error instanceof Error ? error.message : String(error) };
}

/** Answers whether it is to be tried again. */
async function meetTrouble(options: TaskOptions, id: InventoryTaskId, error: unknown): Promise<boolean> {
  const { storage, clock, troubles, onTrouble, onTaskChanged } = options;
  const met = (troubles.get(id) ?? 0) + 1;
  const end = errorOf(error, met);
  if (!(error instanceof RollcallError) || isUnavailable(error)) onTrouble(error);
  if (!isUnavailable(error)) troubles.set(id, met);
  if (end === null) return true;
  await storage.transaction((writer) => writer.failTask(id, end, clock.now()));
  troubles.delete(id);
  onTaskChanged(id, true);
  return false;
}

/**
 * Does what waits, in the order in which it was asked for; a task that is cut off goes on where it was. One task's trouble is
 * not the others': answers whether any is to be tried again.
 */
export async function doTasks(options: TaskOptions, isStopped: () => boolean): Promise<boolean> {
  let isRetryWanted = false;
  for (let after = 0; !isStopped(); ) {
    const task = await options.storage.readWaitingTask(after);
    if (task === null) break;
    after = task.id;
    try {
      while (!isStopped()) {
        const goesOn = await doStep(options, task.id);
        options.onTaskChanged(task.id, !goesOn);
        if (!goesOn) break;
      }
    } catch (error) {
      if (await meetTrouble(options, task.id, error)) isRetryWanted = true;
    }
  }
  return isRetryWanted;
}

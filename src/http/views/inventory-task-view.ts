// A task as it is shown.

import type { InventoryTaskView } from "../../contract/inventory-task.ts";
import { toMoment, toMomentOrNull } from "../../contract/time.ts";
import type { InventoryTask } from "../../core/inventory-task.ts";

function doneOf({ state, afterAssetId, throughAssetId }: InventoryTask): number {
  if (state === "done") return 1;
  return throughAssetId === 0 ? 0 : Math.min(1, afterAssetId / throughAssetId);
}

export function viewInventoryTask(task: InventoryTask): InventoryTaskView {
  const { id, work, state, changed, error } = task;
  return {
    id,
    kind: work.kind,
    tagId: "tagId" in work ? work.tagId : null,
    connectionId: "connectionId" in work ? work.connectionId : null,
    query: "target" in work && work.target.kind === "query" ? work.target.text : null,
    state,
    createdAt: toMoment(task.createdAt),
    endedAt: toMomentOrNull(task.endedAt),
    done: doneOf(task),
    changed,
    error,
  };
}

// Waits for a task's end, and shows how far it is.

import { setTimeout as sleep } from "node:timers/promises";
import { type InventoryTaskView, inventoryTaskView } from "../contract/inventory-task.ts";
import { CommandError } from "./command-error.ts";
import type { Context } from "./context.ts";
import { patientReader } from "./patient-reader.ts";
import { progressLine } from "./progress-line.ts";

/** Short tasks take milliseconds; long ones are asked for less and less often. */
const firstPollMs = 50;
const longestPollMs = 1000;

function taskWords({ id, done, changed }: InventoryTaskView): string {
  return `Task ${id}: ${Math.floor(done * 100)} % seen to, ${changed.toLocaleString("en")} assets changed`;
}

/** Answers the task as it ended. Throws with `run_failed` and the task's own code where it failed. */
export async function awaitTask({ client, signal }: Context, id: number): Promise<InventoryTaskView> {
  using line = progressLine();
  const read = patientReader(() => client.get(inventoryTaskView, `/inventory-tasks/${id}`));
  for (let waitMs = firstPollMs; ; waitMs = Math.min(longestPollMs, waitMs * 2)) {
    const task = await read();
    if (task?.state === "failed") {
      const { code, message } = task.error ?? { code: "cli.task_failed", message: "No reason is known." };
      throw new CommandError("run_failed", code, `Task ${id} failed: ${message}`);
    }
    if (task?.state === "done") return task;
    if (task !== null) line.show(taskWords(task));
    await sleep(waitMs, undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
  }
}

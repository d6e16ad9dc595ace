// What the sync thread works with on either database.

import type { ConnectionId, InventoryTaskId } from "../core/id.ts";
import type { LiveEvent } from "../core/live-event.ts";
import { everyDevice, type Scope } from "../core/scope.ts";
import type { Storage } from "../core/storage.ts";
import { createEntraConnector } from "../entra/connector.ts";
import type { CareEvents } from "../sync/caretaker.ts";
import type { RunOptions } from "../sync/runs-under-way.ts";
import { withinClouds } from "./allowed-hosts.ts";
import { createProgressTeller } from "./progress-teller.ts";
import type { Warn } from "./scheduler-events.ts";
import type { SyncThreadSetup } from "./sync-thread-messages.ts";
import { systemClock } from "./system-clock.ts";

/** Whoever started the thread. */
export interface SyncParent {
  readonly publish: (event: LiveEvent) => void;
  /** What the operator should know of, and nothing is wrong with. */
  readonly warn: Warn;
  readonly onTrouble: (error: unknown) => void;
}

export interface SyncWork {
  /** There may be something to do, or a run to end. */
  wake(): void;
  /** Runs stop at their next page; resolves when everything is closed. */
  stop(): Promise<void>;
}

/** A step takes milliseconds; nobody reads that fast. */
const taskEveryMs = 250;

/** Each task's end is told in any case. */
function tellTasks(publish: SyncParent["publish"]): (taskId: InventoryTaskId, isEnded: boolean) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (taskId, isEnded) => {
    const now = performance.now();
    if (!isEnded && now - toldAt < taskEveryMs) return;
    toldAt = now;
    publish({ kind: "inventory_task_changed", taskId });
  };
}

/** The query language comes with the first connection that has tags. */
async function scopeOf(storage: Storage, id: ConnectionId): Promise<Scope> {
  const { tags } = await storage.readConnection(id);
  if (tags.length === 0) return everyDevice;
  const { readScope } = await import("./tag-scope.ts");
  return readScope(storage, id, systemClock.now());
}

/** What a worker is made from, on whatever store. */
export function workOptions(
  storage: Storage,
  { transport, clouds }: SyncThreadSetup,
  { publish, onTrouble }: Pick<SyncParent, "publish" | "onTrouble">,
): RunOptions & CareEvents {
  const progress = createProgressTeller(publish);
  return {
    storage,
    connector: withinClouds(createEntraConnector(transport), clouds),
    clock: systemClock,
    scopeOf: (id) => scopeOf(storage, id),
    onProgress: (run, told) => progress.tell(run, told),
    onRunChanged: (run) => {
      if (run.state.name === "queued" || run.state.name === "running") progress.begin(run);
      else progress.end(run);
      publish({ kind: "run_changed", runId: run.id, connectionId: run.connectionId });
      publish({ kind: "connection_changed", connectionId: run.connectionId });
    },
    onRemoved: (connectionId) => publish({ kind: "connection_removed", connectionId }),
    onTaskChanged: tellTasks(publish),
    onTrouble,
  };
}

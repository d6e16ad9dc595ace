// The sync thread: runs what is queued, on a connection to the store of its own; the only one that writes much.

import { parentPort, workerData } from "node:worker_threads";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId, InventoryTaskId } from "../core/id.ts";
import type { LiveEvent } from "../core/live-event.ts";
import { everyDevice, type Scope } from "../core/scope.ts";
import type { Storage } from "../core/storage.ts";
import { createEntraConnector } from "../entra/connector.ts";
import { openSqlite } from "../storage/sqlite/open.ts";
import { Worker } from "../sync/worker.ts";
import { withinClouds } from "./allowed-hosts.ts";
import { createProgressTeller } from "./progress-teller.ts";
import {
  describeTrouble,
  type SyncThreadOrder,
  type SyncThreadReport,
  type SyncThreadSetup,
} from "./sync-thread-messages.ts";
import { systemClock } from "./system-clock.ts";

/** What another process asked for is found without a word from it, and what was set aside is tried again. */
const lookEveryMs = 30_000;

const port = parentPort;
if (port === null) throw new RollcallError("thread.no_parent", "The sync thread is started by the server.");

const say = (report: SyncThreadReport): void => port.postMessage(report);
const publish = (event: LiveEvent): void => say({ kind: "event", event });
const onTrouble = (error: unknown): void => say({ kind: "trouble", ...describeTrouble(error) });

/** A step takes milliseconds; nobody reads that fast. */
const taskEveryMs = 250;

/** Each task's end is told in any case. */
function tellTasks(): (taskId: InventoryTaskId, isEnded: boolean) => void {
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

function startWorker(storage: Storage, { transport, clouds, concurrency }: SyncThreadSetup): Worker {
  const progress = createProgressTeller(publish);
  return new Worker({
    storage,
    connector: withinClouds(createEntraConnector(transport), clouds),
    clock: systemClock,
    concurrency,
    scopeOf: (id) => scopeOf(storage, id),
    onProgress: (run, told) => progress.tell(run, told),
    onRunChanged: (run) => {
      if (run.state.name === "queued" || run.state.name === "running") progress.begin(run);
      else progress.end(run);
      publish({ kind: "run_changed", runId: run.id, connectionId: run.connectionId });
      publish({ kind: "connection_changed", connectionId: run.connectionId });
    },
    onRemoved: (connectionId) => publish({ kind: "connection_removed", connectionId }),
    onTaskChanged: tellTasks(),
    onTrouble,
  });
}

const setup: SyncThreadSetup = workerData;
const storage = await openSqlite(setup.databaseFile, setup.masterKeys);
const worker = startWorker(storage, setup);
const look = setInterval(() => void worker.wake(), lookEveryMs);

async function stop(): Promise<void> {
  clearInterval(look);
  await worker.stop();
  await storage.close();
  port?.close();
}

port.on("message", (order: SyncThreadOrder) => {
  switch (order.kind) {
    case "wake":
      void worker.wake();
      return;
    case "stop":
      void stop().catch((error: unknown) => {
        onTrouble(error);
        process.exit(1);
      });
      return;
  }
});
say({ kind: "ready" });
void worker.wake();

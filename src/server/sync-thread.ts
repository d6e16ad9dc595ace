// The sync thread: takes up runs, on a connection to the store of its own; the only thread of the process that writes much.

import { parentPort, workerData } from "node:worker_threads";
import { RollcallError } from "../core/error.ts";
import type { LiveEvent } from "../core/live-event.ts";
import {
  describeTrouble,
  type SyncThreadOrder,
  type SyncThreadReport,
  type SyncThreadSetup,
} from "./sync-thread-messages.ts";
import type { SyncWork } from "./sync-work.ts";

const port = parentPort;
if (port === null) throw new RollcallError("thread.no_parent", "The sync thread is started by the server.");

const say = (report: SyncThreadReport): void => port.postMessage(report);
const parent = {
  publish: (event: LiveEvent): void => say({ kind: "event", event }),
  warn: (about: Readonly<Record<string, number>>, message: string): void =>
    say({ kind: "warning", about, message }),
  onTrouble: (error: unknown): void => say({ kind: "trouble", ...describeTrouble(error) }),
};

/** Of the two databases' clients each is loaded where it is needed alone. */
async function open(setup: SyncThreadSetup): Promise<SyncWork> {
  const { store } = setup;
  switch (store.kind) {
    case "embedded":
      return (await import("./embedded-sync.ts")).openEmbeddedSync(store.databaseFile, setup, parent);
    case "shared":
      return (await import("./shared-sync.ts")).openSharedSync(store.database, setup, parent);
  }
}

const work = await open(workerData);

port.on("message", (order: SyncThreadOrder) => {
  switch (order.kind) {
    case "wake":
      work.wake();
      return;
    case "stop":
      void work
        .stop()
        .then(() => port.close())
        .catch((error: unknown) => {
          parent.onTrouble(error);
          process.exit(1);
        });
      return;
  }
});
say({ kind: "ready" });
work.wake();

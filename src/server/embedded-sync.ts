// The sync thread's work on the embedded store: the one worker that it has.

import { openSqlite } from "../storage/sqlite/open.ts";
import { Worker } from "../sync/worker.ts";
import type { SyncThreadSetup } from "./sync-thread-messages.ts";
import { type SyncParent, type SyncWork, workOptions } from "./sync-work.ts";

/** What another process asked for is found without a word from it, and what was set aside is tried again. */
const lookEveryMs = 30_000;

export async function openEmbeddedSync(
  databaseFile: string,
  setup: SyncThreadSetup,
  parent: SyncParent,
): Promise<SyncWork> {
  const storage = await openSqlite(databaseFile, setup.masterKeys);
  const { concurrency } = setup;
  const worker = new Worker({ ...workOptions(storage, setup, parent), concurrency });
  const look = setInterval(() => void worker.wake(), lookEveryMs);
  return {
    wake: () => void worker.wake(),
    stop: async () => {
      clearInterval(look);
      await worker.stop();
      await storage.close();
    },
  };
}

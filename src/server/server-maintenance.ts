// Backup, restore and key rotation of a serving server.

import { basename } from "node:path";
import { RollcallError } from "../core/error.ts";
import type { Maintenance } from "../http/maintenance.ts";
import type { ReplaceableKeys } from "../storage/replaceable-keys.ts";
import type { ThreadedSqlite } from "../storage/sqlite/threaded/open.ts";
import type { Config } from "./config.ts";
import type { DataFolder } from "./data-folder.ts";
import { rotateKeys } from "./rotate-keys.ts";
import type { Runs } from "./runs.ts";

interface MaintenanceOptions {
  readonly config: Pick<Config, "masterKeys">;
  readonly folder: DataFolder;
  readonly store: ThreadedSqlite;
  readonly keys: ReplaceableKeys;
  readonly runs: Runs;
}

/** The sync thread is stopped meanwhile; its runs go on from their checkpoints, whatever comes of the work. */
async function withoutRuns<Result>(runs: Runs, work: () => Promise<Result>): Promise<Result> {
  await runs.stop();
  try {
    return await work();
  } finally {
    await runs.start();
  }
}

/** One act at a time: two that stop and start the runs would meet in the middle. */
function inTurn(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

export function createMaintenance({ config, folder, store, keys, runs }: MaintenanceOptions): Maintenance {
  const turn = inTurn();
  return {
    backUp: () =>
      turn(async () => {
        const file = folder.passingFile("backup.sqlite");
        await store.backup(file);
        return file;
      }),
    stagingFile: () => folder.passingFile("restore.sqlite"),
    restore: (file) =>
      turn(async () => {
        await withoutRuns(runs, () => store.replaceBy(file));
        return `${basename(folder.databaseFile)}.before-restore`;
      }),
    rotateKeys: () =>
      turn(async () => {
        const { masterKeys } = config;
        if (!("file" in masterKeys))
          throw new RollcallError(
            "master_key.in_environment",
            "The master keys come from the environment (ROLLCALL_MASTER_KEY): whoever sets it makes a new one.",
          );
        const useKeys = keys.replace;
        return withoutRuns(runs, () =>
          rotateKeys({ file: masterKeys.file, storage: store.storage, useKeys }),
        );
      }),
  };
}

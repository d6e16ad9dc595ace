// Backup, restore and key rotation of a serving server.

import { basename } from "node:path";
import type { Logger } from "pino";
import { RollcallError } from "../core/error.ts";
import type { EventStreams } from "../http/events.ts";
import type { Maintenance } from "../http/maintenance.ts";
import type { ReplaceableKeys } from "../storage/replaceable-keys.ts";
import type { ThreadedSqlite } from "../storage/sqlite/threaded/open.ts";
import type { Config } from "./config.ts";
import type { HeldDataFolder } from "./data-folder.ts";
import { rotateKeys } from "./rotate-keys.ts";
import type { Runs } from "./runs.ts";

interface MaintenanceOptions {
  readonly config: Pick<Config, "masterKeys">;
  readonly folder: HeldDataFolder;
  readonly store: ThreadedSqlite;
  readonly keys: ReplaceableKeys;
  readonly runs: Runs;
  readonly streams: Pick<EventStreams, "closeAll">;
  readonly logger: Logger;
}

/** Maintenance that ends with its server. */
export interface ServerMaintenance extends Maintenance {
  /** Resolves when nothing is under way any more; what is asked later throws `storage.closed`. */
  end(): Promise<void>;
}

/** The sync thread is stopped meanwhile; its runs go on from their checkpoints, whatever comes of the work. */
async function withoutRuns<Result>(
  { runs, logger }: MaintenanceOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  await runs.stop();
  try {
    return await work();
  } finally {
    // What was done is done: a thread that does not start is no failure of it, and is tried again.
    await runs
      .start()
      .catch((error: unknown) =>
        logger.error({ err: error }, "Runs are not taken up after maintenance yet."),
      );
  }
}

/** One act at a time: two that stop and start the runs would meet in the middle. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve();
  let isEnding = false;
  return {
    turn: <Result>(work: () => Promise<Result>): Promise<Result> => {
      const next = last.then(() => {
        if (isEnding) throw new RollcallError("storage.closed", "The server stops.");
        return work();
      });
      last = next.catch(() => undefined);
      return next;
    },
    end: async (): Promise<void> => {
      isEnding = true;
      await last;
    },
  };
}

export function createMaintenance(options: MaintenanceOptions): ServerMaintenance {
  const { config, folder, store, keys, streams } = options;
  const { turn, end } = inTurn();
  return {
    end,
    backUp: () =>
      turn(async () => {
        const file = folder.passingFile("backup.sqlite");
        await store.backup(file);
        return file;
      }),
    stagingFile: () => folder.passingFile("restore.sqlite"),
    restore: (file) =>
      turn(async () => {
        await withoutRuns(options, () => store.replaceBy(file));
        // Who watches has seen another past: a new stream begins with the present.
        streams.closeAll();
        return `${basename(folder.databaseFile)}.before-restore`;
      }),
    rotateKeys: () =>
      turn(async () => {
        const { masterKeys } = config;
        // Who sets the environment has made the new key; the runs have all of its keys as well, so they go on.
        if (!("file" in masterKeys)) return store.storage.transaction((writer) => writer.reencryptSecrets());
        const useKeys = keys.replace;
        return withoutRuns(options, () =>
          rotateKeys({ file: masterKeys.file, storage: store.storage, useKeys }),
        );
      }),
  };
}

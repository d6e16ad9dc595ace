// The embedded database, in the data folder of the one process that there is.

import type { Logger } from "pino";
import { RollcallError } from "../core/error.ts";
import type { EventStreams } from "../http/events.ts";
import type { ReplaceableKeys } from "../storage/replaceable-keys.ts";
import { openThreadedSqlite, type ThreadedSqlite } from "../storage/sqlite/threaded/open.ts";
import type { Backend } from "./backend.ts";
import type { Config } from "./config.ts";
import type { HeldDataFolder } from "./data-folder.ts";
import { createRuns } from "./runs.ts";
import { createMaintenance } from "./server-maintenance.ts";
import { readTransport } from "./transport.ts";

async function openStore(file: string, keys: ReplaceableKeys, queryThreads: number): Promise<ThreadedSqlite> {
  try {
    return await openThreadedSqlite(file, keys, { queryThreads });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (!code.startsWith("SQLITE_")) throw cause;
    throw new RollcallError("storage.not_opened", `The database ${file} cannot be opened (${code}).`, {
      cause,
    });
  }
}

export interface EmbeddedOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly keys: ReplaceableKeys;
  readonly folder: HeldDataFolder;
  readonly streams: Pick<EventStreams, "closeAll">;
}

/** Throws `storage.newer_release` and `storage.not_opened`. */
export async function openEmbeddedBackend(options: EmbeddedOptions): Promise<Backend> {
  const { config, logger, keys, folder } = options;
  const { queryThreads, clouds, syncConcurrency: concurrency } = config;
  const { databaseFile, sessionSecret } = folder;
  const store = await openStore(databaseFile, keys, queryThreads);
  const transport = readTransport(config);
  const setup = () => {
    const masterKeys = { currentId: keys.currentId, keys: keys.keys };
    return { store: { kind: "embedded", databaseFile } as const, masterKeys, transport, clouds, concurrency };
  };
  const runs = createRuns({ storage: store.storage, logger, setup });
  return {
    storage: store.storage,
    db: store.db,
    dialect: "sqlite",
    sessionSecret,
    runs,
    maintenance: createMaintenance({ ...options, store, runs }),
    isReady: async () => (runs.isRunning() ? [] : ["Runs are not taken up at present."]),
    close: () => store.close(),
  };
}

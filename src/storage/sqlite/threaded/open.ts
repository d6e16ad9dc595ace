// Opens the embedded store behind threads, for the thread that serves people: it never waits for SQLite.

import { Kysely } from "kysely";
import type { Storage } from "../../../core/storage.ts";
import { createStorage } from "../../kysely-storage.ts";
import type { Database } from "../../schema.ts";
import type { MasterKeys } from "../../secret-box.ts";
import { createPlainBulkWrite } from "./bulk-write.ts";
import { ThreadedSqliteDialect } from "./dialect.ts";
import { StoreThreads, type ThreadCounts } from "./store-threads.ts";

export interface ThreadedSqlite {
  readonly storage: Storage;
  /** The same database for tables that are not the store's own. Reads outside a transaction never wait for a writer. */
  readonly db: Kysely<Database>;
  close(): Promise<void>;
}

const usual: ThreadCounts = { queryThreads: 2, busyTimeoutMs: 60_000, drainMs: 10_000 };

export async function openThreadedSqlite(
  file: string,
  keys: MasterKeys,
  counts: Partial<ThreadCounts> = {},
): Promise<ThreadedSqlite> {
  if (file === ":memory:") throw new TypeError("Threads share a file, so the database cannot be in memory.");
  const threads = await StoreThreads.start(file, { ...usual, ...counts });
  const db = new Kysely<Database>({ dialect: new ThreadedSqliteDialect(threads) });
  const close = async (): Promise<void> => {
    await threads.close();
    await db.destroy();
  };
  return { storage: { ...createStorage(db, keys, createPlainBulkWrite), close }, db, close };
}

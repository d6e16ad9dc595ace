// Opens the embedded store behind threads, for the thread that serves people: it never waits for SQLite.

import { Kysely } from "kysely";
import type { Storage } from "../../../core/storage.ts";
import { createStorage } from "../../kysely-storage.ts";
import type { Database } from "../../schema.ts";
import type { MasterKeys } from "../../secret-box.ts";
import { backUp } from "./backup.ts";
import { createPlainBulkWrite } from "./bulk-write.ts";
import { ThreadedSqliteDialect } from "./dialect.ts";
import { removeDatabase } from "./files.ts";
import { restore, stagedFile } from "./restore.ts";
import { StoreThreads, type ThreadCounts } from "./store-threads.ts";

export interface ThreadedSqlite {
  readonly storage: Storage;
  /** The same database for tables that are not the store's own. Reads outside a transaction never wait for a writer. */
  readonly db: Kysely<Database>;
  /**
   * Writes the database of one moment to `toFile`, which its owner alone may read, while everybody reads and writes on; answers
   * its size. A file of that name is replaced. Throws `backup.target_in_use`, and `backup.not_written` with the cause.
   */
  backup(toFile: string): Promise<{ readonly bytes: number }>;
  /**
   * Serves the backup in `fromFile` from now on; queries wait meanwhile, and the old database stays beside as
   * `NAME.before-restore`. **The caller first ends whoever else has the file open, the sync thread above all**, and starts it
   * again afterwards: while somebody has, `backup.database_in_use` is thrown. Throws `backup.not_a_backup`, `backup.damaged`,
   * `backup.newer_release`, `backup.key_unknown`, `storage.busy` when a transaction stays under way, and `backup.not_restored`
   * with the cause. Whatever is thrown, the database stays as it was.
   */
  replaceBy(fromFile: string): Promise<void>;
  /** Waits for what is under way, ten seconds at most; what is asked later throws `storage.closed`. */
  close(): Promise<void>;
}

const usual: ThreadCounts = { queryThreads: 3, busyTimeoutMs: 60_000, drainMs: 10_000 };

/** Work on the whole file, one piece after the other. */
function createQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // Who asked is told of a failure; who comes next need not know.
    last = next.catch(() => undefined);
    return next;
  };
}

/**
 * `file` is a path. The database is made where there is none and brought to this release's schema before this resolves. Each
 * thread is replaced when it dies; what it was asked throws `storage.thread_ended`.
 */
export async function openThreadedSqlite(
  file: string,
  keys: MasterKeys,
  counts: Partial<ThreadCounts> = {},
): Promise<ThreadedSqlite> {
  if (file === ":memory:") throw new TypeError("Threads share a file, so the database cannot be in memory.");
  await removeDatabase(stagedFile(file));
  const threads = await StoreThreads.start(file, { ...usual, ...counts });
  const db = new Kysely<Database>({ dialect: new ThreadedSqliteDialect(threads) });
  const searches = new Kysely<Database>({ dialect: new ThreadedSqliteDialect(threads.forSearches()) });
  const inTurn = createQueue();
  const close = () =>
    inTurn(async () => {
      await threads.close();
      await db.destroy();
    });
  return {
    storage: { ...createStorage(db, keys, createPlainBulkWrite, searches), close },
    db,
    backup: (toFile) => inTurn(() => backUp(file, toFile)),
    replaceBy: (fromFile) => inTurn(() => restore({ file, keys, threads }, fromFile)),
    close,
  };
}

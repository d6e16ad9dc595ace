// Opens one connection to an SQLite file with the settings that all of ours have.

import BetterSqlite3, { type Database } from "better-sqlite3";

export interface ConnectionOptions {
  /** Refuses every write, and a file that is missing. */
  readonly queryOnly?: boolean;
  /** How long a statement waits for a lock that another connection holds: a minute, unless told otherwise. */
  readonly busyTimeoutMs?: number;
}

/** `file` is a path, or `:memory:`. It is made where it is missing, unless only queries are asked for. */
export function openConnection(
  file: string,
  { queryOnly = false, busyTimeoutMs = 60_000 }: ConnectionOptions = {},
): Database {
  const database = new BetterSqlite3(file, { timeout: busyTimeoutMs, fileMustExist: queryOnly });
  try {
    // A page of new devices goes into each of five indexes at random, and writes a page of each anew for nearly every device.
    database.pragma("page_size = 4096");
    database.pragma("journal_mode = WAL");
    // A page that was said to be written survives a power cut.
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    // 6 MiB of pages are kept: more is no quicker. 64 MiB may be written between two checkpoints, so that a page of an index that is
    // written by one transaction after the other goes to the file once.
    database.pragma("cache_size = -6144");
    database.pragma("wal_autocheckpoint = 16384");
    if (queryOnly) database.pragma("query_only = ON");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens a file that is somebody else's, without a setting of ours and without changing it. */
export function openForeign(file: string): Database {
  return new BetterSqlite3(file, { readonly: true, fileMustExist: true });
}

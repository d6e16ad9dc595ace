// Opens the large store.

import { Kysely, PostgresDialect } from "kysely";
import type { Storage } from "../../core/storage.ts";
import { createStorage } from "../kysely-storage.ts";
import { migrate } from "../migrate.ts";
import type { Database } from "../schema.ts";
import type { MasterKeys } from "../secret-box.ts";
import { createPostgresBulkWrite } from "./bulk-write.ts";
import { createPool } from "./pool.ts";

export interface PostgresSettings {
  /** How many connections at most; half as many besides for searches, where there are any. */
  readonly connections: number;
  /** What `pg_stat_activity` calls them. */
  readonly name: string;
  readonly idleInTransactionMs: number;
  /** How long a search may take before it throws `query.too_slow`; null where this process makes none. */
  readonly searchMs: number | null;
}

export interface PostgresStore {
  readonly storage: Storage;
  /** The same database for tables that are not the store's own. */
  readonly db: Kysely<Database>;
}

const usual: PostgresSettings = {
  connections: 10,
  name: "rollcall",
  idleInTransactionMs: 60_000,
  searchMs: null,
};

/**
 * `url` is `postgres://…`; the database exists, its schema is brought to this release's by whoever comes first. Throws
 * `storage.unavailable` where it cannot be reached, `storage.newer_release`, and PostgreSQL's own errors, e.g. for a wrong password.
 */
export async function openPostgres(
  url: string,
  keys: MasterKeys,
  settings: Partial<PostgresSettings> = {},
): Promise<PostgresStore> {
  const { connections, name, idleInTransactionMs, searchMs } = { ...usual, ...settings };
  const pool = { url, connections, name, idleInTransactionMs, statementMs: null };
  const open = (of: typeof pool | (Omit<typeof pool, "statementMs"> & { statementMs: number })) =>
    new Kysely<Database>({ dialect: new PostgresDialect({ pool: createPool(of) }) });
  const db = open(pool);
  try {
    await migrate(db, "postgres");
  } catch (error) {
    await db.destroy();
    throw error;
  }
  if (searchMs === null) return { db, storage: createStorage(db, keys, createPostgresBulkWrite) };
  // What may take long has connections of its own, so that it leaves some to all others.
  const searches = open({ ...pool, connections: Math.ceil(connections / 2), statementMs: searchMs });
  const storage = createStorage(db, keys, createPostgresBulkWrite, searches);
  const close = async (): Promise<void> => {
    await searches.destroy();
    await storage.close();
  };
  return { db, storage: { ...storage, close } };
}

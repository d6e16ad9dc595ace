// Opens the embedded store.

import { Kysely } from "kysely";
import type { Storage } from "../../core/storage.ts";
import { createStorage } from "../kysely-storage.ts";
import { migrate } from "../migrate.ts";
import type { Database } from "../schema.ts";
import type { MasterKeys } from "../secret-box.ts";
import { prepareSqliteBulkWrite } from "./bulk-write.ts";
import { openConnection } from "./connection.ts";
import { TransactionalSqliteDialect } from "./dialect.ts";
import { createStatementCache } from "./statement-cache.ts";

/**
 * `file` is a path, or `:memory:`. The database is made where there is none and brought to this release's schema. Every call
 * blocks its thread: a thread that also serves people opens `openThreadedSqlite` instead.
 */
export async function openSqlite(file: string, keys: MasterKeys): Promise<Storage> {
  const database = openConnection(file);
  const kept = { prepare: createStatementCache(database), close: () => database.close() };
  const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database: kept }) });
  await migrate(db, "sqlite");
  const bulk = prepareSqliteBulkWrite(database);
  return createStorage(db, keys, () => bulk);
}

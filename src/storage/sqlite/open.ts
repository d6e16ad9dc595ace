// Opens the embedded store.

import BetterSqlite3 from "better-sqlite3";
import { Kysely } from "kysely";
import type { Storage } from "../../core/storage.ts";
import { createStorage } from "../kysely-storage.ts";
import { migrate } from "../migrate.ts";
import type { Database } from "../schema.ts";
import type { MasterKeys } from "../secret-box.ts";
import { prepareSqliteBulkWrite } from "./bulk-write.ts";
import { TransactionalSqliteDialect } from "./dialect.ts";

/** `file` is a path, or `:memory:`. The database is made where there is none and brought to this release's schema. */
export async function openSqlite(file: string, keys: MasterKeys): Promise<Storage> {
  const database = new BetterSqlite3(file);
  // A device record is about 1.3 kB: eight kB hold six of them, and a random insert into the index still rewrites little.
  database.pragma("page_size = 8192");
  database.pragma("journal_mode = WAL");
  // A page that was said to be written survives a power cut.
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  // 8 MiB of pages are kept, and 32 MiB may be written between two checkpoints: more of either is no quicker.
  database.pragma("cache_size = -8192");
  database.pragma("wal_autocheckpoint = 4096");
  const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
  await migrate(db, "sqlite");
  const bulk = prepareSqliteBulkWrite(database);
  return createStorage(db, keys, () => bulk);
}

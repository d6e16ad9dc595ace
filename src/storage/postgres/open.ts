// Opens the large store.

import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Storage } from "../../core/storage.ts";
import { createStorage } from "../kysely-storage.ts";
import { migrate } from "../migrate.ts";
import type { Database } from "../schema.ts";
import type { MasterKeys } from "../secret-box.ts";
import { createPostgresBulkWrite } from "./bulk-write.ts";

/** Ids, counts and times are far below 2^53, so a bigint is read as a number. */
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** `url` is `postgres://…`; the database exists, its schema is brought to this release's. */
export async function openPostgres(url: string, keys: MasterKeys): Promise<Storage> {
  const pool = new pg.Pool({ connectionString: url, types });
  // A connection that breaks while nobody uses it is dropped by the pool; whoever needs the database next is told.
  pool.on("error", () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  await migrate(db, "postgres");
  return createStorage(db, keys, createPostgresBulkWrite);
}

// Databases with the tables of access, as the server opens them: SQLite on file, or PostgreSQL where the tests are of it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { Kysely } from "kysely";
import { inject } from "vitest";
import type { Dialect } from "../../src/access/auth-time.ts";
import type { AccessDatabase } from "../../src/access/schema.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import type { Database } from "../../src/storage/schema.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { testKeys } from "./engine.ts";
import { createDatabaseOn } from "./postgres.ts";

export interface AccessTables {
  readonly db: Kysely<AccessDatabase>;
  readonly dialect: Dialect;
}

export interface AccessDatabases {
  open(): Promise<AccessTables>;
  stop(): Promise<void>;
}

/** Of the databases that the tests are of. */
export function dialectUnderTest(): Dialect {
  return inject("postgresUrl") === null ? "sqlite" : "postgres";
}

export function startAccessDatabases(): AccessDatabases {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-access-"));
  const opened: Kysely<Database>[] = [];
  const make = async (): Promise<Kysely<Database>> => {
    const url = inject("postgresUrl");
    if (url !== null) return (await openPostgres(await createDatabaseOn(url), testKeys)).db;
    const database = new BetterSqlite3(join(folder, `${opened.length}.sqlite`));
    database.pragma("journal_mode = WAL");
    database.pragma("foreign_keys = ON");
    const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
    await migrate(db, "sqlite");
    return db;
  };
  return {
    open: async () => {
      const db = await make();
      opened.push(db);
      return { db: db as unknown as Kysely<AccessDatabase>, dialect: dialectUnderTest() };
    },
    stop: async () => {
      for (const db of opened) await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// Databases with the tables of access, SQLite on file and PostgreSQL 18, as the server opens them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Dialect } from "../../src/access/auth-time.ts";
import type { AccessDatabase } from "../../src/access/schema.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Database } from "../../src/storage/schema.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";

export interface AccessTables {
  readonly db: Kysely<AccessDatabase>;
  readonly dialect: Dialect;
}

export interface AccessDatabases {
  open(dialect: Dialect): Promise<AccessTables>;
  stop(): Promise<void>;
}

const int8AsNumber = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export async function startAccessDatabases(): Promise<AccessDatabases> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-access-"));
  const postgres: TestPostgres = await startPostgres();
  const opened: Kysely<Database>[] = [];
  let files = 0;
  const make = async (dialect: Dialect): Promise<Kysely<Database>> => {
    if (dialect === "postgres") {
      const pool = new pg.Pool({ connectionString: await postgres.createDatabase(), types: int8AsNumber });
      pool.on("error", () => undefined);
      return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
    }
    files += 1;
    const database = new BetterSqlite3(join(folder, `${files}.sqlite`));
    database.pragma("journal_mode = WAL");
    database.pragma("foreign_keys = ON");
    return new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
  };
  return {
    open: async (dialect) => {
      const db = await make(dialect);
      opened.push(db);
      await migrate(db, dialect);
      return { db: db as unknown as Kysely<AccessDatabase>, dialect };
    },
    stop: async () => {
      for (const db of opened) await db.destroy();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

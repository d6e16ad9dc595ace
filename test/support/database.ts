// The database that belongs to a data folder, in a file of it or on PostgreSQL, as no client of the server sees it.

import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { inject } from "vitest";
import { openPostgres, type PostgresStore } from "../../src/storage/postgres/open.ts";
import { createPool } from "../../src/storage/postgres/pool.ts";
import { openThreadedSqlite } from "../../src/storage/sqlite/threaded/open.ts";
import { testKeys } from "./engine.ts";
import { createDatabaseOn } from "./postgres.ts";

export interface DatabasePlace {
  readonly dataDir: string;
}

const urls = new Map<string, Promise<string>>();

/** The same one for all servers of a data folder; null where the database is a file in it. */
export async function databaseUrlOf(dataDir: string): Promise<string | null> {
  const server = inject("postgresUrl");
  if (server === null) return null;
  const url = urls.get(dataDir) ?? createDatabaseOn(server);
  urls.set(dataDir, url);
  return url;
}

type Value = string | number | null;

function askSqlite(dataDir: string, sql: string, values: readonly Value[]): unknown[] {
  const database = new BetterSqlite3(join(dataDir, "rollcall.sqlite"), { timeout: 10_000 });
  try {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all(...values);
    statement.run(...values);
    return [];
  } finally {
    database.close();
  }
}

async function askPostgres(url: string, sql: string, values: readonly Value[]): Promise<unknown[]> {
  let number = 0;
  const numbered = sql.replaceAll("?", () => {
    number += 1;
    return `$${number}`;
  });
  const pool = createPool({
    ...{ url, name: "rollcall test", connections: 1, idleInTransactionMs: 60_000, statementMs: null },
  });
  try {
    const client = await pool.connect();
    const { rows } = await client.query<object>(numbered, values);
    client.release();
    return rows;
  } finally {
    await pool.end();
  }
}

/** Looks at, or edits, the database beside the server with one statement that both databases know; `?` is a value's place. */
export async function askDatabase<Row>(
  { dataDir }: DatabasePlace,
  sql: string,
  values: readonly Value[] = [],
): Promise<Row[]> {
  const url = await databaseUrlOf(dataDir);
  return (url === null ? askSqlite(dataDir, sql, values) : await askPostgres(url, sql, values)) as Row[];
}

/** The server's own database, opened once more beside it. */
export async function openBeside({ dataDir }: DatabasePlace): Promise<PostgresStore & AsyncDisposable> {
  const url = await databaseUrlOf(dataDir);
  const { db, storage } =
    url === null
      ? await openThreadedSqlite(join(dataDir, "rollcall.sqlite"), testKeys)
      : await openPostgres(url, testKeys);
  return { db, storage, [Symbol.asyncDispose]: () => storage.close() };
}

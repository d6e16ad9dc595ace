// A thread that copies, inspects or migrates one database file, says what came of it, and ends.

import { parentPort, workerData } from "node:worker_threads";
import type { Database } from "better-sqlite3";
import { Kysely } from "kysely";
import { migrate } from "../../migrate.ts";
import type { Database as Schema } from "../../schema.ts";
import { openConnection, openForeign } from "../connection.ts";
import { TransactionalSqliteDialect } from "../dialect.ts";
import type { FileAnswer, FileOrder, Findings } from "./file-work.ts";
import { toSentError } from "./messages.ts";

/** More than any database has. */
const allPages = 0x7fff_ffff;

async function copy(from: string, to: string): Promise<FileAnswer> {
  const database = openConnection(from, { queryOnly: true });
  try {
    // In one step: a copy in several begins anew whenever another connection has written (sqlite.org/backup.html).
    await database.backup(to, { progress: () => allPages });
  } finally {
    database.close();
  }
  return { kind: "copied" };
}

function firstColumn(database: Database, sql: string): readonly string[] {
  return database.prepare<[], string>(sql).pluck().all();
}

function inspect(database: Database): Findings {
  const tables = firstColumn(database, "select name from sqlite_schema where type = 'table'");
  const migrations = tables.includes("kysely_migration")
    ? firstColumn(database, "select name from kysely_migration order by name")
    : [];
  const [verdict = "nothing was checked"] = firstColumn(database, "pragma integrity_check(1)");
  return { tables, migrations, damage: verdict === "ok" ? null : verdict };
}

async function bringUp(file: string): Promise<FileAnswer> {
  const dialect = new TransactionalSqliteDialect({ database: openConnection(file) });
  const db = new Kysely<Schema>({ dialect });
  try {
    await migrate(db, "sqlite");
  } finally {
    await db.destroy();
  }
  return { kind: "migrated" };
}

async function work(order: FileOrder): Promise<FileAnswer> {
  if (order.kind === "migrate") return bringUp(order.file);
  if (order.kind === "copy") return copy(order.from, order.to);
  const database = openForeign(order.file);
  try {
    return { kind: "found", findings: inspect(database) };
  } finally {
    database.close();
  }
}

if (parentPort === null) throw new TypeError("This file is a thread of the store.");
const answer = await work(workerData as FileOrder).catch(
  (error: unknown): FileAnswer => ({ kind: "failed", error: toSentError(error) }),
);
parentPort.postMessage(answer);

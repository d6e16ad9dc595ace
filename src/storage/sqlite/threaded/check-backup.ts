// Judges a file that is to become the database, before anything is changed.

import { Kysely } from "kysely";
import { RollcallError } from "../../../core/error.ts";
import { knownMigrations } from "../../migrate.ts";
import type { Database } from "../../schema.ts";
import type { MasterKeys } from "../../secret-box.ts";
import { openEverySecret } from "../../secret-rotation.ts";
import { ThreadedSqliteDialect } from "./dialect.ts";
import { type Findings, inspectDatabase } from "./file-work.ts";
import { hasCode } from "./messages.ts";
import { StoreThreads, type ThreadCounts } from "./store-threads.ts";

/** A database of ours has had all of these since the first release. */
const ourTables = ["kysely_migration", "connection", "sync_run", "device", "asset", "asset_change"];

const counts: ThreadCounts = { queryThreads: 1, busyTimeoutMs: 5000, drainMs: 10_000 };

function damaged(options?: ErrorOptions): RollcallError {
  return new RollcallError("backup.damaged", "The backup is damaged.", options);
}

async function inspect(file: string): Promise<Findings> {
  try {
    return await inspectDatabase(file);
  } catch (cause) {
    if (hasCode(cause, "SQLITE_NOTADB"))
      throw new RollcallError("backup.not_a_backup", "The file is not an SQLite database.", { cause });
    if (cause instanceof Error && "code" in cause && String(cause.code).startsWith("SQLITE_CORRUPT"))
      throw damaged({ cause });
    throw cause;
  }
}

/**
 * Throws `backup.not_a_backup`, `backup.damaged`, `backup.newer_release` where a migration ran on it that this release does not
 * have, and `backup.key_unknown` where a secret in it does not open. A backup of an older release is brought up to date.
 */
export async function checkBackup(file: string, keys: MasterKeys): Promise<void> {
  const { tables, migrations, damage } = await inspect(file);
  const missing = ourTables.find((table) => !tables.includes(table));
  if (missing !== undefined)
    throw new RollcallError(
      "backup.not_a_backup",
      `The file is not of Rollcall: it has no table ${missing}.`,
    );
  if (damage !== null) throw damaged({ cause: new Error(damage) });
  const unknown = migrations.find((name) => !knownMigrations().includes(name));
  if (unknown !== undefined)
    throw new RollcallError(
      "backup.newer_release",
      `The backup is of a newer release, which has the migration ${unknown}.`,
    );
  const threads = await StoreThreads.start(file, counts);
  try {
    await openEverySecret(new Kysely<Database>({ dialect: new ThreadedSqliteDialect(threads) }), keys);
  } catch (cause) {
    if (!hasCode(cause, "secret.key_unknown") && !hasCode(cause, "secret.unreadable")) throw cause;
    throw new RollcallError(
      "backup.key_unknown",
      "A secret in the backup does not open with the master keys.",
      {
        cause,
      },
    );
  } finally {
    await threads.close();
  }
}

// Puts another database in the place of the one that is served.

import { existsSync } from "node:fs";
import { chmod, copyFile, link, rename, rm, stat } from "node:fs/promises";
import { RollcallError } from "../../../core/error.ts";
import type { MasterKeys } from "../../secret-box.ts";
import { checkBackup } from "./check-backup.ts";
import { removeDatabase, syncFile, syncFolderOf, whereIs } from "./files.ts";
import { hasCode } from "./messages.ts";
import type { StoreThreads } from "./store-threads.ts";

/** Where the next database waits. What a process that was killed left there is of no use to anybody. */
export function stagedFile(file: string): string {
  return `${file}.restore`;
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

async function stage(file: string, fromFile: string): Promise<void> {
  const refuse = (why: string) => new RollcallError("backup.not_a_backup", `${fromFile} ${why}.`);
  if ((await sizeOf(fromFile)) === null) throw refuse("does not exist");
  if ((await whereIs(fromFile)) === (await whereIs(file))) throw refuse("is the database that is served");
  // A part of it would be in the log beside it, and still be moving.
  if (await sizeOf(`${fromFile}-wal`)) throw refuse("is a database in use: back it up first");
  const staged = stagedFile(file);
  await removeDatabase(staged);
  await copyFile(fromFile, staged);
  await chmod(staged, 0o600);
}

async function keepOld(file: string, kept: string): Promise<void> {
  await rm(kept, { force: true });
  try {
    await link(file, kept);
  } catch {
    // A file system without links, where the copy takes its time.
    await copyFile(file, kept);
    await syncFile(kept);
  }
}

/**
 * The steps of the exchange, each done when it is yielded. After each of them `file` is a whole database, the old one or the new
 * one, so it may be cut off anywhere. Nobody has either open.
 */
export async function* exchange(file: string): AsyncGenerator<"synced" | "kept" | "named" | "exchanged"> {
  const kept = `${file}.before-restore`;
  await syncFile(stagedFile(file));
  yield "synced";
  await keepOld(file, `${kept}.new`);
  yield "kept";
  await rename(`${kept}.new`, kept);
  // Where both are names of one file, since a process was killed between these steps, a rename does nothing.
  await rm(`${kept}.new`, { force: true });
  yield "named";
  await rename(stagedFile(file), file);
  await syncFolderOf(file);
  yield "exchanged";
}

async function exchangeAll(file: string): Promise<void> {
  // Whoever closes a database last removes its log; a log that is still there belongs to somebody.
  if (existsSync(`${file}-wal`) || existsSync(`${stagedFile(file)}-wal`))
    throw new RollcallError(
      "backup.database_in_use",
      "Somebody else has the database open: it stays as it is.",
    );
  for await (const _ of exchange(file));
}

/**
 * Checks the backup, holds queries back, exchanges the files, and lets the queries go on. Throws what `checkBackup` throws,
 * `storage.busy`, `backup.database_in_use`, and `backup.not_restored` with the cause; the old database is served on then.
 */
export async function restore(
  {
    file,
    keys,
    threads,
  }: { readonly file: string; readonly keys: MasterKeys; readonly threads: StoreThreads },
  fromFile: string,
): Promise<void> {
  try {
    await stage(file, fromFile);
    await checkBackup(stagedFile(file), keys);
    await threads.whileEnded(() => exchangeAll(file));
  } catch (cause) {
    if (cause instanceof RollcallError) throw cause;
    throw new RollcallError("backup.not_restored", `${fromFile} could not be restored.`, { cause });
  } finally {
    await removeDatabase(stagedFile(file));
  }
}

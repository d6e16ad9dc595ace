// Writes a copy of the database, while it is served and written.

import { rename, stat } from "node:fs/promises";
import { RollcallError } from "../../../core/error.ts";
import { copyDatabase } from "./file-work.ts";
import { makePrivateFile, removeDatabase, syncFile, syncFolderOf, whereIs } from "./files.ts";

/** What of a file belongs to the database that is served: nothing else may be written there. */
const own = ["", "-wal", "-shm", ".before-restore", ".restore"];

async function refuseOwn(file: string, toFile: string): Promise<void> {
  const [source, target] = [await whereIs(file), await whereIs(toFile)];
  if (own.some((suffix) => `${source}${suffix}` === target))
    throw new RollcallError("backup.target_in_use", `${toFile} belongs to the database that is backed up.`);
}

async function write(file: string, toFile: string, partial: string): Promise<void> {
  await refuseOwn(file, toFile);
  await makePrivateFile(partial);
  await copyDatabase(file, partial);
  await syncFile(partial);
  await rename(partial, toFile);
  await syncFolderOf(toFile);
}

/**
 * The database of one moment in one file, which its owner alone may read; a file of that name is replaced. Throws
 * `backup.target_in_use`, and `backup.not_written` with the cause, e.g. a full disk; then there is no new file.
 */
export async function backUp(file: string, toFile: string): Promise<{ readonly bytes: number }> {
  const partial = `${toFile}.${crypto.randomUUID()}.partial`;
  try {
    await write(file, toFile, partial);
    return { bytes: (await stat(toFile)).size };
  } catch (cause) {
    await removeDatabase(partial);
    if (cause instanceof RollcallError) throw cause;
    throw new RollcallError("backup.not_written", `The backup ${toFile} could not be written.`, { cause });
  }
}

// Steps on files that hold even when the machine loses its power between two of them.

import { type FileHandle, open, realpath, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

async function syncAndClose(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function syncFile(file: string): Promise<void> {
  await syncAndClose(await open(file, "r+"));
}

/** A rename is on the disk only when its folder is. Windows has no such call, and does without. */
export async function syncFolderOf(file: string): Promise<void> {
  if (process.platform !== "win32") await syncAndClose(await open(dirname(file), "r"));
}

/** Makes an empty file that its owner alone may read; throws `EEXIST` where there is one. */
export async function makePrivateFile(file: string): Promise<void> {
  await (await open(file, "wx", 0o600)).close();
}

/** With what SQLite keeps beside it. Does nothing where there is none. */
export async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) await rm(`${file}${suffix}`, { force: true });
}

/** One path for one file, whatever the way to it; the file itself need not be there. */
export async function whereIs(file: string): Promise<string> {
  return join(await realpath(dirname(file)), basename(file));
}

// Writes a file that appears whole, for its owner alone, or not at all.

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, link, open, rename, rm, unlink } from "node:fs/promises";
import { CommandError } from "./command-error.ts";

function isThere(file: string): CommandError {
  return new CommandError("failed", "cli.file_exists", `${file} is there already; --force writes over it.`);
}

/** Whether a call to the file system failed, and not a request. */
function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "path" in error;
}

function unwritable(file: string, cause: NodeJS.ErrnoException): CommandError {
  const message = `${file} cannot be written (${cause.code}).`;
  return new CommandError("failed", "cli.file_unwritable", message, { cause });
}

/** A link, unlike a rename, does not write over what has come to be there meanwhile. */
async function putInPlace(half: string, file: string, force: boolean): Promise<void> {
  if (force) return rename(half, file);
  try {
    await link(half, file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? isThere(file) : error;
  }
  await unlink(half);
}

async function writeAll(
  pieces: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
  target: FileHandle,
): Promise<number> {
  let bytes = 0;
  for await (const piece of await pieces()) {
    await target.writeFile(piece);
    bytes += piece.byteLength;
  }
  await target.sync();
  return bytes;
}

/**
 * Answers how many bytes it has once they are safe on the disk; `check` may still refuse them. Throws `cli.file_exists`
 * before anything is asked for, `cli.file_unwritable`, and what `pieces` throws.
 */
export async function writeWholeFile(
  file: string,
  force: boolean,
  pieces: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
  check: (bytes: number) => void = () => undefined,
): Promise<number> {
  if (!force && existsSync(file)) throw isThere(file);
  const half = `${file}.${randomBytes(4).toString("hex")}.part`;
  try {
    let bytes = 0;
    {
      await using target = await open(half, "wx", 0o600);
      bytes = await writeAll(pieces, target);
    }
    check(bytes);
    await putInPlace(half, file, force);
    return bytes;
  } catch (error) {
    throw isOfFile(error) ? unwritable(file, error) : error;
  } finally {
    await rm(half, { force: true });
  }
}

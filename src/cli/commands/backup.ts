// `rollcall backup` and `rollcall restore`.

import { randomBytes } from "node:crypto";
import { existsSync, openAsBlob } from "node:fs";
import { link, open, rename, rm, unlink } from "node:fs/promises";
import { z } from "zod";
import { readJson } from "../answer.ts";
import { confirm } from "../ask-person.ts";
import { CommandError } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { readBytes, readText } from "../transport.ts";

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

/** Writes what the server sends, and answers its bytes once it is safe on the disk. */
async function save(response: Response, file: string): Promise<number> {
  await using target = await open(file, "wx", 0o600);
  let bytes = 0;
  for await (const piece of readBytes(response)) {
    await target.writeFile(piece);
    bytes += piece.byteLength;
  }
  await target.sync();
  const announced = response.headers.get("content-length");
  if (bytes === 0 || (announced !== null && Number(announced) !== bytes))
    throw new CommandError("failed", "cli.backup_cut_off", "The backup broke off before its end.");
  return bytes;
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

/**
 * The file appears whole or not at all, and only its owner may read it. Throws `cli.file_exists`,
 * `cli.file_unwritable`, `cli.backup_cut_off`.
 */
export async function backUp(
  file: string,
  options: ServerOptions & { readonly force?: boolean },
): Promise<void> {
  const { client, output } = openContext(options);
  if (!options.force && existsSync(file)) throw isThere(file);
  const half = `${file}.${randomBytes(4).toString("hex")}.part`;
  try {
    const bytes = await save(await client.raw({ method: "GET", path: "/backup" }), half);
    await putInPlace(half, file, options.force === true);
    if (output.isJson) output.json({ file, bytes });
    else
      output.line(
        `${file} holds the backup, ${(bytes / 2 ** 20).toFixed(1)} MiB. Keep the master key apart from it.`,
      );
  } catch (error) {
    throw isOfFile(error) ? unwritable(file, error) : error;
  } finally {
    await rm(half, { force: true });
  }
}

const restored = z.object({ restoredAt: z.string(), previous: z.string().nullable() });

async function openBackup(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file, { type: "application/octet-stream" });
  } catch (error) {
    throw new CommandError("failed", "cli.file_unreadable", `${file} cannot be read.`, { cause: error });
  }
}

export async function restore(
  file: string,
  options: ServerOptions & { readonly yes?: boolean },
): Promise<void> {
  const { client, output } = openContext(options);
  const body = await openBackup(file);
  await confirm(`This will replace all that the server holds by ${file}.`, options.yes);
  const headers = { "content-type": "application/octet-stream" };
  const response = await client.raw({ method: "PUT", path: "/backup", headers, body });
  const answer = readJson(restored, await readText(response), "PUT /backup");
  if (output.isJson) output.json(answer);
  else
    output.line(`The backup is restored. What was there before is kept as ${answer.previous ?? "nothing"}.`);
}

// `rollcall backup` and `rollcall restore`.

import { openAsBlob } from "node:fs";
import { z } from "zod";
import { readJson } from "../answer.ts";
import { confirm } from "../ask-person.ts";
import { CommandError } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { readBytes, readText } from "../transport.ts";
import { writeWholeFile } from "../whole-file.ts";

/**
 * The file appears whole or not at all, and only its owner may read it. Throws `cli.file_exists`,
 * `cli.file_unwritable`, `cli.backup_cut_off`.
 */
export async function backUp(
  file: string,
  options: ServerOptions & { readonly force?: boolean },
): Promise<void> {
  const { client, output } = openContext(options);
  let announced: string | null = null;
  const pieces = async () => {
    const response = await client.raw({ method: "GET", path: "/backup" });
    announced = response.headers.get("content-length");
    return readBytes(response);
  };
  const bytes = await writeWholeFile(file, options.force === true, pieces, (count) => {
    if (count === 0 || (announced !== null && Number(announced) !== count))
      throw new CommandError("failed", "cli.backup_cut_off", "The backup broke off before its end.");
  });
  if (output.isJson) output.json({ file, bytes });
  else
    output.line(
      `${file} holds the backup, ${(bytes / 2 ** 20).toFixed(1)} MiB. Keep the master key apart from it.`,
    );
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

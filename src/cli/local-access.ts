// Reads the file by which whoever may read the server's own data folder reaches the server.

import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CommandError } from "./command-error.ts";
import { dataFolder } from "./data-folder.ts";

const localAccessFile = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1) });
export type LocalAccess = z.infer<typeof localAccessFile>;

function refuseExposed(file: string, descriptor: number): void {
  if (process.platform === "win32") return;
  const { mode, uid } = fstatSync(descriptor);
  const self = process.getuid?.();
  if ((mode & 0o077) !== 0)
    throw new CommandError(
      "failed",
      "cli.local_access_exposed",
      `Others may read ${file}, so it is not used; set its mode to 0600 and start the server anew.`,
    );
  if (self !== undefined && self !== 0 && uid !== self)
    throw new CommandError(
      "failed",
      "cli.local_access_foreign",
      `${file} is another user's, so it is not used.`,
    );
}

function parse(file: string, text: string): LocalAccess {
  // A parser's own message may quote the text, and with it the token, so it is not passed on as a cause.
  const unreadable = new CommandError(
    "failed",
    "cli.local_access_unreadable",
    `${file} is not what the server writes there; start the server anew.`,
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable;
  }
  const parsed = localAccessFile.safeParse(value);
  if (!parsed.success) throw unreadable;
  return parsed.data;
}

/** Null where there is no such file. Throws `cli.local_access_…` when others may read it, or when it is not readable. */
export function readLocalAccess(env: NodeJS.ProcessEnv): LocalAccess | null {
  const file = join(dataFolder(env), "local-access.json");
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new CommandError(
      "failed",
      "cli.local_access_unreadable",
      `${file} cannot be read: only the user who runs the server may. Set ROLLCALL_URL and ROLLCALL_TOKEN instead.`,
      { cause: error },
    );
  }
  try {
    // What is checked is what is read: the file that is open, whatever its name leads to by now.
    refuseExposed(file, descriptor);
    return parse(file, readFileSync(descriptor, "utf8"));
  } finally {
    closeSync(descriptor);
  }
}

// The master key that encrypts credentials at rest: from a file that only its owner may read, made where there is none.

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { RollcallError } from "../core/error.ts";
import type { MasterKeys } from "../storage/secret-box.ts";

const keyFile = z.object({
  currentId: z.string().min(1),
  keys: z.record(z.string(), z.base64().length(44)),
});

/** Throws `master_key.exposed` when others may read the file, and `master_key.unreadable` when it is not a key file. */
export function loadMasterKeys(file: string): MasterKeys {
  if (!existsSync(file)) {
    const currentId = randomBytes(4).toString("hex");
    const made = { currentId, keys: { [currentId]: randomBytes(32).toString("base64") } };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600, flag: "wx" });
  }
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0)
    throw new RollcallError(
      "master_key.exposed",
      `Others may read the master key ${file}; set its mode to 0600.`,
    );
  // A parser's own message may quote the text, and with it the key, so it is not passed on as a cause.
  const parsed = keyFile.safeParse(readJson(file));
  if (!parsed.success) throw new RollcallError("master_key.unreadable", `${file} is not a master key file.`);
  const { currentId, keys } = parsed.data;
  const bytes = Object.entries(keys).map(
    ([id, key]) => [id, new Uint8Array(Buffer.from(key, "base64"))] as const,
  );
  return { currentId, keys: new Map(bytes) };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new RollcallError("master_key.unreadable", `${file} is not a master key file.`);
  }
}

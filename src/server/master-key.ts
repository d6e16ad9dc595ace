// The master keys that encrypt credentials at rest: from a file that only its owner may read, made where there is none, or from
// the text of such a file.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { RollcallError } from "../core/error.ts";
import type { MasterKeys } from "../storage/secret-box.ts";

const keyBytes = 32;

const keyFile = z
  .object({
    currentId: z.string().min(1),
    keys: z.record(
      z.string(),
      z.base64().refine((text) => Buffer.from(text, "base64").length === keyBytes),
    ),
  })
  .refine(({ currentId, keys }) => Object.hasOwn(keys, currentId));

/** A parser's own message may quote the text, and with it the key, so it is not passed on as a cause. */
function parse(text: string, source: string): MasterKeys {
  const unreadable = new RollcallError("master_key.unreadable", `${source} is not a master key file.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable;
  }
  const parsed = keyFile.safeParse(json);
  if (!parsed.success) throw unreadable;
  const { currentId, keys } = parsed.data;
  const bytes = Object.entries(keys).map(
    ([id, key]) => [id, new Uint8Array(Buffer.from(key, "base64"))] as const,
  );
  return { currentId, keys: new Map(bytes) };
}

/** `text` is what a key file holds; throws `master_key.unreadable` when it is something else. */
export function parseMasterKeys(text: string): MasterKeys {
  return parse(text, "The text");
}

function toText({ currentId, keys }: MasterKeys): string {
  const texts = [...keys].map(([id, key]) => [id, Buffer.from(key).toString("base64")] as const);
  return JSON.stringify({ currentId, keys: Object.fromEntries(texts) });
}

function withNewKey(keys: MasterKeys["keys"]): MasterKeys {
  const currentId = randomBytes(4).toString("hex");
  return { currentId, keys: new Map([...keys, [currentId, new Uint8Array(randomBytes(keyBytes))]]) };
}

/** Without its folder's entry a file is lost with the power; Windows has no such call, and does without. */
function sync(path: string, flags: "r" | "r+"): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The file has either all of the old keys or all of the new ones, whenever the machine stops. */
function save(file: string, keys: MasterKeys): MasterKeys {
  const next = `${file}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, toText(keys), { mode: 0o600, flag: "wx" });
  sync(next, "r+");
  renameSync(next, file);
  if (process.platform !== "win32") sync(dirname(file), "r");
  return keys;
}

function read(file: string): MasterKeys {
  if (!existsSync(file))
    throw new RollcallError("master_key.missing", `There is no master key file ${file}.`);
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0)
    throw new RollcallError(
      "master_key.exposed",
      `Others may read the master key ${file}; set its mode to 0600.`,
    );
  return parse(readFileSync(file, "utf8"), file);
}

/** Throws `master_key.exposed` when others may read the file, and `master_key.unreadable` when it is not a key file. */
export function loadMasterKeys(file: string): MasterKeys {
  if (!existsSync(file)) writeFileSync(file, toText(withNewKey(new Map())), { mode: 0o600, flag: "wx" });
  return read(file);
}

/**
 * A new random key becomes the current one; the others stay, for what is sealed with them. Answers what the file then holds.
 * Throws `master_key.missing`, and what `loadMasterKeys` throws.
 */
export function addMasterKey(file: string): MasterKeys {
  return save(file, withNewKey(read(file).keys));
}

/**
 * Leaves the current key alone in the file, so what another has sealed is lost for good: only after `reencryptSecrets`. Answers
 * and throws as `addMasterKey`.
 */
export function dropOtherKeys(file: string): MasterKeys {
  const { currentId, keys } = read(file);
  return save(file, { currentId, keys: new Map([...keys].filter(([id]) => id === currentId)) });
}

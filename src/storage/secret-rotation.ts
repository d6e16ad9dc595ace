// Goes through every secret at rest: to see that the keys open it, or to seal it again with the current key.

import { decodeProtectedHeader } from "jose";
import type { Kysely } from "kysely";
import { RollcallError } from "../core/error.ts";
import type { Secret } from "../core/secret.ts";
import type { Database } from "./schema.ts";
import { type MasterKeys, openSecret, sealSecret } from "./secret-box.ts";

/** Every column that holds a JWE of ours. A new one is added here, or a rotation makes what it holds unreadable. */
const sealedColumns = [
  { table: "connection", column: "secret" },
  { table: "connection", column: "next_secret" },
  { table: "server_secret", column: "sealed" },
] as const;

interface Sealed {
  readonly table: (typeof sealedColumns)[number]["table"];
  readonly column: (typeof sealedColumns)[number]["column"];
  readonly id: number;
  readonly text: string;
}

/** Null, and the empty text of a connection that was removed, seal nothing. */
async function readSealed(db: Kysely<Database>): Promise<readonly Sealed[]> {
  const found: Sealed[] = [];
  for (const { table, column } of sealedColumns) {
    const rows = await db
      .selectFrom(table)
      .select(["id", `${column} as text`])
      .orderBy("id")
      .execute();
    for (const { id, text } of rows) if (text) found.push({ table, column, id, text });
  }
  return found;
}

/** What is no JWE at all is as unreadable as one that was changed. */
function keyIdOf(text: string): string | undefined {
  try {
    return decodeProtectedHeader(text).kid;
  } catch (cause) {
    throw new RollcallError("secret.unreadable", "A stored secret is not sealed as Rollcall seals it.", {
      cause,
    });
  }
}

function open(keys: MasterKeys, text: string): Promise<Secret> {
  keyIdOf(text);
  return openSecret(keys, text);
}

/** Throws `secret.key_unknown` or `secret.unreadable` unless the keys open every stored secret. */
export async function openEverySecret(db: Kysely<Database>, keys: MasterKeys): Promise<void> {
  for (const { text } of await readSealed(db)) await open(keys, text);
}

/**
 * Seals with the current key what is sealed with another; answers how many secrets that were. Within a transaction: it throws
 * `secret.key_unknown` or `secret.unreadable` at the first that cannot be opened, and then nothing may be kept of it.
 */
export async function reencryptSecrets(db: Kysely<Database>, keys: MasterKeys): Promise<number> {
  const others = (await readSealed(db)).filter(({ text }) => keyIdOf(text) !== keys.currentId);
  for (const { table, column, id, text } of others)
    await db
      .updateTable(table)
      .set({ [column]: await sealSecret(keys, await open(keys, text)) })
      .where("id", "=", id)
      .execute();
  return others.length;
}

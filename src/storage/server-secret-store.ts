// Secrets of the server itself, sealed as those of connections are: every process on one database has the same.

import type { Kysely } from "kysely";
import type { Secret } from "../core/secret.ts";
import type { Database } from "./schema.ts";
import { type MasterKeys, openSecret, sealSecret } from "./secret-box.ts";

/**
 * The secret of that name; whoever comes first makes it. Throws `secret.key_unknown` or `secret.unreadable` where another
 * process sealed it with master keys that this one does not have.
 */
export async function readOrMakeServerSecret(
  db: Kysely<Database>,
  keys: MasterKeys,
  name: string,
  make: () => Secret,
): Promise<Secret> {
  const read = () =>
    db.selectFrom("server_secret").select("sealed").where("name", "=", name).executeTakeFirst();
  if ((await read()) === undefined)
    await db
      .insertInto("server_secret")
      .values({ name, sealed: await sealSecret(keys, make()) })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
  const row = await read();
  if (row === undefined) throw new TypeError(`The secret ${name} is not where it was put.`);
  return openSecret(keys, row.sealed);
}

// The first administrator: made once, by whoever holds the one-time link of the latest start.

import type { Access, NewUser } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { AccessStore } from "./access-store.ts";
import { hashToken, makeLinkToken } from "./token-value.ts";
import { insertUser, prepareUser } from "./user-rows.ts";

function linkInvalid(): RollcallError {
  return new RollcallError("access.link_invalid", "The one-time link is not valid, or no longer.");
}

/** Makes a link's token in place of any before it. The table keeps its hash alone, so any process of the server knows it. */
export async function makeFirstLink({ db }: AccessStore): Promise<string> {
  const token = makeLinkToken();
  await db
    .insertInto("first_link")
    .values({ id: 1, token_hash: hashToken(token) })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ token_hash: hashToken(token) }))
    .execute();
  return token;
}

/** Throws `access.link_invalid`, `access.password_weak`, `access.email_invalid`; a refusal leaves the link as it is. */
export async function createFirstAdministrator(
  store: AccessStore,
  hasUsers: Access["hasUsers"],
  linkToken: string,
  user: Omit<NewUser, "role">,
): Promise<void> {
  const hash = hashToken(linkToken);
  const link = store.db.selectFrom("first_link").select("id").where("token_hash", "=", hash);
  // Before any work is done for whoever asks.
  if ((await hasUsers()) || (await link.executeTakeFirst()) === undefined) throw linkInvalid();
  const ready = await prepareUser({ ...user, role: "administrator" }, store.clock.now());
  await store.db.transaction().execute(async (trx) => {
    // Of two at once, the second waits here and then finds nothing.
    const used = await trx.deleteFrom("first_link").where("token_hash", "=", hash).executeTakeFirstOrThrow();
    if (used.numDeletedRows === 0n) throw linkInvalid();
    const anyUser = await trx.selectFrom("user_account").select("id").limit(1).executeTakeFirst();
    if (anyUser !== undefined || !(await insertUser(trx, ready, store.dialect))) throw linkInvalid();
  });
}

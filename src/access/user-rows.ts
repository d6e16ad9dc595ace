// Users as rows: how one is read, and how one that signs in by password is written.

import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { Kysely } from "kysely";
import type { NewUser, User } from "../core/access.ts";
import type { Timestamp } from "../core/clock.ts";
import { type Dialect, fromAuthTime, toAuthTime } from "./auth-time.ts";
import type { AccessDatabase, AuthTime } from "./schema.ts";
import { checkPassword, readEmail } from "./sign-in-rules.ts";

/** better-auth's name for the way in by password. */
export const credential = "credential";

interface Row {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: User["role"];
  readonly created_at: AuthTime;
  readonly has_password: unknown;
}

export const toUser = (row: Row): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  createdAt: fromAuthTime(row.created_at),
  signIn: row.has_password ? "password" : "oidc",
});

export function selectUsers(db: Kysely<AccessDatabase>) {
  return db
    .selectFrom("user_account")
    .select((column) => [
      "id",
      "email",
      "name",
      "role",
      "created_at",
      column
        .exists(
          column
            .selectFrom("account")
            .select("account.id")
            .whereRef("account.user_id", "=", "user_account.id")
            .where("account.provider_id", "=", credential),
        )
        .as("has_password"),
    ]);
}

/** A user that is checked and whose password is hashed, ready to be written. */
export interface ReadyUser {
  readonly user: User;
  readonly passwordHash: string;
}

/** Throws `access.email_invalid`, `access.password_weak`. */
export async function prepareUser(user: NewUser, createdAt: Timestamp): Promise<ReadyUser> {
  const email = readEmail(user.email);
  checkPassword(user.password, email);
  const { name, role } = user;
  const passwordHash = await hashPassword(user.password);
  return { user: { id: randomUUID(), email, name, role, createdAt, signIn: "password" }, passwordHash };
}

/** False where the address is taken; `db` is a transaction. */
export async function insertUser(
  db: Kysely<AccessDatabase>,
  { user, passwordHash }: ReadyUser,
  dialect: Dialect,
): Promise<boolean> {
  const at = toAuthTime(user.createdAt, dialect);
  const { id, email, name, role } = user;
  // Whoever makes the user vouches for the address: an issuer that has verified it may then bring the same user.
  const verified = dialect === "sqlite" ? 1 : true;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("user_account")
    .values({ id, email, name, role, image: null, email_verified: verified, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return false;
  const account = { id: randomUUID(), user_id: id, provider_id: credential, account_id: id };
  await db
    .insertInto("account")
    .values({ ...account, password: passwordHash, created_at: at, updated_at: at })
    .execute();
  return true;
}

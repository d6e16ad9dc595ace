// Users: listed, made, changed and removed, and never without an administrator left.

import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Transaction } from "kysely";
import type { Access, User, UserChange } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { AccessStore } from "./access-store.ts";
import { toAuthTime } from "./auth-time.ts";
import { cutPage, readAgeCursor, writeAgeCursor } from "./cursor.ts";
import type { AccessDatabase } from "./schema.ts";
import { checkPassword } from "./sign-in-rules.ts";
import { credential, insertUser, prepareUser, selectUsers, toUser } from "./user-rows.ts";

function notFound(id: string): RollcallError {
  return new RollcallError("access.user_not_found", `There is no user with the id ${id}.`);
}

function passwordNotUsed(): RollcallError {
  return new RollcallError(
    "access.password_not_used",
    "The user signs in through the issuer and has no password.",
  );
}

async function findUser(db: AccessStore["db"], id: string): Promise<User> {
  const row = await selectUsers(db).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound(id);
  return toUser(row);
}

/**
 * The administrators, held until the transaction ends: two at once who each take the role from the other would leave none.
 * SQLite lets one transaction write at a time and needs no such hold.
 */
async function holdAdministrators(
  trx: Transaction<AccessDatabase>,
  store: AccessStore,
): Promise<readonly string[]> {
  const query = trx.selectFrom("user_account").select("id").where("role", "=", "administrator").orderBy("id");
  const rows = await (store.dialect === "postgres" ? query.forUpdate() : query).execute();
  return rows.map((row) => row.id);
}

async function checkNotLast(trx: Transaction<AccessDatabase>, store: AccessStore, id: string): Promise<void> {
  const administrators = await holdAdministrators(trx, store);
  if (administrators.length === 1 && administrators[0] === id)
    throw new RollcallError("access.last_administrator", "The last administrator stays one.");
}

/** The hash of a new password, null where none is set. Throws `access.password_weak`, `access.password_not_used`. */
async function hashNewPassword(user: User, password: string | undefined): Promise<string | null> {
  if (password === undefined) return null;
  if (user.signIn === "oidc") throw passwordNotUsed();
  checkPassword(password, user.email);
  return hashPassword(password);
}

/** Throws `access.user_not_found`, `access.password_not_used`, `access.password_wrong`. */
export async function checkOwnPassword({ db }: AccessStore, id: string, password: string): Promise<User> {
  const user = await findUser(db, id);
  const account = await db
    .selectFrom("account")
    .select("password")
    .where("user_id", "=", id)
    .where("provider_id", "=", credential)
    .executeTakeFirst();
  if (account === undefined || account.password === null) throw passwordNotUsed();
  if (!(await verifyPassword({ hash: account.password, password })))
    throw new RollcallError("access.password_wrong", "This is not the password that you have.");
  return user;
}

async function writeChange(
  trx: Transaction<AccessDatabase>,
  store: AccessStore,
  id: string,
  { name, role }: UserChange,
  passwordHash: string | null,
): Promise<void> {
  if (role !== undefined && role !== "administrator") await checkNotLast(trx, store, id);
  const before = await findUser(trx, id);
  const updatedAt = toAuthTime(store.clock.now(), store.dialect);
  await trx
    .updateTable("user_account")
    .set({ name: name ?? before.name, role: role ?? before.role, updated_at: updatedAt })
    .where("id", "=", id)
    .execute();
  if (passwordHash !== null)
    await trx
      .updateTable("account")
      .set({ password: passwordHash, updated_at: updatedAt })
      .where("user_id", "=", id)
      .where("provider_id", "=", credential)
      .execute();
  const changesRole = role !== undefined && role !== before.role;
  if (changesRole || passwordHash !== null)
    await trx.deleteFrom("session").where("user_id", "=", id).execute();
}

async function listUsers(db: AccessStore["db"], store: AccessStore, after: string | null, limit: number) {
  const last = readAgeCursor(after);
  let query = selectUsers(db);
  if (last !== null) {
    const at = toAuthTime(last.at, store.dialect);
    query = query.where((where) =>
      where.or([
        where("created_at", "<", at),
        where.and([where("created_at", "=", at), where("id", "<", last.id)]),
      ]),
    );
  }
  const ordered = query.orderBy("created_at", "desc").orderBy("id", "desc");
  const rows = await ordered.limit(limit + 1).execute();
  return cutPage(rows.map(toUser), limit, ({ createdAt, id }) => writeAgeCursor({ at: createdAt, id }));
}

type Users = Pick<Access, "hasUsers" | "listUsers" | "readUser" | "createUser" | "changeUser" | "removeUser">;

export function createUsers(store: AccessStore): Users {
  const { db } = store;
  return {
    hasUsers: async () => (await db.selectFrom("user_account").select("id").limit(1).execute()).length > 0,
    listUsers: ({ after, limit }) => listUsers(db, store, after, limit),
    readUser: (id) => findUser(db, id),
    createUser: async (user) => {
      const ready = await prepareUser(user, store.clock.now());
      const isNew = await db.transaction().execute((trx) => insertUser(trx, ready, store.dialect));
      if (!isNew) throw new RollcallError("access.email_taken", "There is a user with this address already.");
      return ready.user;
    },
    changeUser: async (id, change) => {
      const passwordHash = await hashNewPassword(await findUser(db, id), change.password);
      return db.transaction().execute(async (trx) => {
        await writeChange(trx, store, id, change, passwordHash);
        return findUser(trx, id);
      });
    },
    removeUser: async (id) => {
      await db.transaction().execute(async (trx) => {
        await checkNotLast(trx, store, id);
        // Sessions, sign-ins and tokens go with their user.
        const { numDeletedRows } = await trx
          .deleteFrom("user_account")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        if (numDeletedRows === 0n) throw notFound(id);
      });
    },
  };
}

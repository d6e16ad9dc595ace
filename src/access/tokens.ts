// API tokens: made with a role and an expiry, shown once, known by their hash.

import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import { type Access, type ApiToken, includesRole, type Principal, type Role } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { AccessStore } from "./access-store.ts";
import { cutPage, readAgeCursor, writeAgeCursor } from "./cursor.ts";
import type { AccessDatabase } from "./schema.ts";
import { hashToken, makeApiToken, readBearer } from "./token-value.ts";

type Row = Omit<Selectable<AccessDatabase["api_token"]>, "hash">;

const columns = ["id", "name", "role", "created_at", "expires_at", "last_used_at", "user_id"] as const;
/** The last use is good to a minute: a write for each request would be one too many. */
const lastUsedEveryMs = 60_000;

const toToken = (row: Row): ApiToken => ({
  id: row.id,
  name: row.name,
  role: row.role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  userId: row.user_id,
});

const lowerRole = (one: Role, other: Role): Role => (includesRole(one, other) ? other : one);

/** Whose a token becomes, and until when at most: one that a token makes is its maker's user's and ends no later. */
async function readMaker(
  { db }: AccessStore,
  by: Principal,
): Promise<{ readonly userId: string | null; readonly until: number }> {
  if (by.kind === "local") return { userId: null, until: Number.POSITIVE_INFINITY };
  if (by.kind === "user") {
    const user = await db.selectFrom("user_account").select("id").where("id", "=", by.id).executeTakeFirst();
    if (user === undefined)
      throw new RollcallError("access.user_not_found", "The token's maker is no user any more.");
    return { userId: by.id, until: Number.POSITIVE_INFINITY };
  }
  const query = db.selectFrom("api_token").select(["user_id", "expires_at"]).where("id", "=", by.id);
  const maker = await query.executeTakeFirst();
  if (maker === undefined) throw new RollcallError("access.token_unknown", "The API token is not known.");
  return { userId: maker.user_id, until: maker.expires_at };
}

export function createTokens(store: AccessStore): Pick<Access, "listTokens" | "createToken" | "removeToken"> {
  const { db, clock } = store;
  return {
    listTokens: async ({ after, limit }) => {
      const last = readAgeCursor(after);
      let query = db.selectFrom("api_token").select(columns);
      if (last !== null)
        query = query.where((where) =>
          where.or([
            where("created_at", "<", last.at),
            where.and([where("created_at", "=", last.at), where("id", "<", last.id)]),
          ]),
        );
      const ordered = query.orderBy("created_at", "desc").orderBy("id", "desc");
      const rows = await ordered.limit(limit + 1).execute();
      return cutPage(rows.map(toToken), limit, ({ createdAt, id }) => writeAgeCursor({ at: createdAt, id }));
    },
    createToken: async (by, { name, role, expiresAt }) => {
      if (!includesRole(by.role, role))
        throw new RollcallError(
          "access.role_too_high",
          `A token cannot do more than its maker, who is ${by.role}.`,
        );
      const createdAt = clock.now();
      const { userId, until } = await readMaker(store, by);
      if (expiresAt <= createdAt || expiresAt > until)
        throw new RollcallError(
          "access.expiry_invalid",
          "A token expires in the future, and no later than the token that makes it.",
        );
      const value = makeApiToken();
      const token = { id: randomUUID(), name, role, createdAt, expiresAt, lastUsedAt: null, userId };
      const row = { created_at: createdAt, expires_at: expiresAt, last_used_at: null, user_id: userId };
      await db
        .insertInto("api_token")
        .values({ id: token.id, name, role, hash: hashToken(value), ...row })
        .execute();
      return { token, value };
    },
    removeToken: async (id) => {
      const { numDeletedRows } = await db
        .deleteFrom("api_token")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n)
        throw new RollcallError("access.token_not_found", `There is no API token with the id ${id}.`);
    },
  };
}

async function noteUse(
  { db }: AccessStore,
  id: string,
  lastUsedAt: number | null,
  now: number,
): Promise<void> {
  if (lastUsedAt !== null && now - lastUsedAt < lastUsedEveryMs) return;
  await db.updateTable("api_token").set({ last_used_at: now }).where("id", "=", id).execute();
}

/** Whom an `Authorization` header stands for. Throws `access.token_unknown`, `access.token_expired`. */
export async function authenticateToken(store: AccessStore, authorization: string): Promise<Principal> {
  const value = readBearer(authorization);
  const row =
    value === null
      ? undefined
      : await store.db
          .selectFrom("api_token as token")
          .leftJoin("user_account as owner", "owner.id", "token.user_id")
          .select(["token.id", "token.name", "token.role", "token.user_id"])
          .select(["token.expires_at", "token.last_used_at", "owner.role as owner_role"])
          .where("token.hash", "=", hashToken(value))
          .executeTakeFirst();
  if (row === undefined || (row.user_id !== null && row.owner_role === null))
    throw new RollcallError("access.token_unknown", "The API token is not known.");
  const now = store.clock.now();
  if (now >= row.expires_at) throw new RollcallError("access.token_expired", "The API token has expired.");
  await noteUse(store, row.id, row.last_used_at, now);
  const role = row.owner_role === null ? row.role : lowerRole(row.role, row.owner_role);
  return { kind: "token", id: row.id, name: row.name, role, userId: row.user_id };
}

// Reads and writes saved queries, and what each user asked last.

import type { Kysely } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type SavedQueryId, savedQueryId } from "../core/id.ts";
import {
  mostRecentQueries,
  type QueryWriter,
  type RecentQuery,
  type SavedQuery,
  type SavedQueryProfile,
} from "../core/saved-query.ts";
import { nameKey } from "./connection-row.ts";
import type { Database } from "./schema.ts";
import { isRefusedBy, savedQueryByLocalName, savedQueryByName } from "./unique-refusal.ts";

function selectSaved(db: Kysely<Database>) {
  return db
    .selectFrom("saved_query as saved")
    .leftJoin("user_account as owner", "owner.id", "saved.user_id")
    .select(["saved.id", "saved.version", "saved.name", "saved.text", "saved.is_shared"])
    .select(["saved.created_at", "saved.user_id", "owner.name as owner_name"]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectSaved>["executeTakeFirstOrThrow"]>>;

const toSavedQuery = (row: Row): SavedQuery => ({
  id: savedQueryId(row.id),
  version: row.version,
  name: row.name,
  text: row.text,
  isShared: row.is_shared === 1,
  createdAt: row.created_at,
  owner: row.user_id === null ? null : { userId: row.user_id, name: row.owner_name ?? "" },
});

export async function readSavedQueries(
  db: Kysely<Database>,
  userId: string | null,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly SavedQuery[]> {
  const rows = await selectSaved(db)
    .where((where) =>
      where.or([
        where("saved.is_shared", "=", 1),
        userId === null ? where("saved.user_id", "is", null) : where("saved.user_id", "=", userId),
      ]),
    )
    .where("saved.id", ">", after)
    .orderBy("saved.id")
    .limit(limit)
    .execute();
  return rows.map(toSavedQuery);
}

export async function readSavedQuery(db: Kysely<Database>, id: SavedQueryId): Promise<SavedQuery | null> {
  const row = await selectSaved(db).where("saved.id", "=", id).executeTakeFirst();
  return row === undefined ? null : toSavedQuery(row);
}

/** Translates the refusal of the unique indexes: to look first would not hold beside another writer. */
async function writeNamed<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    if (!isRefusedBy(cause, savedQueryByName) && !isRefusedBy(cause, savedQueryByLocalName)) throw cause;
    const message = "Another saved query of the same owner has this name.";
    throw new RollcallError("saved_query.name_taken", message, { cause });
  }
}

export async function createSavedQuery(
  db: Kysely<Database>,
  userId: string | null,
  { name, text, isShared }: SavedQueryProfile,
  at: Timestamp,
): Promise<SavedQueryId> {
  const named = { name, name_key: nameKey(name) };
  const row = { ...named, user_id: userId, text, is_shared: Number(isShared), version: 1, created_at: at };
  const insert = db.insertInto("saved_query").values(row).returning("id");
  return savedQueryId((await writeNamed(() => insert.executeTakeFirstOrThrow())).id);
}

export async function changeSavedQuery(
  db: Kysely<Database>,
  id: SavedQueryId,
  version: number,
  { name, text, isShared }: Parameters<QueryWriter["changeSavedQuery"]>[2],
): Promise<void> {
  const update = db
    .updateTable("saved_query")
    .set({
      version: version + 1,
      ...(name !== undefined && { name, name_key: nameKey(name) }),
      ...(text !== undefined && { text }),
      ...(isShared !== undefined && { is_shared: Number(isShared) }),
    })
    .where("id", "=", id)
    .where("version", "=", version);
  const { numUpdatedRows } = await writeNamed(() => update.executeTakeFirstOrThrow());
  if (numUpdatedRows === 0n)
    throw new RollcallError(
      "saved_query.changed_meanwhile",
      "Somebody else has changed or removed the saved query meanwhile: read it again.",
    );
}

export async function removeSavedQuery(db: Kysely<Database>, id: SavedQueryId): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom("saved_query")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n)
    throw new RollcallError("saved_query.not_found", "There is no such saved query.");
}

function selectRecent(db: Kysely<Database>, userId: string) {
  return db
    .selectFrom("recent_query")
    .where("user_id", "=", userId)
    .orderBy("used_at", "desc")
    .orderBy("id", "desc")
    .limit(mostRecentQueries);
}

export async function readRecentQueries(
  db: Kysely<Database>,
  userId: string,
): Promise<readonly RecentQuery[]> {
  const rows = await selectRecent(db, userId).select(["text", "used_at"]).execute();
  // Two that are noted at the same moment may both be new.
  const newest = new Map(rows.toReversed().map((row) => [row.text, row.used_at]));
  return [...newest]
    .map(([text, usedAt]) => ({ text, usedAt }))
    .toSorted((one, other) => other.usedAt - one.usedAt);
}

/** What was asked before goes, once there are enough; nothing where the user is gone meanwhile. */
export async function addRecentQuery(
  db: Kysely<Database>,
  userId: string,
  { text, usedAt }: { readonly text: string; readonly usedAt: Timestamp },
): Promise<void> {
  await db.deleteFrom("recent_query").where("user_id", "=", userId).where("text", "=", text).execute();
  await db
    .insertInto("recent_query")
    .columns(["user_id", "text", "used_at"])
    .expression((from) =>
      from
        .selectFrom("user_account")
        .select((column) => ["id", column.val(text).as("text"), column.val(usedAt).as("used_at")])
        .where("id", "=", userId),
    )
    .execute();
  await db
    .deleteFrom("recent_query")
    .where("user_id", "=", userId)
    .where("id", "not in", selectRecent(db, userId).select("id"))
    .execute();
}

export async function forgetRecentQueries(db: Kysely<Database>, userId: string): Promise<void> {
  await db.deleteFrom("recent_query").where("user_id", "=", userId).execute();
}

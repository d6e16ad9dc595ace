// Puts tags on many assets and takes them off, some at a time.

import { type Kysely, sql } from "kysely";
import { searchCondition } from "../core/asset-query.ts";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type AssetId, assetId, type TagId } from "../core/id.ts";
import type { TaskStep } from "../core/inventory-task.ts";
import type { AssetSpan, TagPlacing } from "../core/tag-storage.ts";
import { findAmong, isAskedFor, judgeDependents, nextAssets, understand } from "./dynamic-tags.ts";
import { readQueryContext } from "./query-context.ts";
import { traitsConditionSql } from "./query-to-sql.ts";
import type { Database } from "./schema.ts";
import { hasTag, toggleTag } from "./tag-toggle.ts";
import { moveAssets, tagIdsOf, toTagSet } from "./traits-store.ts";

/** The next assets of the target, with where the following step goes on. */
async function nextTargets(
  db: Kysely<Database>,
  { target, askedAt }: TagPlacing,
  span: AssetSpan,
): Promise<{ readonly ids: readonly AssetId[]; readonly next: number | null }> {
  if (target.kind === "assets") return { ids: target.ids.map(assetId), next: null };
  const condition = searchCondition(await understand(target.text, askedAt, "tag.query_refused"));
  const { ids, next } = await nextAssets(db, span);
  if (ids.length === 0) return { ids, next };
  const found = await findAmong(db, condition, await readQueryContext(db), ids);
  return { ids: found, next };
}

async function move(
  db: Kysely<Database>,
  ids: readonly AssetId[],
  change: (tags: readonly number[]) => readonly number[],
): Promise<readonly AssetId[]> {
  const moved: AssetId[] = [];
  await moveAssets(db, ids, (traits, asset) => {
    const tagSet = toTagSet(change(tagIdsOf(traits.tag_set)));
    if (tagSet !== traits.tag_set) moved.push(asset);
    return { ...traits, tag_set: tagSet };
  });
  return moved;
}

async function placeOnAssets(
  db: Kysely<Database>,
  placing: TagPlacing,
  name: string,
  span: AssetSpan,
  at: Timestamp,
): Promise<TaskStep> {
  const { tagId, act } = placing;
  const { ids, next } = await nextTargets(db, placing, span);
  const moved = await move(db, ids, (tags) =>
    act === "put_on" ? [...tags, tagId] : tags.filter((one) => one !== tagId),
  );
  await judgeDependents(db, { id: tagId, name }, moved, at);
  return { afterAssetId: next, changed: moved.length };
}

/** Null where it has to be done asset by asset: the query says something of these alone, or not all of them are meant. */
async function placeOnTraits(
  db: Kysely<Database>,
  { tagId, act, target, askedAt }: TagPlacing,
  name: string,
  { after, through }: AssetSpan,
  at: Timestamp,
): Promise<TaskStep | null> {
  if (target.kind === "assets" || after > 0) return null;
  const condition = searchCondition(await understand(target.text, askedAt, "tag.query_refused"));
  const holds = traitsConditionSql(condition, await readQueryContext(db));
  if (holds === null || (await isAskedFor(db, { id: tagId, name }, at))) return null;
  const later = await db.selectFrom("asset").select("id").where("id", ">", through).limit(1).execute();
  if (later.length > 0) return null;
  const has = hasTag(db, tagId);
  const { changed, isDone } = await toggleTag(
    db,
    tagId,
    act === "put_on" ? sql`(${holds} and not ${has})` : sql`(${holds} and ${has})`,
  );
  return { afterAssetId: isDone ? null : after, changed };
}

export async function placeTag(
  db: Kysely<Database>,
  placing: TagPlacing,
  span: AssetSpan,
  at: Timestamp,
): Promise<TaskStep> {
  const { tagId } = placing;
  const tag = await db.selectFrom("tag").select(["name", "rule"]).where("id", "=", tagId).executeTakeFirst();
  if (tag === undefined) throw new RollcallError("tag.not_found", `There is no tag ${tagId} any more.`);
  if (tag.rule !== null)
    throw new RollcallError("tag.is_dynamic", "The tag has a rule by now, which alone says where it is.");
  const { name } = tag;
  const step =
    (await placeOnTraits(db, placing, name, span, at)) ?? (await placeOnAssets(db, placing, name, span, at));
  if (step.changed > 0)
    await db.updateTable("tag").set({ placements: sql`placements + 1` }).where("id", "=", tagId).execute();
  return step;
}

export async function forgetTag(db: Kysely<Database>, id: TagId, { after }: AssetSpan): Promise<TaskStep> {
  const { changed, isDone } = await toggleTag(db, id, hasTag(db, id));
  return { afterAssetId: isDone ? null : after, changed };
}

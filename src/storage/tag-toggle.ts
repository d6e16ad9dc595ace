// A tag put on, or taken off, all assets of the same traits at once: the traits are what changes, and their assets stay where they are.

import { type Kysely, sql } from "kysely";
import { assetId, type TagId } from "../core/id.ts";
import { type Condition, hasText, isOneOf } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";
import { findTraits, moveAssets, renameTagSets, type Traits, tagIdsOf, toTagSet } from "./traits-store.ts";

/** Traits take much less than assets; either is some ten milliseconds. */
const traitsAtOnce = 500;
const assetsAtOnce = 2000;

/** Over the table `traits`. */
export function hasTag(db: Kysely<Database>, tag: TagId): Condition {
  return hasText(dialectOf(db), sql.ref("traits.tag_set"), `,${tag},`);
}

function toggled(traits: Traits, tag: TagId): Traits {
  const others = tagIdsOf(traits.tag_set).filter((id) => id !== tag);
  const hadIt = others.length < tagIdsOf(traits.tag_set).length;
  return { ...traits, tag_set: toTagSet(hadIt ? others : [...others, tag]) };
}

/**
 * A step of giving the tag to the assets of those traits that `wrong` holds for and that lack it, and of taking it from those that
 * have it. `wrong` must not hold for what becomes of them: that ends it. Answers how many assets have another tag by it.
 */
export async function toggleTag(
  db: Kysely<Database>,
  tag: TagId,
  wrong: Condition,
): Promise<{ readonly changed: number; readonly isDone: boolean }> {
  const rows = await db
    .selectFrom("traits")
    .selectAll()
    .where(wrong)
    .where("asset_count", ">", 0)
    .orderBy("id")
    .limit(traitsAtOnce)
    .execute();
  const wanted = new Map(rows.map((row) => [row.id, toggled(row, tag)]));
  const taken = await findTraits(db, [...wanted.values()]);
  const free = rows.filter((_, index) => taken[index] === undefined);
  await renameTagSets(db, new Map(free.map((row) => [row.id, wanted.get(row.id) as Traits])));
  // Traits that are there already are taken by the assets themselves.
  const leaving = rows.filter((_, index) => taken[index] !== undefined);
  const movers = await db
    .selectFrom("asset")
    .select("id")
    .where((query) =>
      isOneOf(
        dialectOf(db),
        query.ref("traits_id"),
        leaving.map((row) => row.id),
      ),
    )
    .limit(assetsAtOnce)
    .execute();
  const moved = await moveAssets(
    db,
    movers.map(({ id }) => assetId(id)),
    (traits) => toggled(traits, tag),
  );
  const changed = free.reduce((sum, row) => sum + row.asset_count, moved);
  return { changed, isDone: rows.length < traitsAtOnce && movers.length < assetsAtOnce };
}

// Reads everything that a query finds, some thousand assets at a time, at a memory that does not grow with their number.

import { type Kysely, sql } from "kysely";
import type { AssetQuery } from "../core/asset-query.ts";
import type { ExportedAsset } from "../core/asset-search.ts";
import { createFoundAssetReader } from "./found-assets.ts";
import type { Database } from "./schema.ts";
import { planSearch, type SearchPlan } from "./search-plan.ts";
import type { QueryTurns } from "./wide-queries.ts";

/** The condition is asked once for so many ids: what it looks up first, it looks up each time. */
const idsAtOnce = 200_000;
/**
 * A thread that serves people is busy with them for some milliseconds, and they are gone before its collector takes them for old:
 * with two thousand it had three times the work, and an export half the speed.
 */
const assetsAtOnce = 250;

/** In one text, which is a fraction of the same ids in rows. */
async function readIds(
  db: Kysely<Database>,
  { condition, context }: SearchPlan,
  after: number,
): Promise<readonly number[]> {
  const joined =
    context.dialect === "sqlite" ? sql`group_concat(id, ',')` : sql`string_agg(id::text, ',' order by id)`;
  const { rows } = await sql<{ readonly ids: string | null }>`
    select ${joined} as ids from (
      select asset.id from asset where ${condition} and asset.id > ${after}
      order by asset.id limit ${sql.lit(idsAtOnce)}
    ) as found`.execute(db);
  const ids = rows[0]?.ids ?? "";
  return ids === "" ? [] : ids.split(",").map(Number);
}

async function* idChunks(
  read: (after: number) => Promise<readonly number[]>,
): AsyncGenerator<readonly number[]> {
  for (let after = 0; ; ) {
    const ids = await read(after);
    for (let at = 0; at < ids.length; at += assetsAtOnce) yield ids.slice(at, at + assetsAtOnce);
    if (ids.length < idsAtOnce) return;
    after = ids.at(-1) ?? after;
  }
}

/** The next chunk is read while this one is used. Nothing is read any more once nobody asks. */
export async function* exportAssets(
  db: Kysely<Database>,
  query: AssetQuery,
  attributes: readonly string[],
  turn: QueryTurns,
): AsyncGenerator<readonly ExportedAsset[]> {
  const plan = await planSearch(db, query);
  if (plan.split === null) return;
  const reader = createFoundAssetReader(db, plan.context);
  // Not the whole of an export is one turn: nobody knows how long its reader takes.
  const chunks = idChunks((after) => turn(query, () => readIds(db, plan, after)));
  const read = async (): Promise<readonly ExportedAsset[] | null> => {
    const { value, done } = await chunks.next();
    return done ? null : reader.readWithAttributes(value, attributes);
  };
  let next = read();
  for (;;) {
    const assets = await next;
    if (assets === null) return;
    next = read();
    // Who stops asking does not learn of a failure of what was read ahead.
    next.catch(() => undefined);
    yield assets;
  }
}

// Reads what a connection's scope is judged by: the tags, and what is known of assets before their devices come.

import type { Kysely } from "kysely";
import { type AssetId, assetId, tagId } from "../core/id.ts";
import type { KnownAsset } from "../core/scope.ts";
import type { ScopeTag } from "../core/tag-storage.ts";
import { chunked } from "./chunked.ts";
import { isOneOf } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";
import { tagIdsOf } from "./traits-store.ts";

export async function readScopeTags(db: Kysely<Database>): Promise<readonly ScopeTag[]> {
  const rows = await db
    .selectFrom("tag")
    .select(["id", "name", "rule", "placements"])
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...row, id: tagId(row.id) }));
}

type Changes = ReadonlyMap<number, KnownAsset["changes"]>;

async function readChanges(db: Kysely<Database>, ids: readonly AssetId[]): Promise<Changes> {
  const rows = await db
    .selectFrom("asset_change")
    .select(["asset_id", "property as field", "at"])
    .where((query) => isOneOf(dialectOf(db), query.ref("asset_id"), ids))
    .execute();
  return Map.groupBy(rows, (row) => row.asset_id);
}

export async function readKnownAssets(
  db: Kysely<Database>,
  ids: readonly AssetId[],
  withHistory: boolean,
): Promise<ReadonlyMap<AssetId, KnownAsset>> {
  const known = new Map<AssetId, KnownAsset>();
  for (const some of chunked(ids)) {
    const rows = await db
      .selectFrom("asset")
      .innerJoin("traits", "traits.id", "asset.traits_id")
      .select(["asset.id", "asset.first_seen_at", "asset.last_changed_at", "traits.tag_set"])
      .where((query) => isOneOf(dialectOf(db), query.ref("asset.id"), some))
      .execute();
    const changes: Changes = withHistory ? await readChanges(db, some) : new Map();
    for (const row of rows)
      known.set(assetId(row.id), {
        tagIds: tagIdsOf(row.tag_set).map(tagId),
        firstSeenAt: row.first_seen_at,
        lastChangedAt: row.last_changed_at,
        changes: changes.get(row.id) ?? [],
      });
  }
  return known;
}

// Writes the attributes of assets: what the lines that a person added to a transform map make of their devices.

import type { Kysely } from "kysely";
import type { AssetId } from "../core/id.ts";
import { searchText } from "../core/search-text.ts";
import { inBlocks } from "./chunked.ts";
import { isOneOf } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";

/** By asset, and then by name. */
type Attributes = ReadonlyMap<AssetId, ReadonlyMap<string, string>>;

async function readAttributes(db: Kysely<Database>, ids: readonly AssetId[]): Promise<Attributes> {
  const found = new Map<AssetId, Map<string, string>>();
  const rows = await db
    .selectFrom("asset_attribute")
    .select(["asset_id", "name", "value"])
    .where((query) => isOneOf(dialectOf(db), query.ref("asset_id"), ids))
    .execute();
  for (const { asset_id: id, name, value } of rows)
    found.set(id as AssetId, (found.get(id as AssetId) ?? new Map()).set(name, value));
  return found;
}

async function deleteAttributes(
  db: Kysely<Database>,
  gone: readonly { readonly id: AssetId; readonly name: string }[],
): Promise<void> {
  for (const [name, rows] of Map.groupBy(gone, (row) => row.name))
    await db
      .deleteFrom("asset_attribute")
      .where("name", "=", name)
      .where((query) =>
        isOneOf(
          dialectOf(db),
          query.ref("asset_id"),
          rows.map(({ id }) => id),
        ),
      )
      .execute();
}

/** Gives each asset exactly these attributes, and writes nothing where it has them; answers which have others by it. */
export async function setAttributes(db: Kysely<Database>, wanted: Attributes): Promise<readonly AssetId[]> {
  const stored = await readAttributes(db, [...wanted.keys()]);
  const changed = new Set<AssetId>();
  const gone: { id: AssetId; name: string }[] = [];
  const set: { asset_id: AssetId; name: string; value: string; value_text: string }[] = [];
  for (const [id, attributes] of wanted) {
    const before = stored.get(id);
    for (const name of before?.keys() ?? []) if (!attributes.has(name)) gone.push({ id, name });
    for (const [name, value] of attributes)
      if (before?.get(name) !== value) set.push({ asset_id: id, name, value, value_text: searchText(value) });
  }
  await deleteAttributes(db, gone);
  for (const some of inBlocks(set))
    await db
      .insertInto("asset_attribute")
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(["asset_id", "name"]).doUpdateSet(({ ref }) => ({
          value: ref("excluded.value"),
          value_text: ref("excluded.value_text"),
        })),
      )
      .execute();
  for (const { id } of gone) changed.add(id);
  for (const { asset_id: id } of set) changed.add(id);
  return [...changed];
}

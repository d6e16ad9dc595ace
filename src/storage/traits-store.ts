// Traits: what many assets have in common, found or made, and assets moved from one to another.

import { type Kysely, type Selectable, sql } from "kysely";
import type { AssetFields } from "../core/asset.ts";
import type { Timestamp } from "../core/clock.ts";
import { type AssetId, assetId, type ConnectionId, type TagId } from "../core/id.ts";
import { operatingSystemCategory } from "../core/operating-system.ts";
import { searchText } from "../core/search-text.ts";
import { noSeverities, type Posture, type SeverityMap, severityOf, staleBefore } from "../core/severity.ts";
import { defaultCriticality } from "../core/tag.ts";
import { chunked, inBlocks } from "./chunked.ts";
import { toSeverityMap } from "./json-columns.ts";
import { isOneOf, isOneOfTexts } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database, TraitsTable } from "./schema.ts";

/** What sets traits apart from others: everything else in their row follows from it. */
const distinctive = [
  "connection_id",
  "is_retired",
  "operating_system",
  "operating_system_version",
  "trust_type",
  "is_compliant",
  "is_managed",
  "is_enabled",
  "is_stale",
  "tag_set",
] as const;
export type Traits = Pick<Selectable<TraitsTable>, (typeof distinctive)[number]>;

export const noTags = ",";

export function tagIdsOf(tagSet: string): readonly number[] {
  return tagSet
    .split(",")
    .filter((id) => id !== "")
    .map(Number);
}

export function toTagSet(ids: Iterable<number>): string {
  const sorted = [...new Set(ids)].sort((one, other) => one - other);
  return sorted.length === 0 ? noTags : `,${sorted.join(",")},`;
}

function traitsKey(traits: Traits): string {
  return JSON.stringify(distinctive.map((column) => traits[column]));
}

/** Without whatever else the row has that they were read with. */
function onlyTraits(traits: Traits): Traits {
  return Object.fromEntries(distinctive.map((column) => [column, traits[column]])) as unknown as Traits;
}

const toColumn = (value: boolean | null): number | null => (value === null ? null : Number(value));
const toFlag = (value: number | null): boolean | null => (value === null ? null : value === 1);

/** The traits of an asset that shows these fields. */
export function traitsOf(
  connection: ConnectionId,
  fields: AssetFields,
  map: SeverityMap,
  at: Timestamp,
  tagSet: string,
): Traits {
  const before = staleBefore(map, at);
  return {
    connection_id: connection,
    is_retired: 0,
    operating_system: fields.operatingSystem,
    operating_system_version: fields.operatingSystemVersion,
    trust_type: fields.trustType,
    is_compliant: toColumn(fields.isCompliant),
    is_managed: toColumn(fields.isManaged),
    is_enabled: toColumn(fields.isEnabled),
    is_stale: Number(before !== null && fields.lastSignInAt !== null && fields.lastSignInAt < before),
    tag_set: tagSet,
  };
}

export async function readSeverityMap(db: Kysely<Database>, id: ConnectionId): Promise<SeverityMap> {
  const row = await db
    .selectFrom("connection")
    .select("severity_map")
    .where("id", "=", id)
    .executeTakeFirst();
  return toSeverityMap(row?.severity_map ?? null);
}

/** The highest of the tags. */
async function criticalities(db: Kysely<Database>): Promise<(tagSet: string) => number> {
  const rows = await db.selectFrom("tag").select(["id", "criticality"]).execute();
  const of = new Map(rows.map(({ id, criticality }) => [id, criticality]));
  return (tagSet) => {
    const all = tagIdsOf(tagSet).flatMap((id) => of.get(id) ?? []);
    return all.length === 0 ? defaultCriticality : Math.max(...all);
  };
}

const textOf = (value: string | null): string | null => (value === null ? null : searchText(value));

export function postureOf(
  traits: Pick<Traits, "is_compliant" | "is_managed" | "is_enabled" | "is_stale">,
): Posture {
  return {
    isCompliant: toFlag(traits.is_compliant),
    isManaged: toFlag(traits.is_managed),
    isEnabled: toFlag(traits.is_enabled),
    isStale: traits.is_stale === 1,
  };
}

async function insertTraits(db: Kysely<Database>, missing: ReadonlyMap<string, Traits>): Promise<void> {
  const criticalityOf = await criticalities(db);
  const maps = new Map<number, SeverityMap>();
  for (const { connection_id: id } of missing.values())
    if (!maps.has(id)) maps.set(id, await readSeverityMap(db, id as ConnectionId));
  const rows = [...missing].map(([key, traits]) => ({
    ...onlyTraits(traits),
    key,
    operating_system_text: textOf(traits.operating_system),
    operating_system_version_text: textOf(traits.operating_system_version),
    category: operatingSystemCategory(traits.operating_system),
    severity: severityOf(maps.get(traits.connection_id) ?? noSeverities, postureOf(traits)),
    criticality: criticalityOf(traits.tag_set),
  }));
  for (const some of inBlocks(rows))
    await db
      .insertInto("traits")
      .values(some)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
}

async function readIds(db: Kysely<Database>, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("traits")
    .select(["id", "key"])
    .where((query) => isOneOfTexts(dialectOf(db), query.ref("key"), keys))
    .execute();
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** The id of each, in their order; undefined where there are no such traits. */
export async function findTraits(
  db: Kysely<Database>,
  wanted: readonly Traits[],
): Promise<readonly (number | undefined)[]> {
  const keys = wanted.map(traitsKey);
  const ids = await readIds(db, keys);
  return keys.map((key) => ids.get(key));
}

/** The id of each, in their order; those that nobody has yet are made. */
export async function traitsIds(db: Kysely<Database>, wanted: readonly Traits[]): Promise<readonly number[]> {
  const keys = wanted.map(traitsKey);
  const byKey = new Map(keys.map((key, index) => [key, wanted[index] as Traits]));
  let ids = await readIds(db, [...byKey.keys()]);
  const missing = new Map([...byKey].filter(([key]) => !ids.has(key)));
  if (missing.size > 0) {
    await insertTraits(db, missing);
    ids = await readIds(db, [...byKey.keys()]);
  }
  return keys.map((key) => {
    const id = ids.get(key);
    if (id === undefined) throw new TypeError("Traits that were made are not there.");
    return id;
  });
}

/**
 * Gives each asset the traits that `change` makes of those it has; answers how many have others by it. Dynamic tags are judged
 * afterwards by `judgeAssets`, unless nothing but tags has changed.
 */
export async function moveAssets(
  db: Kysely<Database>,
  ids: readonly AssetId[],
  change: (traits: Traits, id: AssetId) => Traits,
): Promise<number> {
  let moved = 0;
  const dialect = dialectOf(db);
  for (const some of chunked(ids)) {
    const rows = await db
      .selectFrom("asset")
      .select(["id", "traits_id"])
      .where((query) => isOneOf(dialect, query.ref("id"), some))
      .execute();
    const held = await readTraits(
      db,
      rows.map((row) => row.traits_id),
    );
    const wanted = rows.map((row) => change(held.get(row.traits_id) as Traits, assetId(row.id)));
    const targets = await traitsIds(db, wanted);
    const targetOf = new Map(
      rows.flatMap((row, index): [number, number][] => {
        const target = targets[index] as number;
        return row.traits_id === target ? [] : [[row.id, target]];
      }),
    );
    moved += targetOf.size;
    await setTraits(db, targetOf);
  }
  return moved;
}

/**
 * Gives traits, by their ids, other tags: all their assets have them by it. The caller has seen that there are no such traits yet.
 */
export async function renameTagSets(
  db: Kysely<Database>,
  wanted: ReadonlyMap<number, Traits>,
): Promise<void> {
  if (wanted.size === 0) return;
  const criticalityOf = await criticalities(db);
  const rows = [...wanted].map(([id, traits]) => ({
    id,
    key: traitsKey(traits),
    tag_set: traits.tag_set,
    criticality: criticalityOf(traits.tag_set),
  }));
  const all = JSON.stringify(rows);
  const renamed =
    dialectOf(db) === "sqlite"
      ? sql`
          select value ->> 'id' as id, value ->> 'key' as key, value ->> 'tag_set' as tag_set,
            value ->> 'criticality' as criticality from json_each(${all})`
      : sql`select * from json_to_recordset(${all}) as row (id bigint, key text, tag_set text, criticality integer)`;
  await sql`
    update traits set key = renamed.key, tag_set = renamed.tag_set, criticality = renamed.criticality
    from (${renamed}) as renamed where traits.id = renamed.id`.execute(db);
}

/** Assets have few traits: each is read once. */
async function readTraits(
  db: Kysely<Database>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Selectable<TraitsTable>>> {
  const rows = await db
    .selectFrom("traits")
    .selectAll()
    .where((query) => isOneOf(dialectOf(db), query.ref("id"), [...new Set(ids)]))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** One statement, however many other traits they have by it. */
async function setTraits(db: Kysely<Database>, targetOf: ReadonlyMap<number, number>): Promise<void> {
  if (targetOf.size === 0) return;
  const moved =
    dialectOf(db) === "sqlite"
      ? sql`select cast(key as integer) as id, value as target from json_each(${JSON.stringify(Object.fromEntries(targetOf))})`
      : sql`select * from unnest(${[...targetOf.keys()]}::bigint[], ${[...targetOf.values()]}::bigint[]) as moved (id, target)`;
  await sql`
    update asset set traits_id = moved.target from (${moved}) as moved where asset.id = moved.id`.execute(db);
}

/** The tags of each asset, as its traits have them; tags stay on whatever becomes of the device. */
export async function readTagSets(
  db: Kysely<Database>,
  ids: readonly AssetId[],
): Promise<ReadonlyMap<AssetId, string>> {
  const rows = await db
    .selectFrom("asset")
    .innerJoin("traits", "traits.id", "asset.traits_id")
    .select(["asset.id", "traits.tag_set"])
    .where((query) => isOneOf(dialectOf(db), query.ref("asset.id"), ids))
    .execute();
  return new Map(rows.map(({ id, tag_set: tagSet }) => [assetId(id), tagSet]));
}

/** After a tag's criticality has changed, or the tag is gone. */
export async function renewCriticality(db: Kysely<Database>, tag: TagId): Promise<void> {
  const criticalityOf = await criticalities(db);
  const rows = await db
    .selectFrom("traits")
    .select(["id", "tag_set", "criticality"])
    .where("tag_set", "like", `%,${tag},%`)
    .execute();
  const changed = rows.filter((row) => criticalityOf(row.tag_set) !== row.criticality);
  for (const [criticality, group] of Map.groupBy(changed, (row) => criticalityOf(row.tag_set)))
    await db
      .updateTable("traits")
      .set({ criticality })
      .where((query) =>
        isOneOf(
          dialectOf(db),
          query.ref("id"),
          group.map(({ id }) => id),
        ),
      )
      .execute();
}

/** While nobody else writes assets: what is in nobody's use could be taken into use at the same moment. */
export async function forgetUnusedTraits(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom("traits").where("asset_count", "=", 0).execute();
}

/** The ids of a connection's traits, as a subquery. */
export function traitsOfConnection(db: Kysely<Database>, id: ConnectionId) {
  return db.selectFrom("traits").select("traits.id").where("traits.connection_id", "=", id);
}

/** How many assets a connection has in one state of their lifecycle. */
export async function countAssets(
  db: Kysely<Database>,
  connection: ConnectionId,
  isRetired: boolean,
): Promise<number> {
  const { count } = await db
    .selectFrom("traits")
    .select(sql<number>`cast(coalesce(sum(asset_count), 0) as bigint)`.as("count"))
    .where("connection_id", "=", connection)
    .where("is_retired", "=", Number(isRetired))
    .executeTakeFirstOrThrow();
  return count;
}

// How a search goes about its condition: what it says of traits, what of assets, and which of both comes first.

import { type Kysely, sql } from "kysely";
import type { AssetQuery } from "../core/asset-query.ts";
import { type Condition, isOneOf, withoutIndex } from "./match-sql.ts";
import { type QueryContext, readQueryContext } from "./query-context.ts";
import { joinCondition, type SplitCondition, splitCondition } from "./query-to-sql.ts";
import type { Database } from "./schema.ts";

export interface SearchPlan {
  readonly context: QueryContext;
  /** Null where nothing is found. */
  readonly split: SplitCondition | null;
  /** Over the table `asset`. */
  readonly condition: Condition;
  /** Whether the assets of the traits are few of all. */
  readonly isRare: boolean;
  /** How many assets there are. */
  readonly total: number;
}

/** SQLite has no idea how many assets have which traits; up to this share of all, they are found by their traits. */
const rareShare = 0.02;

async function countByTraits(
  db: Kysely<Database>,
  traits: Condition | null,
): Promise<{ readonly matching: number; readonly total: number }> {
  const matching = traits === null ? sql`asset_count` : sql`case when ${traits} then asset_count else 0 end`;
  const row = await db
    .selectFrom("traits")
    .select(sql<number>`cast(coalesce(sum(${matching}), 0) as bigint)`.as("matching"))
    .select(sql<number>`cast(coalesce(sum(asset_count), 0) as bigint)`.as("total"))
    .executeTakeFirstOrThrow();
  return row;
}

export async function planSearch(db: Kysely<Database>, query: AssetQuery): Promise<SearchPlan> {
  const context = await readQueryContext(db);
  const split = splitCondition(query, context);
  const { matching, total } = await countByTraits(db, split?.traits ?? null);
  const isRare = matching <= total * rareShare;
  const usesIndex = context.dialect === "postgres" || isRare;
  return { context, split, condition: joinCondition(split, usesIndex), isRare, total };
}

/** The plan's condition for those assets alone that have one of these traits, which it holds for. */
export function conditionOfTraits(plan: SearchPlan, ids: readonly number[], count: number): Condition {
  const { dialect } = plan.context;
  const isRare = count <= plan.total * rareShare;
  const column = isRare ? sql.ref("asset.traits_id") : withoutIndex(dialect, "asset.traits_id");
  const ofTraits = isOneOf(dialect, column, ids);
  return plan.split?.asset ? sql`${ofTraits} and ${plan.split.asset}` : ofTraits;
}

const traitsColumns = [
  "traits.id",
  "traits.connection_id",
  "traits.is_retired",
  "traits.operating_system",
  "traits.operating_system_version",
  "traits.category",
  "traits.trust_type",
  "traits.is_compliant",
  "traits.is_managed",
  "traits.is_enabled",
  "traits.severity",
  "traits.criticality",
  "traits.tag_set",
] as const;

export function selectTraits(db: Kysely<Database>) {
  return db.selectFrom("traits").select([...traitsColumns]);
}
export type TraitsRow = Awaited<ReturnType<ReturnType<typeof selectTraits>["execute"]>>[number];
export type CountedTraits = TraitsRow & { readonly count: number };

/** The traits that found assets have, with how many have them. */
export async function readFoundTraits(
  db: Kysely<Database>,
  { context, split, condition }: SearchPlan,
): Promise<readonly CountedTraits[]> {
  if (split === null) return [];
  if (split.asset === null) {
    const stored = selectTraits(db).select("traits.asset_count as count").where("traits.asset_count", ">", 0);
    return (split.traits === null ? stored : stored.where(split.traits)).execute();
  }
  return db
    .with("counted", (query) =>
      query
        .selectFrom("asset")
        .select("asset.traits_id")
        .select(sql<number>`cast(count(*) as bigint)`.as("count"))
        .where(condition)
        // In the order of traits there is an index, and it would be gone along rather than the condition's own.
        .groupBy(withoutIndex(context.dialect, "asset.traits_id")),
    )
    .selectFrom("counted")
    .innerJoin("traits", "traits.id", "counted.traits_id")
    .select([...traitsColumns])
    .select("counted.count")
    .execute();
}

/** Up to so many are told by their ids. */
const few = 10_000;

/**
 * The same, with the ids of the assets; null where they are many, which shows after the first of them. A condition that looks
 * through all assets for some of them is asked once then, and not again for each thing that is to be known of them.
 */
export async function readFewFound(
  db: Kysely<Database>,
  { context: { dialect }, split, condition }: SearchPlan,
): Promise<{ readonly traits: readonly CountedTraits[]; readonly ids: readonly number[] } | null> {
  if (split === null || split.asset === null) return null;
  const joined = dialect === "sqlite" ? sql`group_concat(id, ',')` : sql`string_agg(id::text, ',')`;
  const { rows } = await sql<{ readonly traits_id: number; readonly count: number; readonly ids: string }>`
    select traits_id, cast(count(*) as bigint) as count, ${joined} as ids from (
      select asset.id, asset.traits_id from asset where ${condition} limit ${sql.lit(few + 1)}
    ) as found group by traits_id`.execute(db);
  const counts = new Map(rows.map((row) => [row.traits_id, row.count]));
  if (counts.values().reduce((sum, count) => sum + count, 0) > few) return null;
  const traits = await selectTraits(db)
    .where((query) => isOneOf(dialect, query.ref("traits.id"), [...counts.keys()]))
    .execute();
  return {
    traits: traits.map((row) => ({ ...row, count: counts.get(row.id) ?? 0 })),
    ids: rows.flatMap((row) => row.ids.split(",").map(Number)),
  };
}

export async function countFound(db: Kysely<Database>, query: AssetQuery): Promise<number> {
  const plan = await planSearch(db, query);
  if (plan.split === null) return 0;
  const { traits, asset } = plan.split;
  if (asset === null) return (await countByTraits(db, traits)).matching;
  const { count } = await db
    .selectFrom("asset")
    .select(sql<number>`cast(count(*) as bigint)`.as("count"))
    .where(plan.condition)
    .executeTakeFirstOrThrow();
  return count;
}

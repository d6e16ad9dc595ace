// A query's condition as SQL over the table `asset`, for both databases.

import { type SqlBool, sql } from "kysely";
import type { AssetQuery } from "../core/asset-query.ts";
import { gatherParts, ofAsset } from "./condition-part.ts";
import { type ConditionTree, compileTerms } from "./condition-tree.ts";
import type { Condition } from "./match-sql.ts";
import type { QueryContext } from "./query-context.ts";
import { compileLeaf, type Leaf } from "./query-leaves.ts";

const isLeaf = (query: ConditionTree<Leaf>): query is Leaf => !("terms" in query) && query.kind !== "not";

/** A condition in two halves that both hold; each is null where it says nothing. */
export interface SplitCondition {
  /** Over the table `traits`. */
  readonly traits: Condition | null;
  /** Over the table `asset`. */
  readonly asset: Condition | null;
}

/** Null where the condition holds for no asset. */
export function splitCondition(query: AssetQuery, context: QueryContext): SplitCondition | null {
  const compile = (leaf: Leaf) => compileLeaf(context, leaf);
  const gathered = gatherParts("and", compileTerms<Leaf>({ compileLeaf: compile, isLeaf }, query));
  if (gathered === false) return null;
  if (gathered === true) return { traits: null, asset: null };
  return { traits: gathered.traits?.condition ?? null, asset: gathered.asset?.condition ?? null };
}

/** Over the table `asset`. `usesTraitsIndex` false keeps SQLite from looking for the assets of each of the traits. */
export function joinCondition(split: SplitCondition | null, usesTraitsIndex = true): Condition {
  if (split === null) return sql`false`;
  const { traits, asset } = split;
  const ofTraits =
    traits === null
      ? null
      : ofAsset({ of: "traits", condition: traits, depth: 0 }, usesTraitsIndex).condition;
  if (ofTraits === null) return asset ?? sql`true`;
  return asset === null ? ofTraits : sql<SqlBool>`(${ofTraits} and ${asset})`;
}

/** Over the table `traits`, true or false for each of its rows; null where the condition says anything of assets by themselves. */
export function traitsConditionSql(query: AssetQuery, context: QueryContext): Condition | null {
  const split = splitCondition(query, context);
  if (split === null) return sql`false`;
  return split.asset === null ? sql`coalesce(${split.traits ?? sql`true`}, false)` : null;
}

/** Over the table `asset`; true or false for each of its rows, never null. */
export function conditionSql(query: AssetQuery, context: QueryContext): Condition {
  return joinCondition(splitCondition(query, context));
}

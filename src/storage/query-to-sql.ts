// A query's condition as SQL over the table `asset`, for both databases.

import { type SqlBool, sql } from "kysely";
import type { AssetQuery } from "../core/asset-query.ts";
import { type Compiled, combine, gatherParts, ofAsset, opposite, type Part } from "./condition-part.ts";
import type { Condition } from "./match-sql.ts";
import type { QueryContext } from "./query-context.ts";
import { compileLeaf } from "./query-leaves.ts";

type Kind = "and" | "or";

/** SQLite refuses a thousand operators within one another. What is deeper is found first, under a name. */
const deepest = 300;

/** What is found first, in an order in which each may use those before it. */
type Deep = Condition[];

interface Compilation {
  readonly context: QueryContext;
  readonly deep: Deep;
}

/** A common table expression is no operator: what stands in it does not add to the depth of what uses it. */
function lowered({ deep }: Compilation, compiled: Compiled): Compiled {
  if (typeof compiled === "boolean" || compiled.depth < deepest) return compiled;
  const { of, condition } = compiled;
  const name = sql.id(`deep_${deep.length}`);
  const table = sql.raw(of);
  deep.push(sql`${name} as (select ${table}.id from ${table} where ${condition})`);
  return { of, condition: sql`${table}.id in (select id from ${name})`, depth: 2 };
}

function kindOf({ kind }: { readonly kind: Kind }, isNegated: boolean): Kind {
  if (!isNegated) return kind;
  return kind === "and" ? "or" : "and";
}

/** The terms of a list and of the lists of the same kind within it. */
function gather(
  compilation: Compilation,
  query: AssetQuery,
  isNegated: boolean,
  kind: Kind,
  found: Compiled[],
): void {
  if (query.kind === "not") gather(compilation, query.term, !isNegated, kind, found);
  else if ("terms" in query && kindOf(query, isNegated) === kind)
    for (const term of query.terms) gather(compilation, term, isNegated, kind, found);
  else found.push(lowered(compilation, compile(compilation, query, isNegated)));
}

/** A negation goes down to the leaves, so that whatever is not negated keeps its index. */
function compile(compilation: Compilation, query: AssetQuery, isNegated: boolean): Compiled {
  if (query.kind === "not") return compile(compilation, query.term, !isNegated);
  if ("terms" in query) {
    const found: Compiled[] = [];
    gather(compilation, query, isNegated, kindOf(query, isNegated), found);
    return combine(kindOf(query, isNegated), found);
  }
  const leaf = compileLeaf(compilation.context, query);
  return isNegated ? opposite(leaf) : leaf;
}

/** With what was found first. */
function withDeep({ deep }: Compilation, part: Part | null): Condition | null {
  if (part === null || deep.length === 0) return part?.condition ?? null;
  const table = sql.raw(part.of);
  return sql`${table}.id in (with ${sql.join(deep)} select ${table}.id from ${table} where ${part.condition})`;
}

/** A condition in two halves that both hold; each is null where it says nothing. */
export interface SplitCondition {
  /** Over the table `traits`. */
  readonly traits: Condition | null;
  /** Over the table `asset`. */
  readonly asset: Condition | null;
}

/** Null where the condition holds for no asset. */
export function splitCondition(query: AssetQuery, context: QueryContext): SplitCondition | null {
  const compilation: Compilation = { context, deep: [] };
  const found: Compiled[] = [];
  gather(compilation, query, false, "and", found);
  const gathered = gatherParts("and", found);
  if (gathered === false) return null;
  if (gathered === true) return { traits: null, asset: null };
  return {
    traits: withDeep(compilation, gathered.traits),
    asset: withDeep(compilation, gathered.asset),
  };
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

// Parts of a condition on assets, and how they are put together: what is said of traits stays together.

import { type SqlBool, sql } from "kysely";
import type { Condition } from "./match-sql.ts";

/** Said of a row of `traits`, or of a row of `asset`. */
export interface Part {
  readonly of: "traits" | "asset";
  readonly condition: Condition;
  /** How many operators are within one another. */
  readonly depth: number;
  /** Whether the assets are looked up in another table. */
  readonly isLookup?: boolean;
}

/** True holds for every asset, false for none. */
export type Compiled = Part | boolean;

export const part = (of: Part["of"], condition: Condition | null): Compiled =>
  condition === null ? false : { of, condition, depth: 2 };

/** `asset.id in (select …)`, of which what is within has the depth. */
export const lookup = (condition: Condition, depth = 0): Compiled => ({
  of: "asset",
  condition,
  depth: depth + 3,
  isLookup: true,
});

/** Of whatever has no value, too: then the part itself is null. */
export function opposite(compiled: Compiled): Compiled {
  if (typeof compiled === "boolean") return !compiled;
  const { of, condition, depth } = compiled;
  return { of, condition: sql<SqlBool>`(${condition}) is not true`, depth: depth + 1 };
}

/** As a tree that is as low as it can be: a database refuses a high one. */
function balanced(kind: "and" | "or", conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (conditions.length < 2 && only !== undefined) return only;
  const middle = Math.ceil(conditions.length / 2);
  const left = balanced(kind, conditions.slice(0, middle));
  const right = balanced(kind, conditions.slice(middle));
  return kind === "and" ? sql`(${left} and ${right})` : sql`(${left} or ${right})`;
}

/** PostgreSQL takes each look-up that must hold for one more table to join, and for hundreds it plans for minutes. */
const mostLookups = 8;

/** Beyond the first few, what is looked up is asked of each asset that is left. */
function withFewLookups(kind: "and" | "or", parts: readonly Part[]): readonly Condition[] {
  let lookups = 0;
  return parts.map(({ condition, isLookup }) => {
    if (kind === "or" || !isLookup) return condition;
    lookups += 1;
    return lookups <= mostLookups ? condition : sql<SqlBool>`(${condition}) is true`;
  });
}

function joined(kind: "and" | "or", of: Part["of"], parts: readonly Part[]): Part {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const condition = balanced(kind, withFewLookups(kind, parts));
  const depth = Math.max(...parts.map((one) => one.depth)) + Math.ceil(Math.log2(parts.length));
  return { of, condition, depth };
}

/** The traits of an asset are such; `usesIndex` false keeps SQLite from looking for the assets of each of them. */
export function ofAsset({ of, condition, depth }: Part, usesIndex = true): Part {
  if (of === "asset") return { of, condition, depth };
  const column = sql.raw(usesIndex ? "asset.traits_id" : "+asset.traits_id");
  return {
    of: "asset",
    condition: sql`${column} in (select traits.id from traits where ${condition})`,
    depth: depth + 1,
  };
}

/** What is said of traits and what of assets, with what is constant left out; boolean where all is. */
export function gatherParts(
  kind: "and" | "or",
  compiled: readonly Compiled[],
): boolean | { readonly traits: Part | null; readonly asset: Part | null } {
  const deciding = kind === "or";
  if (compiled.includes(deciding)) return deciding;
  const parts = compiled.filter((one) => typeof one !== "boolean");
  if (parts.length === 0) return !deciding;
  const those = (of: Part["of"]): Part | null => {
    const some = parts.filter((one) => one.of === of);
    return some.length === 0 ? null : joined(kind, of, some);
  };
  return { traits: those("traits"), asset: those("asset") };
}

export function combine(kind: "and" | "or", compiled: readonly Compiled[]): Compiled {
  const gathered = gatherParts(kind, compiled);
  if (typeof gathered === "boolean") return gathered;
  const { traits, asset } = gathered;
  if (traits === null || asset === null) return traits ?? asset ?? kind === "and";
  return joined(kind, "asset", [ofAsset(traits), asset]);
}

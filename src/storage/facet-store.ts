// Counts what a search finds by what the assets are: which values there are, and how many have each.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AssetQuery } from "../core/asset-query.ts";
import type { Facet, FacetName, FacetValue } from "../core/asset-search.ts";
import type { Timestamp } from "../core/clock.ts";
import { inBackticks } from "../query/writing.ts";
import { isOneOf } from "./match-sql.ts";
import type { QueryContext } from "./query-context.ts";
import type { Database } from "./schema.ts";
import {
  type CountedTraits,
  planSearch,
  readFewFound,
  readFoundTraits,
  type SearchPlan,
} from "./search-plan.ts";
import { tagIdsOf } from "./traits-store.ts";

/** The values that assets with these traits have, each with the query for it. */
type ValuesOf = (traits: CountedTraits) => readonly Omit<FacetValue, "count">[];

const mostValues = 100;

function textFacet(token: string, value: (traits: CountedTraits) => string | null): ValuesOf {
  return (traits) => {
    const label = value(traits);
    if (label === null) return [{ label, query: `${token} is null` }];
    // An empty text is no value that can be asked for.
    return [{ label, query: label === "" ? null : `${token}: ${inBackticks(label)}` }];
  };
}

function flagFacet(token: string, value: (traits: CountedTraits) => number | null): ValuesOf {
  return (traits) => {
    const flag = value(traits);
    if (flag === null) return [{ label: null, query: `${token} is null` }];
    return [{ label: String(flag === 1), query: `${token}: ${flag === 1}` }];
  };
}

function severityFacet({ severity }: CountedTraits): ReturnType<ValuesOf> {
  if (severity === null) return [{ label: null, query: "risk.severity is null" }];
  return [{ label: String(severity), query: `risk.severity: ${severity}` }];
}

function tagFacet({ tags }: QueryContext): ValuesOf {
  const names = new Map(tags.map(({ id, name }) => [id, name]));
  return (traits) => {
    const own = tagIdsOf(traits.tag_set).flatMap((id) => names.get(id) ?? []);
    if (own.length === 0) return [{ label: null, query: "tags.name is null" }];
    return own.map((label) => ({ label, query: `tags.name: ${inBackticks(label)}` }));
  };
}

function connectionFacet({ connections }: QueryContext): ValuesOf {
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  return ({ connection_id: id }) => [{ label: names.get(id) ?? String(id), query: `connection.id: ${id}` }];
}

function lifecycleFacet({ is_retired: isRetired }: CountedTraits): ReturnType<ValuesOf> {
  const state = isRetired === 1 ? "retired" : "active";
  return [{ label: state, query: `lifecycle.state: ${state}` }];
}

function traitsFacets(
  context: QueryContext,
): Readonly<Record<Exclude<FacetName, "lastSignInAge">, ValuesOf>> {
  return {
    operatingSystem: textFacet("operatingSystem", (traits) => traits.operating_system),
    category: textFacet("operatingSystem.category", (traits) => traits.category),
    trustType: textFacet("entra.trustType", (traits) => traits.trust_type),
    isCompliant: flagFacet("entra.isCompliant", (traits) => traits.is_compliant),
    isManaged: flagFacet("entra.isManaged", (traits) => traits.is_managed),
    isEnabled: flagFacet("entra.accountEnabled", (traits) => traits.is_enabled),
    severity: severityFacet,
    tag: tagFacet(context),
    connection: connectionFacet(context),
    lifecycle: lifecycleFacet,
  };
}

function countFacet(name: FacetName, valuesOf: ValuesOf, found: readonly CountedTraits[]): Facet {
  const counted = new Map<string, FacetValue>();
  for (const traits of found)
    for (const value of valuesOf(traits)) {
      const key = JSON.stringify([value.label, value.query]);
      counted.set(key, { ...value, count: (counted.get(key)?.count ?? 0) + traits.count });
    }
  const values = [...counted.values()].sort((one, other) => other.count - one.count);
  return {
    name,
    values: values.slice(0, mostValues),
    moreValues: Math.max(0, values.length - mostValues),
  };
}

const dayMs = 86_400_000;
const ages = [7, 30, 90, 180];

/** Each age's label, its condition, and the query for it: from the youngest to the oldest. */
function ageRanges(now: Timestamp) {
  const token = "entra.lastSignIn";
  const at = sql.ref("asset.last_sign_in_at");
  const since = (days: number): RawBuilder<boolean> => sql`${at} >= cast(${now - days * dayMs} as bigint)`;
  const before = (days: number): RawBuilder<boolean> => sql`${at} < cast(${now - days * dayMs} as bigint)`;
  const within = ages.map((days, index) => {
    const younger = ages[index - 1];
    if (younger === undefined)
      return { label: `${days} days`, query: `${token} >= now-${days}d`, condition: since(days) };
    return {
      label: `${days} days`,
      query: `(${token} >= now-${days}d and ${token} < now-${younger}d)`,
      condition: sql<boolean>`${since(days)} and ${before(younger)}`,
    };
  });
  const oldest = ages.at(-1) ?? 0;
  return [
    ...within,
    { label: "older", query: `${token} < now-${oldest}d`, condition: before(oldest) },
    { label: null, query: `${token} is null`, condition: sql<boolean>`${at} is null` },
  ];
}

/** `ids` are those that are found, where they are few. */
async function countAges(
  db: Kysely<Database>,
  { context, condition }: SearchPlan,
  ids: readonly number[] | null,
  now: Timestamp,
): Promise<Facet> {
  const ranges = ageRanges(now);
  const counts = ranges.map(
    (range, index) =>
      sql`cast(count(*) filter (where ${range.condition}) as bigint) as ${sql.id(`age_${index}`)}`,
  );
  const where = ids === null ? condition : isOneOf(context.dialect, sql.ref("asset.id"), ids);
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(counts)} from asset where ${where}`.execute(db);
  const values = ranges.map(({ label, query }, index) => ({
    label,
    query,
    count: rows[0]?.[`age_${index}`] ?? 0,
  }));
  return { name: "lastSignInAge", values: values.filter((value) => value.count > 0), moreValues: 0 };
}

export async function readFacets(
  db: Kysely<Database>,
  query: AssetQuery,
  now: Timestamp,
): Promise<readonly Facet[]> {
  const plan = await planSearch(db, query);
  const few = await readFewFound(db, plan);
  // Where many are found they are found twice: at once, since each may look through all assets.
  const [found, ages] = await Promise.all([
    few?.traits ?? readFoundTraits(db, plan),
    countAges(db, plan, few?.ids ?? null, now),
  ]);
  const facets = Object.entries(traitsFacets(plan.context)).map(([name, valuesOf]) =>
    countFacet(name as FacetName, valuesOf, found),
  );
  return [...facets, ages];
}

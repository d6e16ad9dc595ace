// Which values a field has, for whoever is writing a query about it.

import { type Kysely, sql } from "kysely";
import { attributeName } from "../core/asset-attribute.ts";
import type { AssetQuery } from "../core/asset-query.ts";
import type { CountedValue } from "../core/asset-search.ts";
import { searchText } from "../core/search-text.ts";
import { attributeGroup, findToken, type TokenTarget } from "../query/tokens.ts";
import { hasText, isOneOf } from "./match-sql.ts";
import type { QueryContext } from "./query-context.ts";
import type { Database } from "./schema.ts";
import { type CountedTraits, planSearch, readFoundTraits, type SearchPlan } from "./search-plan.ts";
import { tagIdsOf } from "./traits-store.ts";
import { toRules } from "./transform-map-store.ts";

const active: AssetQuery = { kind: "lifecycle", state: "active" };

/** How a value that has a word with this beginning has it in the form of `searchText`; empty for every value. */
const wordStart = (prefix: string): string => searchText(prefix).trimEnd();

const isWanted = (value: string, prefix: string): boolean => searchText(value).includes(wordStart(prefix));

/** What assets with the same traits have; null where the field is none of their traits. */
function traitsValues(
  target: TokenTarget,
  { connections, tags }: QueryContext,
): ((traits: CountedTraits) => readonly (string | null)[]) | null {
  const connectionOf = new Map(connections.map((connection) => [connection.id, connection]));
  const tagOf = new Map(tags.map(({ id, name }) => [id, name]));
  const flag = (value: number | null) => (value === null ? null : String(value === 1));
  const ofField = {
    operatingSystem: (traits: CountedTraits) => [traits.operating_system],
    operatingSystemVersion: (traits: CountedTraits) => [traits.operating_system_version],
    vendor: (traits: CountedTraits) => [connectionOf.get(traits.connection_id)?.vendor ?? null],
    product: (traits: CountedTraits) => [connectionOf.get(traits.connection_id)?.product ?? null],
    connectionName: (traits: CountedTraits) => [connectionOf.get(traits.connection_id)?.name ?? null],
    connectionId: (traits: CountedTraits) => [String(traits.connection_id)],
    tagName: (traits: CountedTraits) => tagIdsOf(traits.tag_set).map((id) => tagOf.get(id) ?? null),
    category: (traits: CountedTraits) => [traits.category],
    trustType: (traits: CountedTraits) => [traits.trust_type],
    isCompliant: (traits: CountedTraits) => [flag(traits.is_compliant)],
    isManaged: (traits: CountedTraits) => [flag(traits.is_managed)],
    isEnabled: (traits: CountedTraits) => [flag(traits.is_enabled)],
    severity: (traits: CountedTraits) => [traits.severity === null ? null : String(traits.severity)],
    lifecycle: (traits: CountedTraits) => [traits.is_retired === 1 ? "retired" : "active"],
  };
  const field = target.type === "lifecycle" ? "lifecycle" : "field" in target ? target.field : null;
  return field !== null && field in ofField ? ofField[field as keyof typeof ofField] : null;
}

function countValues(
  found: readonly CountedTraits[],
  valuesOf: (traits: CountedTraits) => readonly (string | null)[],
  prefix: string,
  limit: number,
): readonly CountedValue[] {
  const counts = new Map<string, number>();
  for (const traits of found)
    for (const value of valuesOf(traits))
      if (value !== null && value !== "") counts.set(value, (counts.get(value) ?? 0) + traits.count);
  return [...counts]
    .filter(([value]) => isWanted(value, prefix))
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, limit);
}

/** Along the index of names, as far as the limit needs. */
async function readNames(
  db: Kysely<Database>,
  { condition, context }: SearchPlan,
  prefix: string,
  limit: number,
): Promise<readonly CountedValue[]> {
  const { rows } = await sql<CountedValue>`
    select min(asset.name) as value, cast(count(*) as bigint) as count from asset
    where ${condition} and ${hasText(context.dialect, sql.ref("asset.name_text"), wordStart(prefix))}
    group by asset.name_text order by asset.name_text limit ${sql.lit(limit)}`.execute(db);
  return rows;
}

/** Those that the connections' transform maps add; the connectors' own are tokens of the language. */
async function readAttributeNames(
  db: Kysely<Database>,
  prefix: string,
  limit: number,
): Promise<readonly CountedValue[]> {
  const rows = await db
    .selectFrom("connection")
    .innerJoin("transform_map", (join) =>
      join
        .onRef("transform_map.connection_id", "=", "connection.id")
        .onRef("transform_map.version", "=", "connection.transform_map_version"),
    )
    .select("transform_map.rules")
    .where("connection.removed_at", "is", null)
    .execute();
  const names = rows.flatMap(({ rules }) => toRules(rules).flatMap(({ to }) => attributeName(to) ?? []));
  return [...new Set(names)]
    .filter((name) => name.toLowerCase().startsWith(prefix.toLowerCase()))
    .toSorted()
    .slice(0, limit)
    .map((value) => ({ value, count: null }));
}

async function readAttributeValues(
  db: Kysely<Database>,
  { dialect }: QueryContext,
  { name, prefix, limit }: { readonly name: string; readonly prefix: string; readonly limit: number },
): Promise<readonly CountedValue[]> {
  if (name.includes("\u0000")) return [];
  const { rows } = await sql<CountedValue>`
    select (
      select one.value from asset_attribute as one
      where one.name = ${name} and one.value_text = counted.value_text limit 1
    ) as value, counted.count from (
      select value_text, cast(count(*) as bigint) as count from asset_attribute
      where name = ${name} and ${hasText(dialect, sql.ref("value_text"), wordStart(prefix))}
      group by value_text order by count desc, value_text limit ${sql.lit(limit)}
    ) as counted`.execute(db);
  return rows;
}

/** Ids that begin so, as they are typed or in the other case. */
async function readIds(
  db: Kysely<Database>,
  { dialect, connections }: QueryContext,
  field: "externalId" | "entraDeviceId",
  prefix: string,
  limit: number,
): Promise<readonly CountedValue[]> {
  const spellings = [...new Set([prefix, prefix.toLowerCase(), prefix.toUpperCase()])];
  const found = new Map<string, CountedValue>();
  for (const spelling of spellings.map((text) => text.replaceAll("\u0000", ""))) {
    const ends = [spelling, `${spelling}\u{10ffff}`] as const;
    const rows =
      field === "entraDeviceId"
        ? await db
            .selectFrom("asset")
            .select("entra_device_id as value")
            .where("entra_device_id", ">=", ends[0])
            .where("entra_device_id", "<", ends[1])
            .limit(limit)
            .execute()
        : await db
            .selectFrom("device")
            .innerJoin("asset", "asset.id", "device.asset_id")
            .select("external_id as value")
            .where((query) =>
              isOneOf(
                dialect,
                query.ref("device.connection_id"),
                connections.map(({ id }) => id),
              ),
            )
            .where("external_id", ">=", ends[0])
            .where("external_id", "<", ends[1])
            .limit(limit)
            .execute();
    for (const { value } of rows)
      if (value !== null) found.set(value, { value, count: (found.get(value)?.count ?? 0) + 1 });
  }
  return [...found.values()].slice(0, limit);
}

export async function readValues(
  db: Kysely<Database>,
  token: string,
  prefix: string,
  limit: number,
): Promise<readonly CountedValue[]> {
  if (token === attributeGroup) return readAttributeNames(db, prefix, limit);
  const target = findToken(token)?.target ?? null;
  if (target === null) return [];
  const plan = await planSearch(db, target.type === "lifecycle" ? { kind: "and", terms: [] } : active);
  const { context } = plan;
  const valuesOf = traitsValues(target, context);
  if (valuesOf !== null) return countValues(await readFoundTraits(db, plan), valuesOf, prefix, limit);
  if (target.type === "attribute")
    return readAttributeValues(db, context, { name: target.name, prefix, limit });
  if (target.type === "text") return readNames(db, plan, prefix, limit);
  if (target.type === "changedField")
    return context.changedProperties
      .filter((value) => isWanted(value, prefix))
      .slice(0, limit)
      .map((value) => ({ value, count: null }));
  if (target.type !== "id" || target.field === "id" || target.field === "connectionId") return [];
  return readIds(db, context, target.field, prefix, limit);
}

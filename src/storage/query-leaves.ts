// What each condition of a query that holds no other is in SQL.

import { type SqlBool, sql } from "kysely";
import type { AssetQuery, ChangeQuery, DateField, NullableField } from "../core/asset-query.ts";
import { matchesId, matchesKeyword, matchesText, type TextMatch } from "../core/search-text.ts";
import { type Compiled, combine, lookup, part } from "./condition-part.ts";
import { type ConditionTree, compileTerms } from "./condition-tree.ts";
import {
  type Condition,
  hasOneOf,
  isOneOf,
  isOneOfTexts,
  isWithin,
  matchIdColumn,
  matchKeyword,
  matchText,
} from "./match-sql.ts";
import type { KnownConnection, QueryContext } from "./query-context.ts";

export type Leaf = Exclude<AssetQuery, { kind: "and" | "or" | "not" }>;
type Of<Kind extends Leaf["kind"]> = Extract<Leaf, { kind: Kind }>;

/** A name of ours, which costs less than to have its parts found and quoted. */
const column = (name: string) => sql.raw(name);

/** Of connections: decided on their short list. */
function ofConnections(
  { dialect, connections }: QueryContext,
  isWanted: (connection: KnownConnection) => boolean,
): Compiled {
  const wanted = connections.filter(isWanted).map(({ id }) => id);
  if (wanted.length === 0) return false;
  if (wanted.length === connections.length) return true;
  return part("traits", isOneOf(dialect, column("traits.connection_id"), wanted));
}

function ofTags({ dialect, tags }: QueryContext, match: TextMatch): Compiled {
  const wanted = tags.filter(({ name }) => matchesText(name, match)).map(({ id }) => `,${id},`);
  return wanted.length > 0 && part("traits", hasOneOf(dialect, column("traits.tag_set"), wanted));
}

function ofText(context: QueryContext, { field, match }: Of<"text">): Compiled {
  const { dialect } = context;
  const columns = (table: string, value: string, text: string) => ({
    value: column(`${table}.${value}`),
    text: column(`${table}.${text}`),
  });
  switch (field) {
    case "name":
      return part("asset", matchText(dialect, columns("asset", "name", "name_text"), match));
    case "operatingSystem":
    case "operatingSystemVersion": {
      const value = field === "operatingSystem" ? "operating_system" : "operating_system_version";
      return part("traits", matchText(dialect, columns("traits", value, `${value}_text`), match));
    }
    case "tagName":
      return ofTags(context, match);
    case "vendor":
    case "product":
      return ofConnections(context, (connection) => matchesText(connection[field], match));
    case "connectionName":
      return ofConnections(context, ({ name }) => matchesText(name, match));
  }
}

/** The unique index has the connection first, so it is asked for each of them. */
function ofExternalId({ dialect, connections }: QueryContext, { match }: Of<"id">): Compiled {
  const matches = matchIdColumn(dialect, column("device.external_id"), match);
  if (matches === null) return false;
  const every = connections.map(({ id }) => id);
  const ofEvery = isOneOf(dialect, column("device.connection_id"), every);
  const condition = match.kind === "pattern" ? matches : sql<SqlBool>`${ofEvery} and ${matches}`;
  return lookup(sql`asset.id in (select device.asset_id from device where ${condition})`);
}

const wholeNumber = /^[1-9]\d{0,14}$/;

function ofId(context: QueryContext, query: Of<"id">): Compiled {
  const { field, match } = query;
  switch (field) {
    case "connectionId":
      return ofConnections(context, ({ id }) => matchesId(String(id), match));
    case "externalId":
      return ofExternalId(context, query);
    case "entraDeviceId":
      return part("asset", matchIdColumn(context.dialect, column("asset.entra_device_id"), match));
    case "id": {
      if (match.kind === "pattern")
        return part("asset", matchKeyword(context.dialect, sql`cast(asset.id as text)`, match));
      if (!wholeNumber.test(match.value)) return false;
      return part("asset", sql`asset.id = cast(${Number(match.value)} as bigint)`);
    }
  }
}

const dateColumns = {
  lastSignInAt: "asset.last_sign_in_at",
  registeredAt: "asset.registered_at",
  firstSeenAt: "asset.first_seen_at",
  lastChangedAt: "asset.last_changed_at",
  retiredAt: "asset.retired_at",
} as const satisfies Partial<Record<DateField, string>>;

/**
 * The latest of when it was first seen and of when it was last seen: the asset's own time, or the connection's while the
 * asset has none. Taken apart, so that each is compared where it is.
 */
function ofLastSeen(context: QueryContext, { range: { from, before } }: Of<"date">): Compiled {
  const first = column("asset.first_seen_at");
  const own = column("asset.last_seen_at");
  const hasOwn = part("asset", sql`${own} is not null`);
  const hasNone = part("asset", sql`${own} is null`);
  const within = (of: typeof own, bound: { from: number } | { before: number }): Compiled =>
    part("asset", isWithin(of, { from: null, before: null, ...bound }));
  const terms: Compiled[] = [];
  if (from !== null) {
    const seen = ofConnections(context, ({ lastSeenAt }) => lastSeenAt !== null && lastSeenAt >= from);
    terms.push(
      combine("or", [within(first, { from }), within(own, { from }), combine("and", [hasNone, seen])]),
    );
  }
  if (before !== null) {
    const unseen = ofConnections(context, ({ lastSeenAt }) => lastSeenAt === null || lastSeenAt < before);
    terms.push(
      within(first, { before }),
      combine("or", [hasNone, within(own, { before })]),
      combine("or", [hasOwn, unseen]),
    );
  }
  return combine("and", terms);
}

function ofDate(context: QueryContext, query: Of<"date">): Compiled {
  if (query.field === "lastSeenAt") return ofLastSeen(context, query);
  return part("asset", isWithin(column(dateColumns[query.field]), query.range));
}

const missingColumns: Readonly<Partial<Record<NullableField, string>>> = {
  operatingSystem: "traits.operating_system",
  operatingSystemVersion: "traits.operating_system_version",
  category: "traits.category",
  trustType: "traits.trust_type",
  isCompliant: "traits.is_compliant",
  isManaged: "traits.is_managed",
  isEnabled: "traits.is_enabled",
  severity: "traits.severity",
  entraDeviceId: "asset.entra_device_id",
  lastSignInAt: "asset.last_sign_in_at",
  registeredAt: "asset.registered_at",
  retiredAt: "asset.retired_at",
};

function ofMissing({ field }: Of<"missing">): Compiled {
  if (field === "tagName") return part("traits", sql`traits.tag_set = ','`);
  const name = missingColumns[field];
  if (name === undefined) return false;
  return part(name.startsWith("traits.") ? "traits" : "asset", sql`${column(name)} is null`);
}

const booleanColumns = { isCompliant: "is_compliant", isManaged: "is_managed", isEnabled: "is_enabled" };

function ofAttribute({ dialect }: QueryContext, { name, match }: Of<"attribute">): Compiled {
  const columns = { value: column("asset_attribute.value"), text: column("asset_attribute.value_text") };
  const matches = matchText(dialect, columns, match);
  if (matches === null || name.includes("\u0000")) return false;
  return lookup(
    sql`asset.id in (select asset_attribute.asset_id from asset_attribute where asset_attribute.name = ${name} and ${matches})`,
  );
}

function ofMissingAttribute({ name }: Of<"attributeMissing">): Compiled {
  if (name.includes("\u0000")) return true;
  return lookup(
    sql`asset.id not in (select asset_attribute.asset_id from asset_attribute where asset_attribute.name = ${name})`,
  );
}

type ChangeLeaf = Exclude<ChangeQuery, { kind: "and" | "or" | "not" }>;

const isChangeLeaf = (query: ConditionTree<ChangeLeaf>): query is ChangeLeaf =>
  !("terms" in query) && query.kind !== "not";

/** Every column of a change has a value, so nothing is null here. */
function changeLeaf(context: QueryContext, query: ChangeLeaf): Compiled {
  switch (query.kind) {
    case "all":
      return true;
    case "at":
      return part("asset", isWithin(column("asset_change.at"), query.range));
    case "field": {
      const wanted = context.changedProperties.filter((name) => matchesKeyword(name, query.match));
      return (
        wanted.length > 0 &&
        part("asset", isOneOfTexts(context.dialect, column("asset_change.property"), wanted))
      );
    }
  }
}

function ofChanges(context: QueryContext, { entry }: Of<"changed">): Compiled {
  const reader = { compileLeaf: (leaf: ChangeLeaf) => changeLeaf(context, leaf), isLeaf: isChangeLeaf };
  const compiled = combine("and", compileTerms<ChangeLeaf>(reader, entry));
  if (compiled === false) return false;
  const condition: Condition = compiled === true ? sql`true` : compiled.condition;
  return lookup(
    sql`asset.id in (select asset_change.asset_id from asset_change where ${condition})`,
    compiled === true ? 0 : compiled.depth,
  );
}

export function compileLeaf(context: QueryContext, query: Leaf): Compiled {
  const { dialect } = context;
  switch (query.kind) {
    case "text":
      return ofText(context, query);
    case "id":
      return ofId(context, query);
    case "keyword": {
      const name = query.field === "category" ? "traits.category" : "traits.trust_type";
      return part("traits", matchKeyword(dialect, column(name), query.match));
    }
    case "boolean":
      return part(
        "traits",
        sql`${column(`traits.${booleanColumns[query.field]}`)} = ${sql.lit(Number(query.value))}`,
      );
    case "date":
      return ofDate(context, query);
    case "number":
      return part("traits", isWithin(column("traits.severity"), query.range));
    case "lifecycle":
      return part("traits", sql`traits.is_retired = ${sql.lit(Number(query.state === "retired"))}`);
    case "missing":
      return ofMissing(query);
    case "attribute":
      return ofAttribute(context, query);
    case "attributeMissing":
      return ofMissingAttribute(query);
    case "changed":
      return ofChanges(context, query);
  }
}

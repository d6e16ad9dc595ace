// Whatever stands in a query reaches the database as a parameter: the statement is the same for every value.

import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { expect, test } from "vitest";
import type { AssetQuery, IdField, TextField } from "../core/asset-query.ts";
import { searchPieces, searchText } from "../core/search-text.ts";
import type { Dialect } from "./migrations/0001-initial.ts";
import type { QueryContext } from "./query-context.ts";
import { conditionSql } from "./query-to-sql.ts";
import type { Database } from "./schema.ts";

const hostile = [
  "'",
  "''; drop table asset; --",
  '"',
  "`",
  "\\",
  "%",
  "_",
  "%_\\",
  "?",
  "$1",
  "@p",
  ":name",
  ";",
  "--",
  "/*",
  "*/",
  "\n",
  "\u0001",
  "\u202e",
  "\ud800",
  "') or 1=1 --",
  "x' union select secret from connection --",
  "😀",
  "{0}",
  "[1]",
];

const databases: Readonly<Record<Dialect, Kysely<Database>>> = {
  sqlite: new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  postgres: new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

/** Every place of a condition that a value can stand in. */
function conditionsWith(value: string): readonly AssetQuery[] {
  const pieces = ["a", value, "b"];
  const textMatches = [
    { kind: "contains", text: `x${searchText(value)}` },
    { kind: "phrase", text: searchText(`x${value}`) },
    { kind: "pattern", pieces: searchPieces(pieces) },
    { kind: "exact", value },
  ] as const;
  const keywordMatches = [
    { kind: "any_case", value },
    { kind: "exact", value },
    { kind: "pattern", pieces },
  ] as const;
  const textFields: readonly TextField[] = [
    "name",
    "operatingSystem",
    "operatingSystemVersion",
    "vendor",
    "product",
    "connectionName",
    "tagName",
  ];
  const idFields: readonly IdField[] = ["externalId", "entraDeviceId", "connectionId"];
  return [
    ...textMatches.flatMap((match) => [
      ...textFields.map((field): AssetQuery => ({ kind: "text", field, match })),
      { kind: "attribute", name: "model", match } as const,
      { kind: "attribute", name: value, match } as const,
    ]),
    ...keywordMatches.flatMap((match) => [
      ...idFields.map((field): AssetQuery => ({ kind: "id", field, match })),
      { kind: "keyword", field: "trustType", match } as const,
      { kind: "changed", entry: { kind: "field", match } } as const,
    ]),
    { kind: "id", field: "id", match: { kind: "pattern", pieces } },
    { kind: "attributeMissing", name: value },
  ];
}

/** Where one of each matches whatever is asked for. */
function contextWith(dialect: Dialect, value: string): QueryContext {
  const named = [value, `x${value}`, `a${value}b`];
  return {
    dialect,
    tags: named.map((name, index) => ({ id: index + 1, name, colour: "#000000" })),
    connections: [...named, "unlike any"].map((name, index) => ({
      id: index + 1,
      name,
      vendor: name,
      product: name,
      lastSeenAt: null,
    })),
    changedProperties: named,
  };
}

test.each(["sqlite", "postgres"] as const)(
  "[QL42] a value is a bound parameter of one and the same statement, wherever it stands, in %s",
  (dialect) => {
    const compile = (value: string) =>
      conditionsWith(value).map((query) => {
        const both = { kind: "or", terms: [query, { kind: "not", term: query }] } as const;
        const context = contextWith(dialect, value);
        return databases[dialect]
          .selectFrom("asset")
          .select("asset.id")
          .where(conditionSql(both, context))
          .compile();
      });
    const harmless = compile("harmless").map(({ sql }) => sql);
    // Of names that are compared in memory, some match in one context and not in the other; the shapes are the same few.
    const shapes = new Set(harmless);
    const constant = databases[dialect]
      .selectFrom("asset")
      .select("asset.id")
      .where(conditionSql({ kind: "and", terms: [] }, contextWith(dialect, "")))
      .compile().sql;
    for (const value of hostile)
      for (const [index, { sql }] of compile(value).entries())
        if (sql !== harmless[index]) expect([constant, ...shapes]).toContain(sql);
  },
);

test("[QL42] a NUL character, which no column has, matches nothing and reaches no database", () => {
  for (const dialect of ["sqlite", "postgres"] as const)
    for (const query of conditionsWith("a\u0000b")) {
      const { parameters } = databases[dialect]
        .selectFrom("asset")
        .select("asset.id")
        .where(conditionSql(query, contextWith(dialect, "harmless")))
        .compile();
      expect(JSON.stringify(parameters)).not.toContain("\\u0000");
    }
});

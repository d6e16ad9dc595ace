// Random queries about the random inventory: every kind of condition, and values that lie close to those that there are.

import fc from "fast-check";
import type { AssetQuery, ChangeQuery, IntegerRange, TextField } from "../../src/core/asset-query.ts";
import {
  type KeywordMatch,
  type PlainTextMatch,
  searchPieces,
  searchText,
} from "../../src/core/search-text.ts";
import {
  attributeNames,
  attributeValues,
  day,
  ids,
  names,
  start,
  systems,
  tagNames,
  versions,
} from "./random-inventory.ts";

const pieces = (values: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(fc.constantFrom(...values), fc.nat(8), fc.nat(8), fc.boolean(), fc.boolean())
    .map(([value, from, length, isOpen, isClosed]) => {
      const middle = [...value].slice(from % (value.length + 1)).slice(0, length + 1);
      const half = Math.ceil(middle.length / 2);
      const inner = [middle.slice(0, half).join(""), middle.slice(half).join("")];
      return [...(isOpen ? [""] : []), ...inner, ...(isClosed ? [""] : [])];
    });

function textMatch(values: readonly string[]): fc.Arbitrary<PlainTextMatch> {
  const value = fc.constantFrom(...values);
  const part = fc.tuple(value, fc.nat(6), fc.integer({ min: 1, max: 6 })).map(([text, from, length]) => {
    const form = searchText(text).trim();
    return (
      [...form]
        .slice(form.length === 0 ? 0 : from % form.length)
        .slice(0, length)
        .join("") || "x"
    );
  });
  return fc.oneof(
    part.map((text) => ({ kind: "contains", text }) as const),
    value.map((text) => ({ kind: "phrase", text: searchText(text.split(" ")[0] ?? text) }) as const),
    pieces(values).map((some) => ({ kind: "pattern", pieces: searchPieces(some) }) as const),
    fc
      .oneof(
        value,
        value.map((text) => text.toLowerCase()),
      )
      .map((exact) => ({ kind: "exact", value: exact }) as const),
  );
}

function keywordMatch(values: readonly string[]): fc.Arbitrary<KeywordMatch> {
  const value = fc.constantFrom(...values);
  return fc.oneof(
    value.map((text) => ({ kind: "any_case", value: text.toUpperCase() }) as const),
    value.map((text) => ({ kind: "exact", value: text }) as const),
    pieces(values).map((some) => ({ kind: "pattern", pieces: some }) as const),
  );
}

const bound = fc.option(fc.integer({ min: -45, max: 65 }).map((days) => start + days * day));
const range: fc.Arbitrary<IntegerRange> = fc.record({ from: bound, before: bound });
const texts = (values: readonly (string | null)[]): readonly string[] =>
  values.filter((value) => value !== null);

const textFields: Readonly<Record<TextField, readonly string[]>> = {
  name: names,
  operatingSystem: texts(systems),
  operatingSystemVersion: texts(versions),
  vendor: ["Microsoft", "other-kind", "micro"],
  product: ["Microsoft Entra ID", "other-kind"],
  connectionName: ['Contoso 1 – "north"', "contoso 2", "Contoso"],
  tagName: tagNames,
};
const textLeaf = fc
  .constantFrom(...(Object.keys(textFields) as TextField[]))
  .chain((field) =>
    textMatch(textFields[field]).map((match): AssetQuery => ({ kind: "text", field, match })),
  );
const idLeaf: fc.Arbitrary<AssetQuery> = fc.oneof(
  fc.record({
    kind: fc.constant("id"),
    field: fc.constantFrom("id", "connectionId"),
    match: keywordMatch(["1", "2", "12", "05", "3x", "99999999999999999999"]),
  }),
  fc.record({
    kind: fc.constant("id"),
    field: fc.constant("externalId"),
    match: keywordMatch(["AB-3", "ab-3", "ab-4_%", "AB-4_%"]),
  }),
  fc.record({
    kind: fc.constant("id"),
    field: fc.constant("entraDeviceId"),
    match: keywordMatch(texts(ids)),
  }),
);
const changeEntry: fc.Arbitrary<ChangeQuery> = fc.letrec<{ change: ChangeQuery; leaf: ChangeQuery }>(
  (tie) => ({
    leaf: fc.oneof(
      fc.constant({ kind: "all" } as const),
      fc.record({ kind: fc.constant("at"), range }),
      fc.record({
        kind: fc.constant("field"),
        match: keywordMatch(["displayName", "operatingSystem", "lifecycle.state", "isManaged", "none"]),
      }),
    ),
    change: fc.oneof(
      { maxDepth: 2 },
      tie("leaf"),
      fc.record({ kind: fc.constant("not"), term: tie("change") }),
      fc.record({
        kind: fc.constantFrom("and", "or"),
        terms: fc.array(tie("change"), { maxLength: 3 }),
      }),
    ),
  }),
).change;

const leaf: fc.Arbitrary<AssetQuery> = fc.oneof(
  { arbitrary: textLeaf, weight: 4 },
  { arbitrary: idLeaf, weight: 2 },
  fc.record({
    kind: fc.constant("keyword"),
    field: fc.constantFrom("category", "trustType"),
    match: keywordMatch(["Windows", "macOS", "other", "AzureAd", "ServerAd"]),
  }),
  fc.record({
    kind: fc.constant("boolean"),
    field: fc.constantFrom("isCompliant", "isManaged", "isEnabled"),
    value: fc.boolean(),
  }),
  {
    arbitrary: fc.record({
      kind: fc.constant("date"),
      field: fc.constantFrom(
        "lastSignInAt",
        "registeredAt",
        "firstSeenAt",
        "lastSeenAt",
        "lastChangedAt",
        "retiredAt",
      ),
      range,
    }),
    weight: 2,
  },
  fc.record({
    kind: fc.constant("number"),
    field: fc.constant("severity"),
    range: fc.record({
      from: fc.option(fc.integer({ min: 0, max: 6 })),
      before: fc.option(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.maxSafeInteger())),
    }),
  }),
  fc.record({ kind: fc.constant("lifecycle"), state: fc.constantFrom("active", "retired") }),
  {
    arbitrary: fc.record({
      kind: fc.constant("missing"),
      field: fc.constantFrom(
        "name",
        "operatingSystem",
        "operatingSystemVersion",
        "category",
        "vendor",
        "tagName",
        "trustType",
        "isCompliant",
        "isManaged",
        "isEnabled",
        "severity",
        "entraDeviceId",
        "externalId",
        "lastSignInAt",
        "registeredAt",
        "lastSeenAt",
      ),
    }),
    weight: 2,
  },
  fc.record({
    kind: fc.constant("attribute"),
    name: fc.constantFrom(...attributeNames, "none"),
    match: textMatch(attributeValues),
  }),
  fc.record({ kind: fc.constant("attributeMissing"), name: fc.constantFrom(...attributeNames, "none") }),
  { arbitrary: fc.record({ kind: fc.constant("changed"), entry: changeEntry }), weight: 2 },
);

export const randomQuery: fc.Arbitrary<AssetQuery> = fc.letrec<{ query: AssetQuery; leaf: AssetQuery }>(
  (tie) => ({
    leaf,
    query: fc.oneof(
      { maxDepth: 5, depthSize: "medium" },
      tie("leaf"),
      fc.record({ kind: fc.constant("not"), term: tie("query") }),
      fc.record({
        kind: fc.constantFrom("and", "or"),
        terms: fc.array(tie("query"), { maxLength: 4 }),
      }),
    ),
  }),
).query;

// A query means the same in SQLite, in PostgreSQL and in memory.

import fc from "fast-check";
import { afterAll, expect, inject, test } from "vitest";
import { type AssetFacts, type AssetQuery, searchCondition } from "../../src/core/asset-query.ts";
import { assetMatches } from "../../src/query/evaluate.ts";
import { queryTokens } from "../../src/query/tokens.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { readQueryContext } from "../../src/storage/query-context.ts";
import { conditionSql } from "../../src/storage/query-to-sql.ts";
import { createDatabaseOn } from "../support/postgres.ts";
import {
  fillStore,
  names,
  type OpenStore,
  openPostgresStore,
  openSqliteStore,
  randomDevices,
  readFacts,
  start,
} from "../support/random-inventory.ts";
import { randomQuery } from "../support/random-query.ts";

const opened: OpenStore[] = [];

afterAll(async () => {
  for (const { storage } of opened) await storage.close();
});

async function openBoth(): Promise<readonly OpenStore[]> {
  const both = [
    await openSqliteStore(),
    await openPostgresStore(await createDatabaseOn(inject("postgresUrl") ?? "")),
  ];
  opened.push(...both);
  return both;
}

interface Searched {
  readonly facts: readonly AssetFacts[];
  found(query: AssetQuery): Promise<readonly number[]>;
}

async function searchIn(store: OpenStore): Promise<Searched> {
  const context = await readQueryContext(store.db);
  return {
    facts: await readFacts(store),
    found: async (query) => {
      const rows = await store.db
        .selectFrom("asset")
        .select("asset.id")
        .where(conditionSql(query, context))
        .orderBy("asset.id")
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

const matching = (facts: readonly AssetFacts[], query: AssetQuery): readonly number[] =>
  facts.filter((one) => assetMatches(query, one)).map(({ id }) => id);

test("[QL40] SQLite, PostgreSQL and the evaluator in memory agree on random queries about random assets", async () => {
  let asked = 0;
  let decided = 0;
  for (const seed of [1, 2]) {
    const [devices] = fc.sample(randomDevices, { numRuns: 1, seed });
    const both = await openBoth();
    const searched: Searched[] = [];
    for (const store of both) {
      await fillStore(store, devices ?? []);
      searched.push(await searchIn(store));
    }
    const property = fc.asyncProperty(randomQuery, async (query) => {
      for (const { facts, found } of searched) {
        const expected = matching(facts, query);
        expect(await found(query)).toEqual(expected);
        if (facts === searched[0]?.facts && expected.length > 0 && expected.length < facts.length)
          decided += 1;
      }
      asked += 1;
    });
    await fc.assert(property, { numRuns: 1100, seed: 100 + seed });
  }
  expect(asked).toBeGreaterThanOrEqual(2000);
  // Queries that hold for some assets and not for others are those that show something.
  expect(decided).toBeGreaterThan(asked / 3);
});

/** Levels of `and` and `or` within one another, each with two conditions of its own. */
function nested(levels: number, at: (level: number) => AssetQuery): AssetQuery {
  let query = at(0);
  for (let level = 1; level <= levels; level += 1) {
    const inner = query;
    query = { kind: level % 2 === 0 ? "and" : "or", terms: [at(level), { kind: "not", term: inner }] };
  }
  return query;
}

const ofName = (level: number): AssetQuery => ({
  kind: "text",
  field: "name",
  match: { kind: "contains", text: (names[level % names.length] ?? "").slice(0, 1 + (level % 3)) || "x" },
});
const ofTraits = (level: number): AssetQuery =>
  level % 3 === 0
    ? { kind: "boolean", field: "isManaged", value: level % 2 === 0 }
    : { kind: "number", field: "severity", range: { from: level % 7, before: null } };

test("[QL41] the deepest and the longest query run on both databases, and find what they should", async () => {
  const [devices] = fc.sample(randomDevices, { numRuns: 1, seed: 3 });
  const searched: Searched[] = [];
  for (const store of await openBoth()) {
    await fillStore(store, devices ?? []);
    searched.push(await searchIn(store));
  }
  const flat = (kind: "and" | "or", length: number): AssetQuery => ({
    kind,
    terms: Array.from({ length }, (_, level) => (level % 2 === 0 ? ofName(level) : ofTraits(level))),
  });
  const words = understandQuery(Array.from({ length: 4096 }, (_, index) => "ab1-"[index % 4]).join(" "), {
    now: start,
  });
  if (words.kind !== "understood") throw new Error("The longest query is refused.");
  const parentheses = understandQuery(`${"not (".repeat(499)}name: a${")".repeat(499)}`, { now: start });
  if (parentheses.kind !== "understood") throw new Error("The deepest query is refused.");
  const queries = [
    nested(1000, ofName),
    nested(1000, ofTraits),
    nested(1000, (level) => (level % 4 === 0 ? ofName(level) : ofTraits(level))),
    flat("and", 4000),
    flat("or", 4000),
    searchCondition(words.query),
    searchCondition(parentheses.query),
  ];
  for (const query of queries)
    for (const { facts, found } of searched) expect(await found(query)).toEqual(matching(facts, query));
});

/** As many levels of it as a query may have; each is two. */
function nestedText(opening: string, middle: string, closing: string): string {
  const levels = Math.min(499, Math.floor((8192 - middle.length) / (opening.length + closing.length)));
  return `${opening.repeat(levels)}${middle}${closing.repeat(levels)}`;
}
const longText = (part: string, joint: string): string =>
  Array.from({ length: Math.floor(8192 / (part.length + joint.length)) }, () => part).join(joint);

const hardTexts: Readonly<Record<string, string>> = {
  "levels of and and or within a group": `changed:(${"(at > now or (field: is* and ".repeat(260)}at < now${"))".repeat(260)})`,
  "levels of not within a group": `changed:(${"not (at > now or ".repeat(450)}at < now${")".repeat(450)})`,
  "levels of words without a token": nestedText("(a or not (b and ", "c", "))"),
  "levels of words and no not": nestedText("(a or (b and ", "c", "))"),
  "two deep sides": `(${"(a or not (b and ".repeat(190)}c${"))".repeat(190)}) and not (${"(4f or not (lab and ".repeat(160)}pc${"))".repeat(160)})`,
  "levels of what is looked up elsewhere": nestedText(
    "(attribute.model: x or not (changed.at < now and ",
    "a",
    "))",
  ),
  "hundreds of histories that must all be so": longText("changed:(at < now)", " and "),
  "hundreds of attributes that must all be so": longText("attribute.model: e", " and "),
};

test("[QL80] a query that may be written runs on both databases, whatever its shape, and finds what it should", async () => {
  const [devices] = fc.sample(randomDevices, { numRuns: 1, seed: 3 });
  const both = await openBoth();
  for (const store of both) {
    await fillStore(store, devices ?? []);
    const { facts, found } = await searchIn(store);
    for (const [shape, text] of Object.entries(hardTexts)) {
      const reading = understandQuery(text, { now: start + 9 * 86_400_000 });
      if (reading.kind === "refused") throw new Error(`${shape}: ${reading.errors[0]?.message}`);
      const query = searchCondition(reading.query);
      expect({ shape, found: await found(query) }).toEqual({ shape, found: matching(facts, query) });
    }
  }
});

const words = [
  ...names,
  "windows",
  "10.0.19045",
  "lab",
  "AzureAd",
  "ab-4_%",
  "AA11-BB",
  "Contoso",
  "x*",
  "*o*",
  "4f",
];
const writtenValue = fc.oneof(
  fc.constantFrom(...words.map((word) => `"${word.replaceAll('"', '""')}"`)),
  fc.constantFrom(...words.map((word) => `\`${word.replaceAll("`", "``")}\``)),
  fc.constantFrom("lab", "win*", "*o*", "laptop-4f", "[lab, pc]", '[`Lab`, "pc", w*]', "Latitude", "1", "4f"),
);
const textTokens = queryTokens.filter(({ target }) => ["text", "keyword", "id"].includes(target.type));
const dateTokens = queryTokens.filter(({ target }) => ["date", "changedAt"].includes(target.type));
const writtenCondition = fc.oneof(
  fc.tuple(fc.constantFrom(...textTokens), writtenValue).map(([{ name }, value]) => `${name}: ${value}`),
  writtenValue.filter((value) => !value.startsWith("[")),
  fc
    .tuple(
      fc.constantFrom(...dateTokens),
      fc.constantFrom(
        "> 2026-01-03",
        "<= 2026-01-09",
        ": 2026-01-05",
        "< now-3d",
        ": [2026-01-02 .. 2026-01-20)",
      ),
    )
    .map(([{ name }, bound]) => `${name} ${bound}`),
  fc.constantFrom(
    ...["entra.isCompliant is null", "entra.isManaged: true", "entra.accountEnabled is not null"],
    ...["risk.severity >= 4", "risk.severity: [2 .. 4]", "lifecycle.state: retired", "tags.name is null"],
    ...['inventory:(source: "Microsoft" and created > 2026-01-02)', "attribute.model: latitude"],
    ...["attribute.model is null", "changed:(field: displayName and at > 2026-01-03)", "changed.field: is*"],
  ),
);
const writtenQuery = fc.letrec<{ query: string; condition: string }>((tie) => ({
  condition: writtenCondition,
  query: fc.oneof(
    { maxDepth: 4 },
    tie("condition"),
    tie("query").map((query) => `not (${query})`),
    fc
      .tuple(tie("query"), fc.constantFrom("and", "or"), tie("query"))
      .map(([one, joint, other]) => `(${one}) ${joint} (${other})`),
  ),
})).query;

test("[QL40] they agree on random texts of queries, too", async () => {
  const [devices] = fc.sample(randomDevices, { numRuns: 1, seed: 11 });
  const searched: Searched[] = [];
  for (const store of await openBoth()) {
    await fillStore(store, devices ?? []);
    searched.push(await searchIn(store));
  }
  let understood = 0;
  const property = fc.asyncProperty(writtenQuery, async (text) => {
    const reading = understandQuery(text, { now: start + 12 * 86_400_000 });
    if (reading.kind === "refused") return;
    understood += 1;
    const query = searchCondition(reading.query);
    for (const { facts, found } of searched) expect(await found(query)).toEqual(matching(facts, query));
  });
  await fc.assert(property, { numRuns: 800, seed: 12 });
  expect(understood).toBeGreaterThan(600);
});

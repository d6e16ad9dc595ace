// Plays random, mutated, deep and long texts against the query language.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { AssetQuery, ChangeQuery } from "../../src/core/asset-query.ts";
import { completeQuery } from "../../src/query/complete.ts";
import { deepestGroup, deepestQuery, longestQuery, parseQuery, readTree } from "../../src/query/parse.ts";
import type { SyntaxNode } from "../../src/query/structure.ts";
import { queryTokens, tokenNames } from "../../src/query/tokens.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { writeValue } from "../../src/query/writing.ts";

const now = Date.UTC(2026, 4, 31, 12);

const pieces = [
  ...tokenNames,
  ...["inventory", "entra", "tags", "changed", "attribute.x", "nmae"],
  ..."( ) [ ] , : = < > >= .. ... \" ' ` * and or not is null is not null AND now now-3d now-3q".split(" "),
  ..."2026-01-01 2026-02-30 2026-01-01T10:00Z 3 true null active lab pc Anna's a:b lab..pc \\ \0 \u{1f98a}".split(
    " ",
  ),
  "\ud800",
  "\n",
];
const examples = queryTokens.map(({ example }) => example);
const joints = [" and ", " or ", " and not (", ") or ", "\n", " "];

/** A whole number below the bound, from a generator that is much cheaper than fast-check's. */
type Draw = (bound: number) => number;

function drawFrom(seed: number): Draw {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const some = (draw: Draw, most: number, make: () => string) =>
  Array.from({ length: draw(most + 1) }, make).join("");
const pick = (draw: Draw, from: readonly string[]) => from[draw(from.length)] ?? "";

function randomText(draw: Draw): string {
  const kind = draw(5);
  if (kind === 0) return some(draw, 30, () => String.fromCharCode(draw(draw(2) === 0 ? 128 : 65_536)));
  if (kind < 3) return some(draw, 9, () => pick(draw, pieces) + pick(draw, ["", " ", "  "]));
  const text = some(draw, 3, () => pick(draw, examples) + pick(draw, joints));
  const place = draw(text.length + 1);
  return text.slice(0, place) + pick(draw, pieces) + text.slice(place + draw(4));
}

function hasMisfit(root: SyntaxNode): boolean {
  return root.name === "⚠" || root.children.some(hasMisfit);
}

/** Nothing that is not understood is left in what is understood. */
function isWhole(query: AssetQuery | ChangeQuery): boolean {
  if ("terms" in query) return query.terms.every(isWhole);
  if ("term" in query) return isWhole(query.term);
  return query.kind !== "attributeMissing" || query.name !== "";
}

/** What becomes of a text: refused with notes at places in it, or understood as a whole; null is neither. */
function outcomeOf(text: string, position: number): "refused" | "understood" | null {
  const reading = understandQuery(text, { now });
  const notes = reading.kind === "refused" ? reading.errors : reading.warnings;
  if (notes.some(({ from, to }) => from < 0 || to < from || to > text.length)) return null;
  const { from, to } = completeQuery(text, position);
  if (from > position || to < position) return null;
  if (reading.kind === "refused") return notes.length > 0 ? "refused" : null;
  return isWhole(reading.query.condition) && !hasMisfit(readTree(text).root) ? "understood" : null;
}

test("[QL23] 100,000 random texts are understood or refused, each at a place in it", () => {
  let understood = 0;
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(seeds, (seed) => {
      const draw = drawFrom(seed);
      for (let index = 0; index < 100; index++) {
        const text = randomText(draw);
        const outcome = outcomeOf(text, draw(text.length + 1));
        if (outcome === null) throw new Error(JSON.stringify(text));
        if (outcome === "understood") understood++;
      }
    }),
    { numRuns: 1000 },
  );
  expect(understood).toBeGreaterThan(10_000);
});

const repeat = (text: string, times: number) => text.repeat(times);

const deepest: readonly (readonly [string, string])[] = [
  ["parentheses", `${repeat("(", deepestQuery)}name:a${repeat(")", deepestQuery)}`],
  ["and within or", `${repeat("(a or(b and", 340)} c${repeat("))", 340)}`],
  ["not", `${repeat("not ", deepestQuery)}a`],
  ["open parentheses of or", `${repeat("a or(", deepestQuery)}a${repeat(")", deepestQuery)}`],
  ["within a group", `changed:(${repeat("(at>now or", 500)} at>now${repeat(")", 500)})`],
];
const longest: readonly (readonly [string, string])[] = [
  ["a long word", "x".repeat(longestQuery)],
  ["many words", repeat("a ", longestQuery / 2)],
  ["many conditions", `${repeat("name:a or ", 818)}name:a`],
  ["a long list", `name:[${repeat("a,", 4092)}a]`],
  ["a long quote", `name: "${"x".repeat(longestQuery - 8)}"`],
  ["wildcards", `name: ${repeat("a*", 4093)}`],
];

test.each([...deepest, ...longest])(
  "[QL17] the deepest and the longest queries are understood: %s",
  (_, text) => {
    expect(text.length).toBeLessThanOrEqual(longestQuery);
    const reading = understandQuery(text, { now });
    expect(reading.kind === "refused" ? reading.errors : []).toEqual([]);
  },
);

test.each([
  ["parentheses", `${repeat("(", deepestQuery + 1)}a${repeat(")", deepestQuery + 1)}`, deepestQuery],
  ["not", `${repeat("not ", deepestQuery + 1)}a`, deepestQuery * 4],
  ["open parentheses", repeat("(", longestQuery), deepestQuery],
  ["groups", repeat("a:(", 2700), 3 * deepestGroup + 2],
])("[QL17] what is deeper is refused where it becomes too deep: %s", (_, text, from) => {
  const reading = understandQuery(text, { now });
  const errors = reading.kind === "refused" ? reading.errors : [];
  expect(errors.map((error) => [error.code, error.from])).toEqual([["query.too_deep", from]]);
});

test("[QL17] what is longer is refused from where it becomes too long", () => {
  const { root, errors } = parseQuery(`${"x".repeat(longestQuery)}yz`);
  expect(root).toBe(null);
  expect(errors).toMatchObject([{ code: "query.too_long", from: longestQuery, to: longestQuery + 2 }]);
});

const hostile = [
  "'; drop table asset; --",
  '" or "" = "',
  "` or 1=1",
  "%_\\",
  "a*b",
  "(and) or not [x .. y], z: null",
  "\u0001\u0007\u001b[31m",
  "x\ny",
  "$1 ? :name @p",
  "{{}} $x",
];

test("[QL22] a value in quotes or backticks is that value, whatever it holds", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 })),
      (value) => {
        fc.pre(value.trim() !== "" && !value.includes("\0"));
        for (const quote of ['"', "'", "`"]) {
          const written = quote + value.replaceAll(quote, quote + quote) + quote;
          const reading = understandQuery(`entra.trustType: ${written}`, { now });
          const kind = quote === "`" ? "exact" : "any_case";
          expect(reading).toMatchObject({ query: { condition: { match: { kind, value } } } });
        }
        const reading = understandQuery(`entra.trustType: ${writeValue(value)}`, { now });
        expect(reading).toMatchObject({ query: { condition: { match: { kind: "any_case", value } } } });
      },
    ),
    { numRuns: 1000 },
  );
});

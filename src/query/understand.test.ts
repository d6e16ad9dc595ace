// Shows what each construct of the query language asks for.

import { expect, test } from "vitest";
import type { AssetQuery } from "../core/asset-query.ts";
import type { PlainTextMatch, TextMatch } from "../core/search-text.ts";
import { queryTokens, tokenEntries } from "./tokens.ts";
import { understandQuery } from "./understand.ts";

const now = Date.UTC(2026, 4, 31, 12);
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

function understood(text: string) {
  const reading = understandQuery(text, { now });
  if (reading.kind === "refused")
    throw new Error(`${text}: ${reading.errors.map(({ message }) => message).join(" ")}`);
  return reading;
}

const conditionOf = (text: string): AssetQuery => understood(text).query.condition;
const name = (match: PlainTextMatch): AssetQuery => ({ kind: "text", field: "name", match });
const contains = (text: string): PlainTextMatch => ({ kind: "contains", text });
const nameHas = (text: string) => name(contains(text));
const and = (...terms: AssetQuery[]): AssetQuery => ({ kind: "and", terms });
const or = (...terms: AssetQuery[]): AssetQuery => ({ kind: "or", terms });
const not = (term: AssetQuery): AssetQuery => ({ kind: "not", term });
const lastSignIn = (from: number | null, before: number | null): AssetQuery => ({
  kind: "date",
  field: "lastSignInAt",
  range: { from, before },
});

test("[QL2] of a value without quotes every word occurs, in any order and any case", () => {
  expect(conditionOf("name: lab PC")).toEqual(and(nameHas("lab"), nameHas("pc")));
  expect(conditionOf("name:LAPTOP-4F")).toEqual(nameHas("laptop 4f"));
  expect(conditionOf("name: Anna's iPhone")).toEqual(and(nameHas("anna s"), nameHas("iphone")));
  expect(conditionOf("name: - lab -")).toEqual(nameHas("lab"));
  expect(conditionOf("name: a.b_c@d/e+f")).toEqual(nameHas("a b c d e+f"));
  expect(conditionOf("name: Привет 東京 🦊")).toEqual(and(nameHas("привет"), nameHas("東京"), nameHas("🦊")));
  expect(conditionOf("name: 00:1a:2b")).toEqual(nameHas("00 1a 2b"));
});

test("[QL2] a value without quotes ends at and, or, not, a bracket and the end", () => {
  expect(conditionOf("name: lab pc and name: x")).toEqual(and(nameHas("lab"), nameHas("pc"), nameHas("x")));
  expect(conditionOf("(name: lab pc) or name: x")).toEqual(
    or(and(nameHas("lab"), nameHas("pc")), nameHas("x")),
  );
  expect(conditionOf("name: android or name: nothing")).toEqual(or(nameHas("android"), nameHas("nothing")));
});

test("[QL3] double and single quotes ask for the words next to each other", () => {
  const phrase = name({ kind: "phrase", text: " windows 11 " });
  expect(conditionOf('name: "Windows 11"')).toEqual(phrase);
  expect(conditionOf("name:'WINDOWS-11'")).toEqual(phrase);
  expect(conditionOf('name: "and (not) [a, b] .. x:y"')).toEqual(
    name({ kind: "phrase", text: " and not a b x y " }),
  );
});

test("[QL3] within quotes the other quotes are as they are, and its own is written twice", () => {
  expect(conditionOf(`name: "it's"`)).toEqual(name({ kind: "phrase", text: " it s " }));
  expect(conditionOf('name: `a``b"c`')).toEqual(name({ kind: "exact", value: 'a`b"c' }));
  expect(conditionOf('entra.trustType: "a""b"')).toEqual({
    kind: "keyword",
    field: "trustType",
    match: { kind: "any_case", value: 'a"b' },
  });
});

test("[QL4] backticks ask for the whole value, exactly", () => {
  expect(conditionOf("name: `Lab-PC *`")).toEqual(name({ kind: "exact", value: "Lab-PC *" }));
  expect(conditionOf("name: `-`")).toEqual(name({ kind: "exact", value: "-" }));
  expect(conditionOf("entra.trustType: `ServerAd`")).toEqual({
    kind: "keyword",
    field: "trustType",
    match: { kind: "exact", value: "ServerAd" },
  });
});

test("[QL5] an asterisk stands for anything in a value without quotes, and for itself in quotes", () => {
  expect(conditionOf("name: win*")).toEqual(name({ kind: "pattern", pieces: [" win", " "] }));
  expect(conditionOf("name: *dev**x")).toEqual(name({ kind: "pattern", pieces: [" ", "dev", "x "] }));
  expect(conditionOf("name: *")).toEqual(name({ kind: "pattern", pieces: [" ", " "] }));
  expect(conditionOf("name: lab* pc")).toEqual(
    and(name({ kind: "pattern", pieces: [" lab", " "] }), nameHas("pc")),
  );
  expect(conditionOf("entra.deviceId: 0f*8")).toEqual({
    kind: "id",
    field: "entraDeviceId",
    match: { kind: "pattern", pieces: ["0f", "8"] },
  });
  expect(conditionOf('entra.deviceId: "0f*"')).toMatchObject({ match: { kind: "any_case", value: "0f*" } });
});

test("[QL6] a keyword or an id is compared as a whole", () => {
  expect(conditionOf("operatingSystem.category: windows")).toEqual({
    kind: "keyword",
    field: "category",
    match: { kind: "any_case", value: "windows" },
  });
  expect(conditionOf("entra.trustType:  Azure   Ad ")).toMatchObject({ match: { value: "Azure Ad" } });
  expect(conditionOf("changed.field: displayName")).toEqual({
    kind: "changed",
    entry: { kind: "field", match: { kind: "any_case", value: "displayName" } },
  });
});

test("[QL7] a list asks for any of its values, of every type", () => {
  expect(conditionOf('name: [lab pc, "b c", `D`]')).toEqual(
    or(
      and(nameHas("lab"), nameHas("pc")),
      name({ kind: "phrase", text: " b c " }),
      name({ kind: "exact", value: "D" }),
    ),
  );
  expect(conditionOf("entra.isCompliant: [true, null]")).toEqual(
    or({ kind: "boolean", field: "isCompliant", value: true }, { kind: "missing", field: "isCompliant" }),
  );
  expect(conditionOf("entra.lastSignIn: [2026-01-01, 2026-01-03]")).toEqual(
    or(lastSignIn(day("2026-01-01"), day("2026-01-02")), lastSignIn(day("2026-01-03"), day("2026-01-04"))),
  );
  expect(conditionOf("risk.severity: [5]")).toMatchObject({ kind: "number", range: { from: 5, before: 6 } });
  expect(conditionOf("lifecycle.state: [active, Retired]")).toEqual(
    or({ kind: "lifecycle", state: "active" }, { kind: "lifecycle", state: "retired" }),
  );
});

test.each<readonly [string, number | null, number | null]>([
  ["[2026-01-01 .. 2026-03-31]", day("2026-01-01"), day("2026-04-01")],
  ["(2026-01-01 .. 2026-03-31)", day("2026-01-02"), day("2026-03-31")],
  ["[2026-01-01 .. 2026-03-31)", day("2026-01-01"), day("2026-03-31")],
  ["(2026-01-01...2026-03-31]", day("2026-01-02"), day("2026-04-01")],
  ["[2026-01-01 ..]", day("2026-01-01"), null],
  ["(.. '2026-03-31')", null, day("2026-03-31")],
  ["[now-90d .. now-30d]", now - 90 * 86_400_000, now - 30 * 86_400_000 + 1],
])("[QL8] a range %s has its ends where square brackets are", (range, from, before) => {
  expect(conditionOf(`entra.lastSignIn: ${range}`)).toEqual(lastSignIn(from, before));
});

test("[QL8] numbers have ranges too", () => {
  expect(conditionOf("risk.severity: [2 .. 4]")).toMatchObject({ range: { from: 2, before: 5 } });
  expect(conditionOf("risk.severity: (2..4)")).toMatchObject({ range: { from: 3, before: 4 } });
  expect(conditionOf("risk.severity: (..3)")).toMatchObject({ range: { from: null, before: 3 } });
});

test.each<readonly [string, number | null, number | null]>([
  [": 2026-05-01", day("2026-05-01"), day("2026-05-02")],
  ["= 2026-05-01", day("2026-05-01"), day("2026-05-02")],
  ["> 2026-05-01", day("2026-05-02"), null],
  [">= 2026-05-01", day("2026-05-01"), null],
  ["<2026-05-01", null, day("2026-05-01")],
  ["<= 2026-05-01", null, day("2026-05-02")],
  [": 2026-05-01T10:15", Date.UTC(2026, 4, 1, 10, 15), Date.UTC(2026, 4, 1, 10, 16)],
  [": 2026-05-01T10:15:30Z", Date.UTC(2026, 4, 1, 10, 15, 30), Date.UTC(2026, 4, 1, 10, 15, 31)],
  ["> 2026-05-01T10:15:30.250+02:00", Date.UTC(2026, 4, 1, 8, 15, 30, 251), null],
  ['>= "2026-05-01 10:15"', Date.UTC(2026, 4, 1, 10, 15), null],
  ["< 2024-02-29", null, day("2024-02-29")],
])(
  "[QL9] compared with a date in UTC, which is its whole day, minute or second: %s",
  (test, from, before) => {
    expect(conditionOf(`entra.lastSignIn ${test}`)).toEqual(lastSignIn(from, before));
  },
);

test.each<readonly [string, number]>([
  ["now", now],
  ["NOW-90m", now - 90 * 60_000],
  ["now-5h", now - 5 * 3_600_000],
  ["now - 30 d", now - 30 * 86_400_000],
  ["now+2w", now + 14 * 86_400_000],
  ["now-3M", Date.UTC(2026, 1, 28, 12)],
  ["now-2y", Date.UTC(2024, 4, 31, 12)],
])("[QL10] %s is a moment, by the calendar for months and years", (text, moment) => {
  const { query } = understood(`entra.lastSignIn >= ${text}`);
  expect(query).toEqual({
    condition: lastSignIn(moment, null),
    asksForLifecycle: false,
    dependsOnNow: true,
  });
});

test("[QL10] a query without now means the same at any time", () => {
  expect(understood("entra.lastSignIn > 2026-01-01 and name: now").query.dependsOnNow).toBe(false);
});

test("[QL11] true, false and null are values of a boolean, and any token can be asked for having none", () => {
  expect(conditionOf("entra.isCompliant: TRUE")).toEqual({
    kind: "boolean",
    field: "isCompliant",
    value: true,
  });
  expect(conditionOf("entra.isManaged: false")).toEqual({
    kind: "boolean",
    field: "isManaged",
    value: false,
  });
  expect(conditionOf("entra.accountEnabled: null")).toEqual({ kind: "missing", field: "isEnabled" });
  expect(conditionOf("entra.isCompliant is null")).toEqual({ kind: "missing", field: "isCompliant" });
  expect(conditionOf("operatingSystem IS NOT NULL and tags.name is null")).toEqual(
    and(not({ kind: "missing", field: "operatingSystem" }), { kind: "missing", field: "tagName" }),
  );
  expect(conditionOf("attribute.model is null")).toEqual({ kind: "attributeMissing", name: "model" });
  expect(conditionOf("changed.field is not null")).toEqual({ kind: "changed", entry: { kind: "all" } });
  expect(conditionOf("changed.at is null")).toEqual(not({ kind: "changed", entry: { kind: "all" } }));
  expect(conditionOf("lifecycle.state is null")).toEqual(or());
  expect(conditionOf("name: is null is nothing")).toEqual(
    and(nameHas("is"), nameHas("null"), nameHas("nothing")),
  );
});

test("[QL12] not binds tightest, then and, then or; parentheses bind tighter", () => {
  const [a, b, c] = [nameHas("a"), nameHas("b"), nameHas("c")];
  expect(conditionOf("name:a or name:b and not name:c")).toEqual(or(a, and(b, not(c))));
  expect(conditionOf("NOT name:a AND name:b Or name:c")).toEqual(or(and(not(a), b), c));
  expect(conditionOf("(name:a or name:b) and name:c")).toEqual(and(or(a, b), c));
  expect(conditionOf("not (name:a or name:b)")).toEqual(not(or(a, b)));
});

test("[QL12] what is joined alike is one list, and a double not is none", () => {
  const [a, b, c] = [nameHas("a"), nameHas("b"), nameHas("c")];
  expect(conditionOf("name:a or (name:b or (name:c))")).toEqual(or(a, b, c));
  expect(conditionOf("not not name:a")).toEqual(a);
  expect(conditionOf("not (not (not name:a))")).toEqual(not(a));
});

test("[QL13] a group gives its name to its children", () => {
  const expected = and(
    { kind: "text", field: "vendor", match: { kind: "phrase", text: " microsoft " } },
    { kind: "date", field: "lastSeenAt", range: { from: day("2026-01-02"), before: null } },
  );
  expect(conditionOf('inventory:(source:"Microsoft" and lastUpdated > 2026-01-01)')).toEqual(expected);
  expect(conditionOf('inventory.source:"Microsoft" and inventory.lastUpdated > 2026-01-01')).toEqual(
    expected,
  );
  expect(conditionOf("operatingSystem:(name: x or version: y)")).toEqual(
    or(
      { kind: "text", field: "operatingSystem", match: contains("x") },
      { kind: "text", field: "operatingSystemVersion", match: contains("y") },
    ),
  );
  expect(conditionOf("asset:(tag:(name: x) and Name: y)")).toEqual(
    and({ kind: "text", field: "tagName", match: contains("x") }, nameHas("y")),
  );
  expect(conditionOf("attribute:(model: x)")).toEqual({
    kind: "attribute",
    name: "model",
    match: contains("x"),
  });
});

test("[QL13] conditions in a group of history entries are on one entry", () => {
  const field = { kind: "field", match: { kind: "any_case", value: "isManaged" } } as const;
  const at = { kind: "at", range: { from: day("2026-01-02"), before: null } } as const;
  expect(conditionOf("changed:(field: isManaged and at > 2026-01-01)")).toEqual({
    kind: "changed",
    entry: { kind: "and", terms: [field, at] },
  });
  expect(conditionOf("changed.field: isManaged and changed.at > 2026-01-01")).toEqual(
    and({ kind: "changed", entry: field }, { kind: "changed", entry: at }),
  );
  expect(conditionOf("not changed:(not field: isManaged or (at > 2026-01-01))")).toEqual(
    not({ kind: "changed", entry: { kind: "or", terms: [{ kind: "not", term: field }, at] } }),
  );
  expect(conditionOf("changed:(field: [isManaged, isManaged] and at > 2026-01-01)")).toEqual({
    kind: "changed",
    entry: { kind: "and", terms: [{ kind: "or", terms: [field, field] }, at] },
  });
  expect(conditionOf("changed:(field is null)")).toEqual({
    kind: "changed",
    entry: { kind: "not", term: { kind: "all" } },
  });
});

test("[QL13] conditions in a group of tags, and the words of one value, are on one tag", () => {
  const tag = (match: TextMatch): AssetQuery => ({ kind: "text", field: "tagName", match });
  const both: TextMatch = { kind: "and", terms: [contains("lab"), contains("pc")] };
  expect(conditionOf("tags.name: lab pc")).toEqual(tag(both));
  expect(conditionOf("tags:(name: lab and name: pc)")).toEqual(tag(both));
  expect(conditionOf("tag.name: lab and tag.name: pc")).toEqual(
    and(tag(contains("lab")), tag(contains("pc"))),
  );
  expect(conditionOf("tags:(not name: lab)")).toEqual(tag({ kind: "not", term: contains("lab") }));
});

test("[QL14] words without a token occur in name, operating system, device id, external id or a tag", () => {
  const anywhere = (match: PlainTextMatch, pieces: readonly string[]) =>
    or(
      name(match),
      { kind: "text", field: "operatingSystem", match },
      { kind: "id", field: "entraDeviceId", match: { kind: "pattern", pieces } },
      { kind: "id", field: "externalId", match: { kind: "pattern", pieces } },
      { kind: "text", field: "tagName", match },
    );
  const laptop = anywhere(contains("laptop 4f"), ["", "LAPTOP-4F", ""]);
  expect(conditionOf("LAPTOP-4F")).toEqual(laptop);
  expect(conditionOf('LAPTOP-4F "new york"')).toEqual(
    and(laptop, anywhere({ kind: "phrase", text: " new york " }, ["", "new york", ""])),
  );
  expect(conditionOf("lab*")).toEqual(anywhere({ kind: "pattern", pieces: [" lab", " "] }, ["lab", ""]));
  expect(conditionOf("not LAPTOP-4F or name: x")).toEqual(or(not(laptop), nameHas("x")));
});

test("[QL15] every token and every other name of it is known in any case", () => {
  for (const { name, token } of tokenEntries) {
    const found = conditionOf(`${name} is not null`);
    expect(conditionOf(`${name.toUpperCase()} is not null`), name).toEqual(found);
    expect(conditionOf(`${token.name} is not null`), name).toEqual(found);
  }
  for (const { example } of queryTokens) expect(understood(example).warnings, example).toEqual([]);
});

test("[QL15] an attribute keeps its name as typed, and those with a token of their own have its type", () => {
  expect(conditionOf("Attribute.enrollmentType: x")).toEqual({
    kind: "attribute",
    name: "enrollmentType",
    match: contains("x"),
  });
  expect(conditionOf("attribute.extensionAttributes.one: x")).toMatchObject({
    name: "extensionAttributes.one",
  });
  expect(conditionOf("attribute.entraDeviceIsCompliant: null")).toEqual({
    kind: "missing",
    field: "isCompliant",
  });
  expect(conditionOf("attribute:(ENTRADEVICELASTSIGNIN: 2026-01-01)")).toMatchObject({ kind: "date" });
});

test("[QL16] an empty query asks for every asset, and says whether the lifecycle is asked for", () => {
  for (const text of ["", "  \n\t "])
    expect(understood(text).query).toEqual({
      condition: and(),
      asksForLifecycle: false,
      dependsOnNow: false,
    });
  expect(understood("name: x or not (lifecycle:(state: retired))").query.asksForLifecycle).toBe(true);
  expect(understood("lifecycle.state is not null").query.asksForLifecycle).toBe(true);
  expect(understood("lifecycle.retiredAt > now-7d").query.asksForLifecycle).toBe(true);
  expect(understood("name: lifecycle.state").query.asksForLifecycle).toBe(false);
});

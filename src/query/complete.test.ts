// Shows what is offered at a place of a query; the place is where the | stands.

import { expect, test } from "vitest";
import { completeQuery } from "./complete.ts";
import { queryTokens } from "./tokens.ts";

function completed(text: string) {
  const position = text.indexOf("|");
  const query = text.replace("|", "");
  const { from, to, options, values } = completeQuery(query, position);
  return { replaced: query.slice(from, to), options: options.map((option) => option.text), values };
}

const optionsOf = (text: string) => completed(text).options;

test("[QL25] where a condition begins, every token is offered, by its own name, and every group, and not", () => {
  const names = queryTokens.map(({ name }) => name);
  for (const text of ["|", "name: x and |", "not |", "(|", "name: x or (|"]) {
    expect(optionsOf(text).slice(0, names.length), text).toEqual(names);
    expect(optionsOf(text), text).toEqual(expect.arrayContaining(["inventory", "entra", "not"]));
  }
});

test("[QL25] what is typed of a name narrows the tokens, in any case, and finds other names too", () => {
  expect(completed("ENTRA.is|")).toEqual({
    replaced: "ENTRA.is",
    options: ["entra.isCompliant", "entra.isManaged"],
    values: null,
  });
  expect(optionsOf("asset.na|")).toEqual(["asset.name"]);
  expect(completed("name: x and na|me: y")).toEqual({ replaced: "name", options: ["name"], values: null });
  expect(optionsOf("no|")).toEqual(["not"]);
  expect(optionsOf("xyzzy|")).toEqual([]);
});

test("[QL25] within a group its children are offered", () => {
  expect(optionsOf("inventory:(|")).toEqual(["source", "product", "created", "lastUpdated", "not"]);
  expect(completed("inventory:(so|")).toEqual({ replaced: "so", options: ["source"], values: null });
  expect(optionsOf('inventory:(source: "x" and la|)')).toEqual(["lastUpdated"]);
  expect(optionsOf("asset:(tag:(|")).toEqual(["name", "not"]);
  expect(optionsOf("inventory:(source: x) and entra.tr|")).toEqual(["entra.trustType"]);
  expect(optionsOf("inventory:|")).toEqual(["("]);
});

test("[QL26] after a token, the operators of its type are offered", () => {
  expect(optionsOf("name |")).toEqual([":", "is null", "is not null"]);
  expect(optionsOf("firstSeen |")).toEqual([":", ">", ">=", "<", "<=", "=", "is null", "is not null"]);
  expect(completed("firstSeen is n|")).toMatchObject({
    replaced: "is n",
    options: ["is null", "is not null"],
  });
  expect(optionsOf("inventory:(created |")).toContain(">=");
  expect(optionsOf("inventory |")).toEqual([":"]);
});

test("[QL26] after a value, and and or are offered", () => {
  for (const text of [
    "name: lab |",
    'name: "lab" |',
    "firstSeen > now-1d |",
    "name: [a, b] |",
    "(name: x) |",
    "name is null |",
    "lab |",
    "inventory:(source: x |",
  ])
    expect(optionsOf(text), text).toEqual(["and", "or"]);
  expect(completed("name: lab o|")).toEqual({ replaced: "o", options: ["or"], values: null });
});

test.each([
  ["name: |", "", "name", ""],
  ["name: la|b", "lab", "name", "la"],
  ["name: lab p|", "lab p", "name", "lab p"],
  ['name: "lab p|"', '"lab p"', "name", "lab p"],
  ["tag.name: 'la|", "'la", "tags.name", "la"],
  ["entra.trustType: [AzureAd, Ser|]", "Ser", "entra.trustType", "Ser"],
  ["entra.trustType: [|", "", "entra.trustType", ""],
  ["inventory:(source: Mi|", "Mi", "inventory.source", "Mi"],
  ["Attribute.model: x|", "x", "attribute.model", "x"],
  ["attribute.mo|", "attribute.mo", "attribute", "mo"],
  ["changed:(field: dis|", "dis", "changed.field", "dis"],
])("[QL27] at %s the values of a token are asked for", (text, replaced, token, prefix) => {
  expect(completed(text)).toMatchObject({ replaced, values: { token, prefix } });
});

test("[QL27] values that the language knows are offered at once", () => {
  expect(completed("entra.isCompliant: |")).toEqual({
    replaced: "",
    options: ["true", "false", "null"],
    values: null,
  });
  expect(optionsOf("lifecycle.state: [active, r|")).toEqual(["retired"]);
  expect(optionsOf("risk.severity >= |")).toEqual(["1", "2", "3", "4", "5"]);
  for (const text of ["firstSeen > now-|", "firstSeen: [now-90d .. now-|", "changed:(at > now-|"])
    expect(optionsOf(text), text).toContain("now-30d");
  expect(optionsOf("operatingSystem.category: i|")).toEqual(["iOS"]);
});

test("[QL28] what is wrong earlier in the text keeps nothing from being offered", () => {
  expect(optionsOf("nmae: x ) and [ entra.tr|")).toEqual(["entra.trustType"]);
  expect(optionsOf("(name: [a, b and entra.tr|")).toEqual(["entra.trustType"]);
  expect(optionsOf('name: "a\nand entra.tr|')).toEqual(["entra.trustType"]);
  expect(completed("firstSeen > tomorrow and tags.name: L|").values).toEqual({
    token: "tags.name",
    prefix: "L",
  });
  expect(optionsOf(`${"x".repeat(9000)}|`)).toEqual([]);
});

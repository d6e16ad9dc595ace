// How conditions come into a query's text and out of it.

import { expect, test } from "vitest";
import { understandQuery } from "../../../../src/query/understand.ts";
import { excluded, negated, termState, termsOf, toggled, withoutTerm, withTerm } from "./query-terms.ts";

const windows = "operatingSystem: `Windows`";
const young = "(entra.lastSignIn >= now-30d and entra.lastSignIn < now-7d)";

const meaning = (text: string) => {
  const reading = understandQuery(text, { now: 0 });
  if (reading.kind === "refused") throw new Error(`${text}: ${reading.errors[0]?.message}`);
  return reading.query.condition;
};

test("[WB75] a condition is added with and, and what is there keeps its meaning", () => {
  expect(withTerm("", windows)).toBe(windows);
  expect(withTerm("  ", young)).toBe("entra.lastSignIn >= now-30d and entra.lastSignIn < now-7d");
  expect(withTerm("name: lab pc", windows)).toBe(`name: lab pc and ${windows}`);
  expect(withTerm("name: a or name: b", windows)).toBe(`(name: a or name: b) and ${windows}`);
  expect(withTerm("name: a and name: b or name: c", windows)).toBe(
    `(name: a and name: b or name: c) and ${windows}`,
  );
  expect(withTerm("not name: a", young)).toBe(`not name: a and ${young}`);
  expect(withTerm("lab", "name: a or name: b")).toBe("lab and (name: a or name: b)");
  // What only looks like a word of the language is none.
  expect(withTerm('name: "a or b"', windows)).toBe(`name: "a or b" and ${windows}`);
  expect(withTerm("tags:(name: a or name: b)", windows)).toBe(`tags:(name: a or name: b) and ${windows}`);
  for (const before of ["lab", "name: a or name: b", "not (name: a or name: b)", '"a b" or c'])
    expect(meaning(withTerm(before, windows))).toEqual({
      kind: "and",
      terms: [meaning(before), meaning(windows)],
    });
});

test("[WB75] a condition is taken off again, and the text is as it was", () => {
  for (const before of ["", "name: lab", "name: a or name: b", "(name: a or name: b) and name: c", young]) {
    const added = toggled(before, windows);
    expect(termState(added, windows)).toBe("asked");
    expect(termState(before, windows)).toBe("free");
    const off = toggled(added, windows);
    expect(before === "" ? off : meaning(off)).toEqual(before === "" ? "" : meaning(before));
  }
  expect(withoutTerm(`(name: a or name: b) and ${windows}`, windows)).toBe("name: a or name: b");
  expect(withoutTerm(`name: a and ${windows} and name: c`, windows)).toBe("name: a and name: c");
  expect(withoutTerm("name: a", windows)).toBe("name: a");
  expect(withoutTerm(`${windows} or name: a`, windows)).toBe(`${windows} or name: a`);
});

test("[WB75] a condition is excluded, and what was asked for before is no longer", () => {
  expect(negated(windows)).toBe(`not ${windows}`);
  expect(negated(young)).toBe(`not ${young}`);
  expect(negated("name: a or name: b")).toBe("not (name: a or name: b)");
  expect(negated("not name: a")).toBe("not (not name: a)");
  const without = excluded(`name: lab and ${windows}`, windows);
  expect(without).toBe(`name: lab and not ${windows}`);
  expect(termState(without, windows)).toBe("excluded");
  expect(termState(`not (${windows})`, windows)).toBe("excluded");
  expect(toggled(without, windows)).toBe(`name: lab and ${windows}`);
  expect(excluded(without, windows)).toBe("name: lab");
});

test("the terms of a text that is no query are the text as a whole", () => {
  expect(termsOf("name: (")).toEqual(["name: ("]);
  expect(termsOf(" ")).toEqual([]);
  expect(withTerm("name: [a", windows)).toBe(`(name: [a) and ${windows}`);
});

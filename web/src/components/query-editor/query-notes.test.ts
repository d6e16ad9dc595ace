// What is told of a query's text, and how a suggestion comes into it.

import { expect, test } from "vitest";
import { changeBy, isUnfinished, notesOf } from "./query-notes.ts";

/** The text once the first suggestion of its first note is in it. */
function mended(text: string): string {
  const [note] = notesOf(text);
  const suggestion = note?.suggestions[0];
  if (note === undefined || suggestion === undefined) throw new Error(`${text}: there is nothing to mend.`);
  const { from, to, insert } = changeBy(note, suggestion, text);
  return text.slice(0, from) + insert + text.slice(to);
}

test.each([
  ["nmae: lab", "name: lab"],
  ["(name: lab", "(name: lab)"],
  ["name: [lab, pc ", "name: [lab, pc]"],
  ['name: "lab', 'name: "lab"'],
  ['"lab" tags.name: Lab', '"lab" and tags.name: Lab'],
  ["risk.severity: high", "risk.severity: 1"],
  ["entra.lastSignIn: null", "entra.lastSignIn is null"],
  ["name: aa:bb", 'name: "aa:bb"'],
])("[WB71] a suggestion mends %s", (text, expected) => {
  expect(mended(text)).toBe(expected);
  expect(notesOf(expected).filter(({ isError }) => isError)).toEqual([]);
});

test("[WB71] nothing is said of what is not finished to somebody who writes at the end", () => {
  const unfinished = (text: string) => notesOf(text).filter((note) => !isUnfinished(note, text));
  expect(unfinished("name:")).toEqual([]);
  expect(unfinished("(name: lab")).toEqual([]);
  expect(unfinished("nmae: lab and name:")).toMatchObject([{ code: "query.unknown_token" }]);
});

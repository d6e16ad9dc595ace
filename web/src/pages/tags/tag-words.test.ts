// What is sent of a tag, and the query that finds its assets.

import { expect, test } from "vitest";
import { understandQuery } from "../../../../src/query/understand.ts";
import type { Tag } from "../../api/tags.ts";
import { changesOf, draftOf, queryOfTag } from "./tag-words.ts";

const tag: Tag = {
  id: 1,
  version: 3,
  name: "Lab",
  colour: "#e03131",
  description: "",
  criticality: 2,
  rule: null,
  activeAssets: 4,
  taskId: null,
  createdAt: "2026-11-25T00:00:00.000Z",
};

test("[WB96] of a tag that is changed, only what is changed is sent", () => {
  const draft = draftOf(tag);
  expect(changesOf(tag, draft)).toEqual({});
  expect(changesOf(tag, { ...draft, name: " Labs ", rule: "name: a" })).toEqual({ name: "Labs" });
  expect(changesOf(tag, { ...draft, isDynamic: true, rule: "name: a" })).toEqual({ rule: "name: a" });
  expect(changesOf({ ...tag, rule: "name: a" }, { ...draft, isDynamic: false })).toEqual({ rule: null });
});

test("[WB95] whatever a tag is called, a query asks for it", () => {
  for (const name of ["Lab", "a `b` c", 'say "yes"', "x: [1, 2] and (not y)", "now-30d", "ünï ❤"])
    expect({ name, kind: understandQuery(queryOfTag(name), { now: 0 }).kind }).toEqual({
      name,
      kind: "understood",
    });
});

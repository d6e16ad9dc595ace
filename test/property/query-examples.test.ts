// Holds docs/query-language.md against the language: each example finds what the document says.

import { expect, test } from "vitest";
import { queryTokens, tokenEntries } from "../../src/query/tokens.ts";
import { answerTo, documentedExamples } from "../support/query-examples.ts";

const examples = documentedExamples("docs/query-language.md");

test.each(examples)("[QL24] $query finds $answer", ({ query, answer }) => {
  const found = answerTo(query);
  expect(found.length === 0 ? "nothing" : found.join(", ")).toBe(answer.replaceAll("`", ""));
});

test("[QL24] every name of every token is in an example", () => {
  const queries = examples.map(({ query }) => query);
  for (const { name } of tokenEntries)
    expect(
      queries.some((query) => query.startsWith(name) || query.includes(` ${name}`)),
      name,
    ).toBe(true);
  for (const { example } of queryTokens) expect(queries, example).toContain(example);
});

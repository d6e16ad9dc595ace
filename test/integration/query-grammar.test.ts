// Shows that the committed parser is the one that the grammar makes.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeGrammar } from "../../scripts/grammar.ts";

test("[QL1] the parser that reads every query is made of the grammar as it is", () => {
  for (const { file, text } of makeGrammar())
    expect(readFileSync(file, "utf8") === text, `${file} is stale: npm run grammar`).toBe(true);
});

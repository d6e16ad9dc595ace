// What counts as a rule without a test, and as a test without a rule.

import { expect, test } from "vitest";
import { findRuleProblems } from "./rules.ts";

const bracketed = (id: string): string => `test("[${id}] it holds")`;

test("a rule with a test and a test with a rule are no problem", () => {
  expect(findRuleProblems("- **FP1** A rule.", new Map([["a.test.ts", bracketed("FP1")]]))).toEqual([]);
});

test("a rule without a test, a test without a rule and a rule defined twice are named", () => {
  const rules = "- **FP1** A rule.\n- **FP1** Again.\n- **DP2** Another.";
  expect(
    findRuleProblems(rules, new Map([["a.test.ts", `${bracketed("FP1")} ${bracketed("RT9")}`]])),
  ).toEqual(["FP1 is defined twice.", "DP2 has no test.", "a.test.ts names RT9, which is no rule."]);
});

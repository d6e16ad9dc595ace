// Choosing some assets, or all but some.

import { expect, test } from "vitest";
import { understandQuery } from "../../../../../src/query/understand.ts";
import { countChosen, everythingChosen, isChosen, nothingChosen, targetOf, withChosen } from "./selection.ts";

test("[WB93] assets are chosen one by one, and let go of again", () => {
  const chosen = withChosen(nothingChosen, [1, 2, 3], true);
  expect(countChosen(chosen, 10)).toBe(3);
  const fewer = withChosen(chosen, [2], false);
  expect([1, 2, 3, 4].map((id) => isChosen(fewer, id))).toEqual([true, false, true, false]);
  expect(targetOf(fewer, "name: a")).toEqual({ assetIds: [1, 3] });
});

test("[WB93] all that a query finds are chosen, but for those that are let go of", () => {
  expect(countChosen(everythingChosen, undefined)).toBeUndefined();
  expect(targetOf(everythingChosen, "name: a or name: b")).toEqual({ query: "name: a or name: b" });
  const fewer = withChosen(everythingChosen, [7, 9], false);
  expect(countChosen(fewer, 10)).toBe(8);
  expect(isChosen(fewer, 7)).toBe(false);
  expect(isChosen(fewer, 8)).toBe(true);
  expect(targetOf(fewer, "name: a or name: b")).toEqual({
    query: "(name: a or name: b) and not asset.id: [7, 9]",
  });
  expect(understandQuery("(name: a or name: b) and not asset.id: [7, 9]", { now: 0 }).kind).not.toBe(
    "refused",
  );
  expect(targetOf(fewer, " ")).toEqual({ query: "not asset.id: [7, 9]" });
  expect(withChosen(fewer, [7, 9], true)).toEqual(everythingChosen);
});

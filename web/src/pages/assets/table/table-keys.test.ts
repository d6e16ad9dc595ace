// Moving in the table by keys.

import { expect, test } from "vitest";
import { rowAfterKey } from "./table-keys.ts";

const place = { first: 100, seen: 20, rowCount: 1000 };

test("[WB89] keys lead from row to row, a page on, and to both ends", () => {
  const from = (active: number | null) =>
    ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "a"].map((key) =>
      rowAfterKey(key, { ...place, active }),
    );
  expect(from(500)).toEqual([501, 499, 519, 481, 0, 999, null]);
  expect(from(0)).toEqual([1, 0, 19, 0, 0, 999, null]);
  expect(from(999)).toEqual([999, 998, 999, 980, 0, 999, null]);
  expect(from(null)).toEqual([100, 100, 119, 81, 0, 999, null]);
  expect(rowAfterKey("End", { ...place, active: null, rowCount: 0 })).toBeNull();
});

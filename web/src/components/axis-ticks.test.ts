// The marks of an axis are round, even, and enough for the highest value.

import { expect, test } from "vitest";
import { countAxis, ticksTo } from "./axis-ticks.ts";

test("[WB173] the marks of an axis are whole, round and in even steps, and the last is the highest value or above", () => {
  expect(ticksTo(2131)).toEqual([0, 1000, 2000, 3000]);
  expect(ticksTo(0)).toEqual([0, 1]);
  for (const top of [1, 2, 3, 7, 8, 17, 33, 99, 101, 1428, 50_561, 999_999]) {
    const ticks = ticksTo(top);
    const [, step = 0] = ticks;
    expect(ticks).toEqual(ticks.map((_, index) => index * step));
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(top);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(countAxis(ticks.at(-1) ?? 0).ticks).toEqual(ticks);
  }
});

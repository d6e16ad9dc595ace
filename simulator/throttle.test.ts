// Resource units in a window, and what is said of them.

import { expect, test } from "vitest";
import { resourceUnits, Throttle, throttleHeaders } from "./throttle.ts";

test.each([
  ["", 1],
  ["?$select=id", 1],
  ["?$top=5", 1],
  ["?$expand=memberOf", 2],
  ["?$expand=memberOf&$select=id", 1],
  ["?$expand=memberOf&$top=20", 2],
  ["?$expand=memberOf&$select=id&$top=19", 1],
])("/devices%s costs %i", (query, cost) => {
  expect(resourceUnits(new URL(`http://127.0.0.1/v1.0/devices${query}`))).toBe(cost);
});

function throttleAt(limit: number | null) {
  let now = 1000;
  const throttle = new Throttle({ now: () => now, sleep: async () => undefined });
  throttle.limit = limit;
  return {
    charge: (cost: number) => throttle.charge(cost),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test("without a limit nothing is throttled", () => {
  const { charge } = throttleAt(null);
  const verdict = Array.from({ length: 100 }, () => charge(5)).at(-1);
  expect(verdict).toEqual({ cost: 5, share: 0, retryAfterSeconds: null });
  expect(throttleHeaders({ cost: 5, share: 0, retryAfterSeconds: null })).toEqual({
    "x-ms-resource-unit": "5",
  });
});

test("the window's limit passes, more waits for the window's end, and what is refused counts", () => {
  const { charge, pass } = throttleAt(10);
  expect(charge(8)).toMatchObject({ share: 0.8, retryAfterSeconds: null });
  expect(charge(2)).toMatchObject({ share: 1, retryAfterSeconds: null });
  pass(2500);
  expect(charge(1)).toMatchObject({ share: 1.1, retryAfterSeconds: 8 });
  expect(charge(1)).toMatchObject({ share: 1.2 });
  pass(7500);
  expect(charge(1)).toMatchObject({ share: 0.1, retryAfterSeconds: null });
});

test("the share of the limit is told from above 0.8 only", () => {
  const told = (share: number) =>
    throttleHeaders({ cost: 1, share, retryAfterSeconds: null })["x-ms-throttle-limit-percentage"];
  expect([told(0.5), told(0.8), told(0.81), told(1.2)]).toEqual([undefined, undefined, "0.81", "1.20"]);
});

// Every form of Retry-After that Microsoft's hosts were seen to send.

import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const serverNow = Date.parse("Fri, 23 Sep 2022 11:57:49 GMT");

test.each([
  ["3", 3_000],
  [" 17 ", 17_000],
  ["1.5", 1_500],
  ["30,120", 120_000],
  ["0,120", 120_000],
  ["60, 120", 120_000],
  ["10, later", 10_000],
  ["Fri, 23 Sep 2022 11:58:09 GMT", 20_000],
])("[GR6] Retry-After %j asks for a wait of %i ms", (header, expected) => {
  expect(retryAfterMs(header, serverNow)).toBe(expected);
});

test.each([null, "", "0", "-5", "soon", "NaN", "Infinity", "1e3", "Fri, 23 Sep 2022 11:57:00 GMT", "Foo 5"])(
  "[GR6] Retry-After %j leaves the wait to the backoff",
  (header) => {
    expect(retryAfterMs(header, serverNow)).toBeNull();
  },
);

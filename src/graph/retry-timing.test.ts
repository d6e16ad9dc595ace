// Waits and tries stay within their bounds, whatever comes.

import fc from "fast-check";
import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";
import {
  defaultRetryPolicy,
  type RetryPolicy,
  retryWaitMs,
  type Trouble,
  troubleOfStatus,
} from "./retry-timing.ts";

const busy: Trouble = { kind: "busy", askedWaitMs: null };

test("[GR7] 429, 503 and 504 are tried again, other 5xx fewer times, refusals never", () => {
  expect([429, 503, 504].map(troubleOfStatus)).toEqual(["busy", "busy", "busy"]);
  expect([408, 500, 502, 507, 509].map(troubleOfStatus)).toEqual(Array(5).fill("broken"));
  expect([301, 400, 401, 403, 404, 409, 410, 412, 501].map(troubleOfStatus)).toEqual(Array(9).fill(null));
});

test("[GR7] without a Retry-After the wait doubles, with full jitter", () => {
  const waits = [1, 2, 3, 4].map((tries) => retryWaitMs(defaultRetryPolicy, busy, tries, 0, () => 0.5));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
  expect(retryWaitMs(defaultRetryPolicy, busy, 1, 0, () => 0)).toBe(0);
});

test("[GR7] a Retry-After beyond the cap is capped, and no wait goes beyond the total", () => {
  const day: Trouble = { kind: "busy", askedWaitMs: 86_400_000 };
  expect(retryWaitMs(defaultRetryPolicy, day, 1, 0, () => 0)).toBe(300_000);
  expect(retryWaitMs(defaultRetryPolicy, day, 1, 900_001, () => 0)).toBeNull();
});

const policies: fc.Arbitrary<RetryPolicy> = fc.record({
  maximumTries: fc.integer({ min: 1, max: 20 }),
  maximumBrokenTries: fc.integer({ min: 1, max: 20 }),
  firstBackoffMs: fc.integer({ min: 0, max: 100_000 }),
  maximumWaitMs: fc.integer({ min: 0, max: 1_000_000 }),
  maximumTotalMs: fc.integer({ min: 0, max: 10_000_000 }),
});
const headers = fc.oneof(
  fc.constant(null),
  fc.string(),
  fc.integer().map(String),
  fc.array(fc.nat(), { maxLength: 4 }).map((numbers) => numbers.join(",")),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);
const kinds = fc.constantFrom("busy" as const, "broken" as const, "network" as const);

test("[GR7] property: no wait is negative or above the cap, and tries and total time are bounded", () => {
  fc.assert(
    fc.property(
      policies,
      fc.array(fc.tuple(kinds, headers, fc.double({ min: 0, max: 0.999, noNaN: true })), { minLength: 25 }),
      (policy, troubles) => {
        let elapsedMs = 0;
        let tries = 0;
        for (const [kind, header, random] of troubles) {
          tries += 1;
          const trouble = { kind, askedWaitMs: retryAfterMs(header, 1_700_000_000_000) };
          const waitMs = retryWaitMs(policy, trouble, tries, elapsedMs, () => random);
          if (waitMs === null) break;
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(policy.maximumWaitMs);
          elapsedMs += waitMs;
        }
        expect(tries).toBeLessThanOrEqual(Math.max(policy.maximumTries, policy.maximumBrokenTries));
        expect(elapsedMs).toBeLessThanOrEqual(policy.maximumTotalMs);
      },
    ),
  );
});

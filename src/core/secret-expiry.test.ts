// When a client secret counts as about to expire.

import { describe, expect, test } from "vitest";
import { dueSecretWarning, secretDaysLeft, secretWarning } from "./secret-expiry.ts";

const dayMs = 24 * 60 * 60 * 1000;
const now = 1_800_000_000_000;
const inDays = (days: number) => now + days * dayMs;

describe("[CN8] a secret's expiry", () => {
  test("a day that has begun counts as a whole one, and an expired secret has none left", () => {
    expect(secretDaysLeft(null, now)).toBeNull();
    expect(secretDaysLeft(inDays(30), now)).toBe(30);
    expect(secretDaysLeft(inDays(29) + 1, now)).toBe(30);
    expect(secretDaysLeft(now + 1, now)).toBe(1);
    for (const expired of [now, now - 1, inDays(-400)]) expect(secretDaysLeft(expired, now)).toBe(0);
  });

  test.each([
    [inDays(400), null],
    [inDays(30) + 1, null],
    [inDays(30), 30],
    [inDays(14) + 1, 30],
    [inDays(14), 14],
    [inDays(7) + 1, 14],
    [inDays(7), 7],
    [inDays(1) + 1, 7],
    [inDays(1), 1],
    [now + 1, 1],
    [now, 0],
    [inDays(-3), 0],
    [null, null],
  ])("the warning for %s", (expiresAt, warning) => {
    expect(secretWarning(expiresAt, now)).toBe(warning);
  });

  test("each warning is due once, and one that was missed is not made up", () => {
    const due = (days: number, warnedDays: number | null) =>
      dueSecretWarning({ expiresAt: inDays(days), warnedDays }, now);
    expect(due(31, null)).toBeNull();
    expect(due(30, null)).toBe(30);
    expect(due(20, 30)).toBeNull();
    expect(due(14, 30)).toBe(14);
    expect(due(1, 30)).toBe(1);
    expect(due(1, 1)).toBeNull();
    expect(due(0, 1)).toBe(0);
    expect(due(-5, 0)).toBeNull();
    expect(dueSecretWarning({ expiresAt: null, warnedDays: null }, now)).toBeNull();
  });
});

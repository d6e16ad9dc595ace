// When a new token expires, by what was chosen.

import { expect, test } from "vitest";
import { dayOf, expiryOf } from "./expiry.ts";

const now = Date.UTC(2026, 10, 25, 12);

test("[WB10] a token's expiry is some days from now, or the end of a day", () => {
  expect(expiryOf("30", "", now)).toBe("2026-12-25T12:00:00.000Z");
  expect(expiryOf("365", "", now)).toBe("2027-11-25T12:00:00.000Z");
  const end = expiryOf("date", "2026-12-31", now);
  expect(end === null ? null : dayOf(Date.parse(end))).toBe("2026-12-31");
  expect(end === null ? null : dayOf(Date.parse(end) + 1)).toBe("2027-01-01");
  expect(expiryOf("date", "", now)).toBeNull();
  expect(expiryOf("date", "2026-11-20", now)).toBeNull();
  expect(expiryOf("date", "20261-01-01", now)).toBeNull();
});

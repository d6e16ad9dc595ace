// Values of assets have one word each, wherever they are shown.

import { expect, test } from "vitest";
import { rawValue, valueWords } from "../pages/assets/facet-words.ts";
import { severityLabels } from "../pages/dashboard/slices.ts";
import { criticalityWords, joinWords, severityWords, signInAgeWords } from "./asset-words.ts";

test("[WB170] facets, charts and tables call a value the same", () => {
  expect(valueWords("trustType", "ServerAd")).toBe("Hybrid joined");
  expect(joinWords("ServerAd")).toBe("Hybrid joined");
  expect(valueWords("trustType", null)).toBe(joinWords(null));
  expect(valueWords("lastSignInAge", "older")).toBe(signInAgeWords("older"));
  expect(["5", "1"].map((level) => valueWords("severity", level))).toEqual(["5 – Critical", "1 – Minimal"]);
  expect(severityLabels("5")).toBe(severityWords(5, "None"));
  expect(criticalityWords(5)).toBe("5 – Very high");
});

test("[WB170] a join type that Microsoft adds is shown as it is, and Microsoft's own word is at hand", () => {
  expect(joinWords("SomethingNew")).toBe("SomethingNew");
  expect(rawValue("trustType", "ServerAd")).toBe("ServerAd");
  expect(rawValue("isCompliant", "true")).toBe("Yes");
});

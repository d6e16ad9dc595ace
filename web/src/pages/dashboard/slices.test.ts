// That a chart shows a facet whole: its most frequent values, and all others as one.

import { expect, test } from "vitest";
import { byPlace, highestFirst, severityLabels, shareWords, slicesOf, systemWords } from "./slices.ts";

const someValue = (label: string | null, count: number, query: string | null = `os: ${label}`) => ({
  label,
  count,
  query,
});
const options = { words: systemWords, colors: byPlace, most: 2 };

test("[WB123] a chart shows the most frequent values, and all others as one with a query of its own", () => {
  const values = [someValue("A", 5), someValue(null, 3, "os is null"), someValue("B", 2), someValue("C", 1)];
  expect(slicesOf({ values }, 12, options).map(({ label, count, query }) => [label, count, query])).toEqual([
    ["A", 5, "os: A"],
    ["Not known", 3, "os is null"],
    ["All others", 4, "not (os: A or os is null)"],
  ]);
  // One value more takes no more room than "all others".
  expect(slicesOf({ values: values.slice(0, 3) }, 10, options).map(({ label }) => label)).toEqual([
    "A",
    "Not known",
    "B",
  ]);
  const unasked = [someValue("", 9, null), ...values];
  expect(slicesOf({ values: unasked }, 20, options).at(-1)?.query).toBeNull();
});

test("[WB123] a share is not told as none or all where it is neither", () => {
  expect(shareWords(1, 1000)).toBe("under 1 %");
  expect(shareWords(999, 1000)).toBe("over 99 %");
  expect([shareWords(0, 0), shareWords(5, 5), shareWords(1, 3)]).toEqual(["0 %", "100 %", "33 %"]);
});

test("[WB123] severities are shown from the highest to none, however frequent each is", () => {
  const values = [someValue(null, 9), someValue("2", 5), someValue("4", 1)];
  const slices = slicesOf({ values }, 15, { words: severityLabels, colors: byPlace, order: highestFirst });
  expect(slices.map(({ label }) => label)).toEqual(["4 – High", "2 – Low", "No severity"]);
});

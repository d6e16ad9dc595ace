// What adds up in a count proof, and how it is told.

import { expect, test } from "vitest";
import { describeProof, isClearlyShort, proveCounts } from "./count-proof.ts";

const standings = { activeAssets: 90, rejected: 6, notImportedWithActiveAsset: 1, excluded: 4, kept: 2 };

test("[CP2] every device of the source is accounted for in one place", () => {
  const proof = proveCounts(100, standings, 3);
  expect(proof).toMatchObject({ difference: 0, explained: true });
  expect(describeProof(proof)).toBe(
    "The source counts 100 devices: 90 active assets, 6 rejected, 4 excluded, 3 without an id, less 1 rejected or excluded with an asset that is active all the same, less 2 kept although the source removed their devices.",
  );
});

test("[CP2] what is left over is told as unexplained, whichever way it goes", () => {
  expect(describeProof(proveCounts(102, standings, 3))).toMatch(/; 2 unexplained\.$/);
  expect(describeProof(proveCounts(99, standings, 3))).toMatch(/; -1 unexplained\.$/);
  const nothing = { activeAssets: 0, rejected: 0, notImportedWithActiveAsset: 0, excluded: 0, kept: 0 };
  const many = { ...nothing, activeAssets: 1_234_567 };
  expect(describeProof(proveCounts(1_234_567, many, 0))).toBe(
    "The source counts 1,234,567 devices: 1,234,567 active assets.",
  );
  expect(describeProof(proveCounts(0, nothing, 0))).toBe("The source counts 0 devices: none here.");
});

test.each([
  [5, 0, false],
  [10, 0, false],
  [11, 0, true],
  [5000, 4950, false],
  [5000, 4949, true],
  [100, 120, false],
])("[FP8] of %d counted, %d seen: clearly short is %s", (counted, seen, isShort) => {
  expect(isClearlyShort(counted, seen)).toBe(isShort);
});

// Shows that the parts of a count proof add up to what the tenant counts.

import { expect, test } from "vitest";
import { type CountProof, partsOf } from "./count-proof-parts.ts";

const proof: CountProof = {
  tenant: 100,
  activeAssets: 95,
  rejected: 4,
  notImportedWithActiveAsset: 2,
  excluded: 5,
  kept: 3,
  withoutId: 1,
  difference: 0,
  explained: true,
  words: "",
};

const countsOf = (one: CountProof) =>
  Object.fromEntries(partsOf(one).map(({ name, count }) => [name, count]));

test("[WB40] the parts add up to the tenant's count; what is kept is beside it", () => {
  const { kept, ...ofTenant } = countsOf(proof);
  expect(kept).toBe(3);
  expect(ofTenant).toEqual({ imported: 90, rejected: 4, excluded: 5, without_id: 1 });
  expect(Object.values(ofTenant).reduce((sum, count) => sum + count, 0)).toBe(proof.tenant);
});

test("[WB40] a difference is a part of its own, either way", () => {
  const short = countsOf({ ...proof, tenant: 107, difference: 7, explained: false });
  expect(short).toMatchObject({ unexplained: 7 });
  const long = countsOf({ ...proof, tenant: 98, difference: -2, explained: false });
  expect(long).toMatchObject({ surplus: 2 });
  expect(long).not.toHaveProperty("unexplained");
});

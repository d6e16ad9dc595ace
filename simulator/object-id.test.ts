// Ids that can be turned back into the number of their device.

import fc from "fast-check";
import { expect, test } from "vitest";
import { guidOf, indexOfGuid } from "./object-id.ts";
import { permute } from "./permutation.ts";
import { gather, mix, spread, unmix } from "./random.ts";

const seed = fc.integer();
const index = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test("an id leads back to its index, for any seed and index, in any case: so no two indexes share an id", () => {
  fc.assert(
    fc.property(seed, index, (ofSeed, of) => {
      const guid = guidOf(ofSeed, of);
      expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(indexOfGuid(ofSeed, guid)).toBe(of);
      expect(indexOfGuid(ofSeed, guid.toUpperCase())).toBe(of);
    }),
  );
});

test("mixing and spreading can be undone", () => {
  fc.assert(
    fc.property(seed, word, (ofSeed, value) => {
      expect(unmix(mix(value))).toBe(value);
      expect(gather(ofSeed, spread(ofSeed, value))).toBe(value);
    }),
  );
});

test("a changed digit is no id", () => {
  fc.assert(
    fc.property(seed, index, fc.integer({ min: 9, max: 35 }), (ofSeed, of, position) => {
      const guid = guidOf(ofSeed, of);
      fc.pre(guid[position] !== "-");
      const other = guid[position] === "0" ? "1" : "0";
      expect(indexOfGuid(ofSeed, guid.slice(0, position) + other + guid.slice(position + 1))).toBeUndefined();
    }),
  );
});

test.each(["", "nobody", "00000000-0000-0000-0000-000000000000", "12345678", "{12345678-…}"])(
  "%o is no id",
  (text) => {
    expect(indexOfGuid(1, text)).toBeUndefined();
  },
);

test("a shuffled order takes every place once, and is another for another seed", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 700 }), (ofSeed, size) => {
      const places = Array.from({ length: size }, (_, position) => permute(ofSeed, size, position));
      expect(new Set(places).size).toBe(size);
      expect(Math.min(...places)).toBe(0);
      expect(Math.max(...places)).toBe(size - 1);
    }),
  );
  const [one, two] = [1, 2].map((ofSeed) => Array.from({ length: 50 }, (_, at) => permute(ofSeed, 50, at)));
  expect(one).not.toEqual(two);
  expect(one).not.toEqual(Array.from({ length: 50 }, (_, at) => at));
});

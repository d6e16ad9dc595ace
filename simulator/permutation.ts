// A shuffled order of any number of positions that is computed, not kept: position k's place is a pure function of k.

import { draw } from "./random.ts";

const rounds = 4;

/** A bijection on `bits` bits: each step (odd factor, added number, folded upper half) can be undone. */
function scramble(seed: number, value: number, bits: number): number {
  const mask = 2 ** bits - 1;
  const half = (bits + 1) >>> 1;
  let scrambled = value;
  for (let round = 0; round < rounds; round += 1) {
    scrambled = (Math.imul(scrambled, draw(seed, round) | 1) + draw(seed, round + rounds)) & mask;
    scrambled ^= scrambled >>> half;
  }
  return scrambled;
}

/** Where position `position` of `size` (at most 2^30) goes: for one seed and size, every place is taken exactly once. */
export function permute(seed: number, size: number, position: number): number {
  const bits = Math.max(1, Math.ceil(Math.log2(size)));
  // What falls outside is scrambled again: on a cycle of the larger bijection the next place inside is one of its own.
  let place = scramble(seed, position, bits);
  while (place >= size) place = scramble(seed, place, bits);
  return place;
}

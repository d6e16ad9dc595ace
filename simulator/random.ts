// Seeded, stateless randomness: every number is a pure function of a seed, an index and a purpose.

const golden = 0x9e3779b1;
const goldenInverse = 0x0e8b2f51; // golden * goldenInverse = 1 (mod 2^32), so that a spread index can be found again

/** The finaliser of MurmurHash3: a bijection on 32 bits. */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The inverse of `mix`. */
export function unmix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7ed1b41d);
  hash ^= (hash >>> 13) ^ (hash >>> 26);
  hash = Math.imul(hash, 0xa5cb9243);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Spreads an index over 32 bits; a bijection for one seed, undone by `gather`. */
export function spread(seed: number, index: number): number {
  return mix(seed ^ Math.imul(index + 1, golden));
}

/** The index that `spread` was given. */
export function gather(seed: number, spreadIndex: number): number {
  return (Math.imul(unmix(spreadIndex) ^ seed, goldenInverse) - 1) >>> 0;
}

/** An unsigned 32-bit number for one purpose (`salt`) of one spread index. */
export function draw(base: number, salt: number): number {
  return mix(base + Math.imul(salt + 1, golden));
}

/** A number in [0, 1). */
export function fraction(base: number, salt: number): number {
  return draw(base, salt) / 0x1_0000_0000;
}

/** An integer in [0, bound). */
export function integer(base: number, salt: number, bound: number): number {
  return Math.floor(fraction(base, salt) * bound);
}

/** One of the items; the list must not be empty. */
export function pick<Item>(items: readonly Item[], base: number, salt: number): Item {
  const item = items[integer(base, salt, items.length)];
  if (item === undefined) throw new RangeError("pick needs at least one item");
  return item;
}

/** A generator of successive draws, for code that consumes an unknown number of them. */
export function sequence(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return fraction(mix(seed), count);
  };
}

// The set of devices that a full pull has seen: one bit for each asset id.

import type { AssetId } from "./id.ts";

export class SeenDevices {
  #bits = new Uint8Array(1024);
  #count = 0;

  /** How many different devices were seen. */
  get count(): number {
    return this.#count;
  }

  add(id: AssetId): void {
    const byte = Math.floor(id / 8);
    if (byte >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    const mask = 1 << (id % 8);
    const bits = this.#bits[byte] ?? 0;
    if ((bits & mask) !== 0) return;
    this.#bits[byte] = bits | mask;
    this.#count += 1;
  }

  has(id: AssetId): boolean {
    return ((this.#bits[Math.floor(id / 8)] ?? 0) & (1 << (id % 8))) !== 0;
  }
}

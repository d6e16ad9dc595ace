// Ids that are an invertible function of (seed, index), so that no table of them has to be kept.

import { draw, gather, spread } from "./random.ts";

const digits = "0123456789abcdef";
const pairs = Array.from({ length: 256 }, (_, value) => [
  digits.charCodeAt(value >>> 4),
  digits.charCodeAt(value & 15),
]).flat();
const pairCodes = Uint8Array.from(pairs);
const scratch = Buffer.from("00000000-0000-0000-0000-000000000000", "latin1");

function putByte(value: number, position: number): void {
  const at = (value & 0xff) << 1;
  scratch[position] = pairCodes[at] as number;
  scratch[position + 1] = pairCodes[at + 1] as number;
}

function putTwoBytes(value: number, position: number): void {
  putByte(value >>> 8, position);
  putByte(value, position + 2);
}

/** A GUID of version 4 in looks, its first eight digits being the spread index. */
export function guidOf(seed: number, index: number): string {
  return guidFromHead(spread(seed, index));
}

/** The GUID whose first 32 bits are given; the rest follows from them. Written to one buffer, for speed. */
export function guidFromHead(head: number): string {
  const second = draw(head, 11);
  const third = draw(head, 12);
  const fourth = draw(head, 13);
  putTwoBytes(head >>> 16, 0);
  putTwoBytes(head, 4);
  putTwoBytes(second >>> 16, 9);
  putTwoBytes(0x4000 | (second & 0x0fff), 14);
  putTwoBytes(0x8000 | ((third >>> 16) & 0x3fff), 19);
  putTwoBytes(third, 24);
  putTwoBytes(fourth >>> 16, 28);
  putTwoBytes(fourth, 32);
  return scratch.toString("latin1", 0, 36);
}

/** The index behind a GUID of `guidOf`, or undefined when it is not one of this seed. */
export function indexOfGuid(seed: number, guid: string): number | undefined {
  const lowered = guid.toLowerCase();
  if (!/^[0-9a-f]{8}-/.test(lowered)) return undefined;
  const head = Number.parseInt(lowered.slice(0, 8), 16);
  return guidFromHead(head) === lowered ? gather(seed, head) : undefined;
}

// The order in which a list or an initial delta round visits its places, and how far one page goes.

import type { Disorder } from "./disorder.ts";
import { permute } from "./permutation.ts";
import { draw, fraction } from "./random.ts";

/** `early` and `late` are repeats: before and after the visit that counts. */
export interface Visit {
  readonly place: number;
  readonly role: "early" | "main" | "late";
  /** A number of its own for whatever else is drawn for this visit. */
  readonly mark: number;
}

export interface Walk {
  /** A walk is a row of stops; a page begins at one. */
  readonly stops: number;
  visit(stop: number): Visit | null;
}

const stopsPerPlace = 3;
/** How far away a repeat may lie: several pages of a delta round. */
const reach = 700;

/**
 * Visits each of `places` places once, and with `repeats` some of them once or twice more. Which place a stop visits does
 * not depend on what happens meanwhile, so a page link is a stop.
 */
export function walkOf(places: number, disorder: Disorder): Walk {
  const { seed, repeats, shuffle } = disorder;
  const at = (position: number): number => (shuffle ? permute(seed, places, position) : position);
  if (repeats === 0)
    return { stops: places, visit: (stop) => ({ place: at(stop), role: "main", mark: draw(seed, stop) }) };
  return {
    stops: places * stopsPerPlace,
    visit: (stop) => {
      const position = Math.floor(stop / stopsPerPlace);
      const mark = draw(seed, stop);
      const kind = stop % stopsPerPlace;
      if (kind === 1) return { place: at(position), role: "main", mark };
      if (fraction(mark, 0) >= repeats) return null;
      const distance = 1 + (draw(mark, 1) % reach);
      const target = kind === 0 ? position + distance : position - distance;
      if (target < 0 || target >= places) return null;
      return { place: at(target), role: kind === 0 ? "early" : "late", mark };
    },
  };
}

/** Where a page begins. */
export interface PageStart {
  readonly stop: number;
  /** Whether the empty page before this stop has been given. */
  readonly afterEmpty: boolean;
}

export interface Filled {
  readonly items: readonly string[];
  /** Where the next page begins, or null after the last. */
  readonly next: PageStart | null;
}

/** The most items of the page that begins here; 0 is an empty page with a next link. */
function pageSize({ seed, emptyPages, shortPages }: Disorder, start: PageStart, most: number): number {
  const mark = draw(seed, start.stop ^ 0x5e1f);
  if (!start.afterEmpty && fraction(mark, 2) < emptyPages) return 0;
  return shortPages ? 1 + (draw(mark, 3) % most) : most;
}

/**
 * Fills a page from `start` on. `isShown` says cheaply whether a stop shows anything, `write` writes it; after `patience`
 * stops that show nothing the page ends as it is. A page that is the last one has no next, even where it is just full.
 */
export function fillPage(
  stops: number,
  start: PageStart,
  disorder: Disorder,
  most: number,
  writerOf: (stop: number) => (() => string) | null,
  patience = Number.POSITIVE_INFINITY,
): Filled {
  const size = pageSize(disorder, start, most);
  if (size === 0 && stops > start.stop) return { items: [], next: { stop: start.stop, afterEmpty: true } };
  const items: string[] = [];
  const end = start.stop + patience;
  for (let stop = start.stop; stop < stops; stop += 1) {
    if (stop >= end) return { items, next: { stop, afterEmpty: false } };
    const write = writerOf(stop);
    if (write === null) continue;
    if (items.length >= size) return { items, next: { stop, afterEmpty: false } };
    items.push(write());
  }
  return { items, next: null };
}

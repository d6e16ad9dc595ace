// Scrolling through more than a browser can hold.

import { expect, test } from "vitest";
import { elementHeight, placeAfter, placeAt, type ScrollPlace, topPlace } from "./scroll-place.ts";

const small = { rowsHeight: 40_000, viewHeight: 600 };
const large = { rowsHeight: 40_000_000, viewHeight: 600 };

test("[WB86] a table that a browser can hold is scrolled as any other", () => {
  expect(elementHeight(small.rowsHeight)).toBe(40_000);
  for (const offset of [0, 1, 12_345, 39_400])
    expect(placeAt(offset, small)).toEqual({ scrolled: offset, offset });
  expect(placeAfter(topPlace, 20_000, small)).toEqual({ scrolled: 20_000, offset: 20_000 });
});

test("[WB86] the thumb reaches every part of a larger one, and both ends", () => {
  const end = elementHeight(large.rowsHeight) - large.viewHeight;
  expect(elementHeight(large.rowsHeight)).toBeLessThan(17_000_000);
  expect(placeAfter(topPlace, end, large).offset).toBe(large.rowsHeight - large.viewHeight);
  expect(placeAfter(placeAt(30_000_000, large), 0, large)).toEqual(topPlace);
  const middle = placeAfter(topPlace, end / 2, large);
  expect(middle.offset).toBeCloseTo((large.rowsHeight - large.viewHeight) / 2, 0);
});

test("[WB86] a wheel moves by the pixel wherever it is turned", () => {
  for (const start of [0, 5_000_000, 20_000_000, 39_000_000]) {
    let place: ScrollPlace = placeAt(start, large);
    for (let turn = 0; turn < 20; turn += 1) place = placeAfter(place, place.scrolled + 100, large);
    expect(place.offset).toBeCloseTo(start + 2000, 3);
    for (let turn = 0; turn < 20; turn += 1) place = placeAfter(place, place.scrolled - 100, large);
    expect(place.offset).toBeCloseTo(start, 3);
  }
});

test("[WB86] each offset has its place, and the place leads back to it", () => {
  let before = -1;
  for (let share = 0; share <= 1; share += 1 / 64) {
    const offset = share * (large.rowsHeight - large.viewHeight);
    const { scrolled } = placeAt(offset, large);
    expect(scrolled).toBeGreaterThan(before);
    before = scrolled;
    const far = placeAt(share < 0.5 ? 39_900_000 : 0, large);
    expect(Math.abs(placeAfter(far, scrolled, large).offset - offset)).toBeLessThan(4);
  }
});

test("[WB86] a step that would leave the rows ends at their end, and a short table does not scroll", () => {
  const nearEnd = { scrolled: 1000, offset: large.rowsHeight - large.viewHeight - 10 };
  expect(placeAfter(nearEnd, 2000, large).offset).toBe(large.rowsHeight - large.viewHeight);
  expect(placeAt(500, { rowsHeight: 80, viewHeight: 600 })).toEqual(topPlace);
});

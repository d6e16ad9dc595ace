// Where a table stands whose rows together are higher than a browser lets an element be.

/** Firefox ends an element at 17.9 million pixels, Chromium at 33.5 million. */
const highestElement = 15_000_000;
/** Within so many pixels of both ends, a pixel that is scrolled is a pixel of rows: no row there is passed over. */
const edge = 100_000;
/** Whoever scrolls further at once drags the thumb, and goes by share; a wheel or a key moves row by row. */
const longestStep = 5000;

export interface ScrollSizes {
  /** Of all rows together. */
  readonly rowsHeight: number;
  /** Of what is seen of them. */
  readonly viewHeight: number;
}

/** Both are distances from the top, in pixels: `scrolled` as the element has it, `offset` among the rows. */
export interface ScrollPlace {
  readonly scrolled: number;
  readonly offset: number;
}

export const topPlace: ScrollPlace = { scrolled: 0, offset: 0 };

/** How high the element is that stands for all rows. */
export const elementHeight = (rowsHeight: number): number => Math.min(rowsHeight, highestElement);

const between = (least: number, value: number, most: number): number =>
  Math.max(least, Math.min(value, Math.max(least, most)));

const mostScrolled = ({ rowsHeight, viewHeight }: ScrollSizes): number =>
  Math.max(0, elementHeight(rowsHeight) - viewHeight);
const mostOffset = ({ rowsHeight, viewHeight }: ScrollSizes): number => Math.max(0, rowsHeight - viewHeight);

/** From one scale to another of another length, both alike at their ends. */
function rescale(value: number, from: number, to: number): number {
  if (from === to || value <= edge) return value;
  if (value >= from - edge) return to - (from - value);
  return edge + ((value - edge) / (from - 2 * edge)) * (to - 2 * edge);
}

/** Where the element has to be scrolled to for what is at the offset. */
export function placeAt(offset: number, sizes: ScrollSizes): ScrollPlace {
  const most = mostOffset(sizes);
  const kept = between(0, offset, most);
  return { scrolled: rescale(kept, most, mostScrolled(sizes)), offset: kept };
}

/** Where it stands once the element has been scrolled from the place. */
export function placeAfter(place: ScrollPlace, scrolled: number, sizes: ScrollSizes): ScrollPlace {
  const [end, last] = [mostScrolled(sizes), mostOffset(sizes)];
  if (scrolled <= 0) return topPlace;
  // A browser may round the end.
  if (scrolled >= end - 1) return { scrolled, offset: last };
  const step = scrolled - place.scrolled;
  const offset = Math.abs(step) <= longestStep ? place.offset + step : rescale(scrolled, end, last);
  return { scrolled, offset: between(0, offset, last) };
}

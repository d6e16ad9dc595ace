// Which rows of a table are seen, and scrolling to one: all rows have the same height, so none is measured.

import { type RefObject, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  elementHeight,
  placeAfter,
  placeAt,
  type ScrollPlace,
  type ScrollSizes,
  topPlace,
} from "./scroll-place.ts";

interface Frame {
  /** What is shown; anything else begins at its top. */
  readonly subject: string;
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly headerHeight: number;
}

export interface ScrollWindow {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onScroll: (event: UIEvent<HTMLDivElement>) => void;
  readonly onScrollEnd: () => void;
  /** Of the element that stands for all rows. */
  readonly height: number;
  /** The first and the last row that are seen at least in part. */
  readonly first: number;
  readonly last: number;
  /** Where a row begins in that element. */
  readonly topOf: (row: number) => number;
  /** Scrolls as little as shows the row whole. */
  readonly show: (row: number) => void;
}

function useViewHeight(ref: RefObject<HTMLDivElement | null>, headerHeight: number): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(Math.max(0, element.clientHeight - headerHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, headerHeight]);
  return height;
}

export function useScrollWindow({ subject, rowCount, rowHeight, headerHeight }: Frame): ScrollWindow {
  const ref = useRef<HTMLDivElement>(null);
  const viewHeight = useViewHeight(ref, headerHeight);
  const sizes: ScrollSizes = { rowsHeight: rowCount * rowHeight, viewHeight };
  const [kept, setKept] = useState({ subject, place: topPlace });
  const before: ScrollPlace = kept.subject === subject ? kept.place : topPlace;
  // Fewer rows than there were: what is shown ends with the last of them.
  const place = before.offset > sizes.rowsHeight - viewHeight ? placeAt(before.offset, sizes) : before;
  const setPlace = (moved: ScrollPlace): void => setKept({ subject, place: moved });

  const goTo = (offset: number): void => {
    const wanted = placeAt(offset, sizes);
    if (ref.current === null) return;
    ref.current.scrollTop = wanted.scrolled;
    setPlace({ ...wanted, scrolled: ref.current.scrollTop });
  };
  // How far the thumb stands by share, once nobody scrolls: row by row it falls behind.
  const settle = (): void => {
    const isOff = Math.abs(placeAt(place.offset, sizes).scrolled - place.scrolled) > 1;
    if (isOff) goTo(place.offset);
  };
  const { rowsHeight } = sizes;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only more or fewer rows change where a row stands.
  useEffect(settle, [rowsHeight]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject begins at its top.
  useLayoutEffect(() => {
    if (ref.current !== null) ref.current.scrollTop = 0;
  }, [subject]);

  return {
    ref,
    onScroll: ({ currentTarget: { scrollTop } }) => {
      if (scrollTop !== place.scrolled) setPlace(placeAfter(place, scrollTop, sizes));
    },
    onScrollEnd: settle,
    height: elementHeight(rowsHeight),
    first: Math.max(0, Math.min(rowCount - 1, Math.floor(place.offset / rowHeight))),
    last: Math.max(0, Math.min(rowCount - 1, Math.ceil((place.offset + viewHeight) / rowHeight) - 1)),
    topOf: (row) => row * rowHeight - (place.offset - place.scrolled),
    show: (row) => {
      const top = row * rowHeight;
      if (top < place.offset) goTo(top);
      else if (top + rowHeight > place.offset + viewHeight) goTo(top + rowHeight - viewHeight);
    },
  };
}

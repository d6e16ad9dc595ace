// The last runs as the bars of a chart.

import type { SyncRunView } from "../../../../src/contract/sync-run.ts";

export interface RunBar {
  readonly id: number;
  readonly label: string;
  readonly created: number;
  readonly updated: number;
  readonly retired: number;
  /** The height by which a run that did not complete is marked; 0 for one that did. */
  readonly failed: number;
}

interface RunBars {
  /** The oldest first, as time goes. */
  readonly bars: readonly RunBar[];
  /** Where the scale ends, so that one huge run does not flatten all others; null where it ends with the highest bar. */
  readonly cut: number | null;
  /** The runs whose bars are higher than that. */
  readonly cutIds: readonly number[];
}

/** How many times the second highest a bar must be to be cut. */
const farAbove = 8;
const failedShare = 0.06;

const heightOf = ({ counters: { created, updated, retired } }: SyncRunView): number =>
  created + updated + retired;

/** Where the scale is cut: above the highest bar after which the next one is far higher. */
function cutOf(heights: readonly number[]): number | null {
  const rising = heights.filter((height) => height > 0).toSorted((one, other) => one - other);
  const place = rising.findLastIndex((height, index) => (rising[index + 1] ?? 0) > farAbove * height);
  // What is cut is the exception: three bars at most.
  const lower = rising[place];
  return lower === undefined || rising.length - 1 - place > 3 ? null : Math.ceil(lower * 1.25);
}

export function barsOf(newestFirst: readonly SyncRunView[]): RunBars {
  const runs = newestFirst.toReversed();
  const cut = cutOf(runs.map(heightOf));
  const top = cut ?? Math.max(1, ...runs.map(heightOf));
  const bars = runs.map((run): RunBar => {
    const { created, updated, retired } = run.counters;
    const isMarked = run.state === "failed" || run.state === "cancelled";
    return {
      id: run.id,
      label: `Run ${run.id}`,
      created,
      updated,
      retired,
      failed: isMarked ? Math.max(top * failedShare, 0.05) : 0,
    };
  });
  return {
    bars,
    cut,
    cutIds: cut === null ? [] : runs.filter((run) => heightOf(run) > cut).map(({ id }) => id),
  };
}

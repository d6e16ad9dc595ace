// The last runs as the bars of a chart.

import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { ticksTo } from "../../components/axis-ticks.ts";

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
  /** Of the scale, from 0 to its end. */
  readonly ticks: readonly number[];
  /** The runs whose bars are higher than the scale, so that one huge run does not flatten all others. */
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
  const ticks = ticksTo(cut ?? Math.max(1, ...runs.map(heightOf)));
  const top = ticks.at(-1) ?? 1;
  const bars = runs.map((run): RunBar => {
    const { created, updated, retired } = run.counters;
    const isMarked = run.state === "failed" || run.state === "cancelled";
    return {
      id: run.id,
      label: `Run ${run.id}`,
      created,
      updated,
      retired,
      failed: isMarked ? top * failedShare : 0,
    };
  });
  return {
    bars,
    ticks,
    cutIds: cut === null ? [] : runs.filter((run) => heightOf(run) > top).map(({ id }) => id),
  };
}

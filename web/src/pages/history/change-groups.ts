// Entries of the history put together as people read them: what one run did to one asset is one thing.

import type { AssetChangeView } from "../../../../src/contract/asset-change.ts";

/** All of one kind, by one run, of one asset; several where fields changed. */
export interface ChangeGroup {
  readonly key: string;
  readonly entries: readonly [AssetChangeView, ...AssetChangeView[]];
}

const isSameDeed = (one: AssetChangeView, other: AssetChangeView): boolean =>
  one.kind === "changed" &&
  other.kind === "changed" &&
  one.runId === other.runId &&
  one.assetId === other.assetId;

/** Entries in the order of the feed, neighbours of one deed put together. */
export function groupDeeds(entries: readonly AssetChangeView[]): readonly ChangeGroup[] {
  const groups: [AssetChangeView, ...AssetChangeView[]][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last !== undefined && isSameDeed(last[0], entry)) last.push(entry);
    else groups.push([entry]);
  }
  const seen = new Map<string, number>();
  return groups.map((group) => {
    const [{ assetId, runId, kind, at }] = group;
    const name = `${assetId} ${runId} ${kind} ${at}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { key: `${name} ${count}`, entries: group };
  });
}

/** Neighbours whose keys are the same, in their order. */
function neighbours<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[][] {
  const groups: Item[][] = [];
  let last: string | null = null;
  for (const item of items) {
    const key = keyOf(item);
    if (key === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = key;
  }
  return groups;
}

/** Deeds of one kind, one after the other. */
export interface DeedSeries {
  readonly key: string;
  readonly kind: AssetChangeView["kind"];
  readonly shown: readonly ChangeGroup[];
  /** As many besides, which are told as a number until somebody asks for them. */
  readonly folded: readonly ChangeGroup[];
}

/** So many stand there before the others of their kind are folded, and fewer than as many are not. */
const shownOfSeries = 5;

/** What a run does to very many assets is not to hide what else it did: a full pull creates thousands. */
export function seriesOf(deeds: readonly ChangeGroup[]): readonly DeedSeries[] {
  return neighbours(deeds, ({ entries: [first] }) => first.kind).flatMap((series) => {
    const [first] = series;
    if (first === undefined) return [];
    const { kind } = first.entries[0];
    // What changed of an asset is read one by one.
    const isFolded = kind !== "changed" && series.length >= 2 * shownOfSeries;
    const shown = isFolded ? series.slice(0, shownOfSeries) : series;
    return [{ key: `${kind} ${first.key}`, kind, shown, folded: series.slice(shown.length) }];
  });
}

export interface RunGroup {
  readonly key: string;
  readonly runId: number | null;
  readonly connectionId: number;
  readonly deeds: readonly ChangeGroup[];
}

export interface DayGroup {
  readonly key: string;
  /** In the reader's zone, e.g. "Wednesday, November 25, 2026". */
  readonly day: string;
  readonly runs: readonly RunGroup[];
}

const dayFormat = new Intl.DateTimeFormat("en", { dateStyle: "full" });

function toRun(entries: readonly AssetChangeView[], place: number): RunGroup[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { runId, connectionId } = first;
  return [{ key: `${place} ${runId} ${connectionId}`, runId, connectionId, deeds: groupDeeds(entries) }];
}

/** Entries in the order of the feed, by day, and within it by run. */
export function groupByDay(entries: readonly AssetChangeView[]): readonly DayGroup[] {
  const dayOf = ({ at }: AssetChangeView): string => dayFormat.format(new Date(at));
  return neighbours(entries, dayOf).flatMap((ofDay, place) => {
    const [first] = ofDay;
    if (first === undefined) return [];
    const runs = neighbours(ofDay, ({ runId, connectionId }) => `${runId} ${connectionId}`);
    return [{ key: `${place} ${dayOf(first)}`, day: dayOf(first), runs: runs.flatMap(toRun) }];
  });
}

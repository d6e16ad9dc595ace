// That entries of the history are put together as people read them.

import { expect, test } from "vitest";
import type { AssetChangeView } from "../../../../src/contract/asset-change.ts";
import { groupByDay, groupDeeds, seriesOf } from "./change-groups.ts";

const of = { assetName: "PC", connectionId: 1, at: "2026-11-25T10:00:00.000Z" };
const changed = (assetId: number, runId: number, field: string): AssetChangeView => ({
  kind: "changed",
  ...of,
  assetId,
  runId,
  field,
  before: 1,
  after: 2,
});

test("[WB107] the fields that one run changed of one asset are one entry", () => {
  const entries = [
    changed(1, 3, "a"),
    changed(1, 3, "b"),
    changed(2, 3, "a"),
    changed(2, 2, "a"),
    { kind: "created" as const, ...of, assetId: 2, runId: 2 },
  ];
  const groups = groupDeeds(entries);
  expect(groups.map(({ entries: some }) => some.length)).toEqual([2, 1, 1, 1]);
  expect(new Set(groups.map(({ key }) => key)).size).toBe(4);
});

test("[WB118] the feed is by day, and within it by run", () => {
  const before = { ...changed(3, 1, "a"), at: "2026-11-22T10:00:00.000Z" };
  const days = groupByDay([changed(1, 3, "a"), changed(2, 3, "a"), changed(2, 2, "a"), before]);
  expect(days.map(({ runs }) => runs.map(({ runId, deeds }) => [runId, deeds.length]))).toEqual([
    [
      [3, 2],
      [2, 1],
    ],
    [[1, 1]],
  ]);
  expect(groupByDay([])).toEqual([]);
});

test("[WB172] very many assets that a run creates leave room for what else it does", () => {
  const created = Array.from(
    { length: 40 },
    (_, index): AssetChangeView => ({
      kind: "created",
      ...of,
      assetId: index + 10,
      runId: 3,
    }),
  );
  const series = seriesOf(groupDeeds([changed(1, 3, "a"), ...created, changed(2, 3, "a")]));
  expect(series.map(({ kind, shown, folded }) => [kind, shown.length, folded.length])).toEqual([
    ["changed", 1, 0],
    ["created", 5, 35],
    ["changed", 1, 0],
  ]);
  expect(new Set(series.map(({ key }) => key)).size).toBe(3);
});

test("[WB172] a few assets, and changes of fields, are all there", () => {
  const changes = Array.from({ length: 40 }, (_, index) => changed(index, 3, "a"));
  expect(seriesOf(groupDeeds(changes)).map(({ folded }) => folded.length)).toEqual([0]);
  const few = Array.from(
    { length: 9 },
    (_, index): AssetChangeView => ({
      kind: "created",
      ...of,
      assetId: index,
      runId: 3,
    }),
  );
  expect(seriesOf(groupDeeds(few)).map(({ shown }) => shown.length)).toEqual([9]);
});

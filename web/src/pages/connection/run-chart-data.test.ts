// Shows how runs become bars.

import { expect, test } from "vitest";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { barsOf } from "./run-chart-data.ts";

const counters: SyncRunView["counters"] = {
  requests: 1,
  pages: 1,
  fetched: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  restored: 0,
  retired: 0,
  rejected: 0,
  excluded: 0,
  withoutId: 0,
  confirmedPresent: 0,
};

function run(id: number, created: number, state: SyncRunView["state"] = "completed"): SyncRunView {
  return {
    id,
    connectionId: 1,
    mode: "delta_pull",
    trigger: "schedule",
    state,
    queuedAt: null,
    startedAt: null,
    finishedAt: null,
    failure: null,
    counters: { ...counters, created },
    expectedDevices: null,
    transformMapVersion: 1,
    countProof: null,
    retirementDecision: null,
  };
}

test("[WB41] the oldest run is the first bar, and what did not complete is marked", () => {
  const { bars } = barsOf([run(3, 5), run(2, 0, "failed"), run(1, 10)]);
  expect(bars.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(bars.map(({ failed }) => failed > 0)).toEqual([false, true, false]);
});

test("[WB41] one huge run does not flatten the others: its bar is cut, and named", () => {
  const { ticks, cutIds } = barsOf([run(4, 30), run(3, 12), run(2, 25), run(1, 100_000)]);
  expect(ticks).toEqual([0, 10, 20, 30, 40]);
  expect(cutIds).toEqual([1]);
});

test("[WB41] runs of like size are not cut, nor is a single one, nor none", () => {
  expect(barsOf([run(2, 30), run(1, 60)])).toMatchObject({ ticks: [0, 20, 40, 60], cutIds: [] });
  expect(barsOf([run(1, 61)])).toMatchObject({ ticks: [0, 20, 40, 60, 80], cutIds: [] });
  expect(barsOf([run(1, 0), run(2, 0)])).toMatchObject({ ticks: [0, 1], cutIds: [] });
  expect(barsOf([])).toMatchObject({ bars: [], ticks: [0, 1] });
});

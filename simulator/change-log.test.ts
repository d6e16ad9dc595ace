// The state of a device at any moment of the log.

import { expect, test } from "vitest";
import { type Change, ChangeLog, type Standing } from "./change-log.ts";

const first = (index: number): Standing => (index < 10 ? "live" : "unborn");

function change(
  index: number,
  kind: Change["kind"],
  standing: Standing,
  values: object,
  atMs: number,
): Change {
  return { index, kind, standing, values: new Map(Object.entries(values)), atMs };
}

test("the state at each moment is what all changes before it made of the device", () => {
  const log = new ChangeLog(first);
  log.append(change(1, "updated", "live", { model: '"a"', color: "null" }, 100));
  log.append(change(2, "updated", "live", { model: '"other"' }, 200));
  log.append(change(1, "removed", "changed", {}, 300));
  log.append(change(1, "restored", "live", { model: '"b"' }, 400));
  const states = Array.from({ length: 5 }, (_, moment) => log.stateAt(1, moment));
  const [a, b] = [
    { model: '"a"', color: "null" },
    { model: '"b"', color: "null" },
  ];
  expect(states.map(({ standing }) => standing)).toEqual(["live", "live", "live", "changed", "live"]);
  expect(states.map(({ sinceMs }) => sinceMs)).toEqual([null, null, null, 300, 400]);
  expect(states.map(({ overlay }) => overlay && Object.fromEntries(overlay))).toEqual([
    undefined,
    a,
    a,
    a,
    b,
  ]);
  expect(log.state(1)).toEqual(states[4]);
  expect([log.standing(1), log.overlay(1)]).toEqual(["live", states[4]?.overlay]);
});

test("a device that never changed has the standing of the beginning and nothing else", () => {
  const log = new ChangeLog(first);
  log.append(change(1, "updated", "live", { model: '"a"' }, 100));
  expect(log.state(3)).toEqual({ standing: "live", overlay: undefined, sinceMs: null });
  expect(log.stateAt(11, 1)).toEqual({ standing: "unborn", overlay: undefined, sinceMs: null });
  expect([...log.changedDevices()].map(([index]) => index)).toEqual([1]);
});

test("moments and stretches of the log", () => {
  const log = new ChangeLog(first);
  for (const index of [1, 2, 1, 1]) log.append(change(index, "updated", "live", {}, 0));
  expect(log.end).toBe(4);
  expect(log.momentsBeforeChanges(1)).toEqual([0, 2, 3]);
  expect(log.momentsBeforeChanges(9)).toEqual([]);
  expect(log.between(1, 3).map(({ index }) => index)).toEqual([2, 1]);
});

// The scheduler on the embedded store: when runs are asked for, with a clock that the test moves.

import { expect, test } from "vitest";
import type { ConnectionId } from "../../src/core/id.ts";
import type { RunQueue } from "../../src/core/run-queue.ts";
import type { ScheduleInput } from "../../src/core/schedule.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage } from "../../src/core/storage.ts";
import { Scheduler } from "../../src/sync/scheduler.ts";
import { createDispatch, type Dispatch, tenantOf } from "../support/dispatch.ts";

const dayMs = 24 * 60 * 60 * 1000;
const minuteMs = 60_000;
const at = (text: string): number => Date.parse(text);
const daily: ScheduleInput = { kind: "daily", timeZone: "Europe/Berlin", start: "2026-03-01T02:30" };

interface Told {
  readonly skipped: string[];
  readonly expiring: string[];
  readonly planned: ConnectionId[];
}

function schedulerOf(dispatch: Dispatch, instead: { queue?: RunQueue; storage?: Storage } = {}) {
  const told: Told = { skipped: [], expiring: [], planned: [] };
  const { storage, queue, clock, troubles } = dispatch;
  const scheduler = new Scheduler({
    ...{ storage, queue, clock, ...instead },
    onPlanned: (id) => {
      told.planned.push(id);
      dispatch.happen();
    },
    onSkipped: (_id, dueAt) => told.skipped.push(new Date(dueAt).toISOString()),
    onSecretExpiring: (id, daysLeft) => told.expiring.push(`${id}: ${daysLeft}`),
    onTrouble: (error) => {
      troubles.push(error);
      dispatch.happen();
    },
  });
  return { scheduler, told };
}

async function runsOf({ storage }: Dispatch, connectionId: ConnectionId) {
  return (await storage.readRuns({ connectionId, states: null, before: null, limit: 1000 })).toReversed();
}

/** Whoever would run them: they are over at once. */
async function endRuns({ storage, queue }: Dispatch): Promise<void> {
  for (const { id } of await storage.readUnfinishedRuns(1000)) await queue.cancel(id);
}

/** Looks at each moment that the scheduler itself asks for, till the end; answers when runs were asked for. */
async function playTill(dispatch: Dispatch, scheduler: Scheduler, end: number) {
  const moments: string[] = [];
  while (dispatch.clock.now() < end) {
    const waitMs = await scheduler.look();
    const [run] = await dispatch.storage.readUnfinishedRuns(1);
    if (run?.state.name === "queued") moments.push(new Date(run.state.queuedAt).toISOString());
    await endRuns(dispatch);
    dispatch.clock.advance(Math.min(waitMs, end - dispatch.clock.now()));
  }
  return moments;
}

test.each([
  [
    "put forward",
    "2026-03-27T12:00Z",
    ["2026-03-28T01:30:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"],
  ],
  [
    "put back",
    "2026-10-23T12:00Z",
    ["2026-10-24T00:30:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"],
  ],
])("[SD3] a daily run comes once each day where the clock is %s", async (_how, from, expected) => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at(from));
  const id = await dispatch.connect(tenantOf(1), daily);
  const { scheduler, told } = schedulerOf(dispatch);
  expect(await playTill(dispatch, scheduler, at(from) + 3 * dayMs)).toEqual(expected);
  expect((await runsOf(dispatch, id)).map(({ trigger }) => trigger)).toEqual([
    "schedule",
    "schedule",
    "schedule",
  ]);
  expect([told.skipped, dispatch.troubles]).toEqual([[], []]);
});

test("[SD4] runs that were missed are made up once, and none where the schedule is over", async () => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at("2026-05-05T12:00Z"));
  const id = await dispatch.connect(tenantOf(1), daily);
  const ending = await dispatch.connect(tenantOf(1), { ...daily, end: "2026-05-08T00:00" });
  await schedulerOf(dispatch).scheduler.look();
  dispatch.clock.set(at("2026-05-09T12:00Z"));
  const { scheduler, told } = schedulerOf(dispatch);
  await scheduler.look();
  expect(await runsOf(dispatch, id)).toHaveLength(1);
  expect(await runsOf(dispatch, ending)).toEqual([]);
  const { nextRunAt } = await dispatch.storage.readConnection(id);
  expect(nextRunAt).toBe(at("2026-05-10T00:30Z"));
  expect(await dispatch.storage.readConnection(ending)).toMatchObject({
    ...{ nextRunAt: null, state: { name: "registered" } },
  });
  await endRuns(dispatch);
  await scheduler.look();
  expect([(await runsOf(dispatch, id)).length, told.skipped]).toEqual([1, []]);
});

test("[SD5] a run that is due while another goes on is skipped and told", async () => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at("2026-05-05T12:00Z"));
  const id = await dispatch.connect(tenantOf(1), daily);
  const { scheduler, told } = schedulerOf(dispatch);
  await scheduler.look();
  await dispatch.queue.request(id, "full_pull", "person");
  dispatch.clock.set(at("2026-05-06T00:30Z"));
  await scheduler.look();
  expect([(await runsOf(dispatch, id)).length, told.skipped]).toEqual([1, ["2026-05-06T00:30:00.000Z"]]);
  await endRuns(dispatch);
  await scheduler.look();
  expect((await dispatch.storage.readConnection(id)).nextRunAt).toBe(at("2026-05-07T00:30Z"));
  expect(await runsOf(dispatch, id)).toHaveLength(1);
});

test("[SD6] a pause drops the plan; who resumes or changes the schedule has nothing made up", async () => {
  const dispatch = await createDispatch();
  const { storage, clock } = dispatch;
  clock.set(at("2026-05-05T12:00Z"));
  const id = await dispatch.connect(tenantOf(1), daily);
  const { scheduler } = schedulerOf(dispatch);
  await scheduler.look();
  const pause = (pausedAt: number | null) => storage.transaction((writer) => writer.setPaused(id, pausedAt));
  await pause(1);
  clock.set(at("2026-05-08T12:00Z"));
  await scheduler.look();
  expect(await storage.readConnection(id)).toMatchObject({ nextRunAt: null, state: { name: "registered" } });
  await pause(null);
  await scheduler.look();
  expect((await storage.readConnection(id)).nextRunAt).toBe(at("2026-05-09T00:30Z"));
  clock.set(at("2026-05-09T12:00Z"));
  const { version } = await storage.readConnection(id);
  const schedule: ScheduleInput = { ...daily, at: "18:00" };
  await storage.transaction((writer) => writer.changeConnection(id, version, { schedule }, 1));
  await scheduler.look();
  expect((await storage.readConnection(id)).nextRunAt).toBe(at("2026-05-09T16:00Z"));
  await storage.transaction((writer) => writer.changeConnection(id, version + 1, { schedule: null }, 1));
  clock.set(at("2026-05-11T12:00Z"));
  expect(await scheduler.look()).toBe(minuteMs);
  expect([await runsOf(dispatch, id), dispatch.troubles]).toEqual([[], []]);
});

test("[SD7] a connection goes from registered to scheduled, processing, and processed or errored", async () => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at("2026-05-05T12:00Z"));
  const tenant = tenantOf(4);
  const id = await dispatch.connect(tenant, daily);
  const stateOf = async () => (await dispatch.storage.readConnection(id)).state.name;
  const { scheduler } = schedulerOf(dispatch);
  const states = [await stateOf()];
  const stop = new AbortController();
  const running = scheduler.run(stop.signal);
  await dispatch.until(() => dispatch.clock.sleepers === 1);
  states.push(await stateOf());
  const seen: Awaited<ReturnType<typeof stateOf>>[] = [];
  tenant.onListPage = async () => {
    seen.push(await stateOf());
  };
  dispatch.startWorker();
  dispatch.clock.set(at("2026-05-06T00:30Z"));
  await dispatch.until(() => dispatch.told.at(-1)?.state.name === "completed");
  states.push(...seen.slice(0, 1), await stateOf());
  tenant.failNext("readDeltaPage", new Error("broken"));
  dispatch.clock.set(at("2026-05-07T00:30Z"));
  await dispatch.until(() => dispatch.told.at(-1)?.state.name === "failed");
  states.push(await stateOf());
  expect(states).toEqual(["registered", "scheduled", "processing", "processed", "errored"]);
  await dispatch.until(() => dispatch.clock.sleepers === 1);
  stop.abort(new Error("stopped"));
  await running;
  expect(dispatch.troubles).toEqual([]);
});

test("[SD8] a zone that is unknown now stops no other connection, and is met again once a minute at most", async () => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at("2026-05-05T12:00Z"));
  const unknown: ScheduleInput = { ...daily, timeZone: "Mars/Olympus" };
  // More of them than are looked at together.
  for (let index = 0; index < 120; index += 1) await dispatch.connect(tenantOf(0), unknown);
  const id = await dispatch.connect(tenantOf(1), daily);
  const { scheduler } = schedulerOf(dispatch);
  await scheduler.look();
  await scheduler.look();
  expect((await dispatch.storage.readConnection(id)).nextRunAt).toBe(at("2026-05-06T00:30Z"));
  const before = dispatch.troubles.length;
  expect(before).toBe(120);
  for (let look = 0; look < 10; look += 1) expect(await scheduler.look()).toBe(minuteMs);
  expect(dispatch.troubles).toHaveLength(before);
  dispatch.clock.set(at("2026-05-06T00:30Z"));
  await scheduler.look();
  expect(await runsOf(dispatch, id)).toHaveLength(1);
  expect(dispatch.troubles[0]).toMatchObject({ code: "schedule.zone_unknown" });
});

test("[SD8] a run that could not be asked for is asked for a minute later, and others at once", async () => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at("2026-05-05T12:00Z"));
  const [broken, sound] = [
    await dispatch.connect(tenantOf(1), daily),
    await dispatch.connect(tenantOf(1), daily),
  ];
  let isBroken = true;
  const queue: RunQueue = {
    ...dispatch.queue,
    request: async (...request) => {
      if (isBroken && request[0] === broken) throw new Error("disk full");
      return dispatch.queue.request(...request);
    },
  };
  const { scheduler } = schedulerOf(dispatch, { queue });
  await scheduler.look();
  dispatch.clock.set(at("2026-05-06T00:30Z"));
  expect(await scheduler.look()).toBe(minuteMs);
  expect(await scheduler.look()).toBe(minuteMs);
  expect([(await runsOf(dispatch, sound)).length, dispatch.troubles.length]).toEqual([1, 1]);
  isBroken = false;
  dispatch.clock.advance(minuteMs);
  await scheduler.look();
  expect(await runsOf(dispatch, broken)).toHaveLength(1);
});

test("[SD2] a restart between the request and the plan gives one run, also when that has ended", async () => {
  const dispatch = await createDispatch();
  dispatch.clock.set(at("2026-05-05T12:00Z"));
  const id = await dispatch.connect(tenantOf(1), daily);
  await schedulerOf(dispatch).scheduler.look();
  dispatch.clock.set(at("2026-05-06T00:30Z"));
  const queue: RunQueue = {
    ...dispatch.queue,
    request: async (...request) => {
      await dispatch.queue.request(...request);
      throw new Error("killed");
    },
  };
  await schedulerOf(dispatch, { queue }).scheduler.look();
  await endRuns(dispatch);
  dispatch.clock.advance(minuteMs);
  const { scheduler, told } = schedulerOf(dispatch);
  await scheduler.look();
  expect([(await runsOf(dispatch, id)).length, told.skipped]).toEqual([1, []]);
  expect((await dispatch.storage.readConnection(id)).nextRunAt).toBe(at("2026-05-07T00:30Z"));
});

test("[SD9] it is woken by what is new, notices a clock that is set within a minute, and outlives a failing store", async () => {
  const dispatch = await createDispatch();
  const { clock, storage } = dispatch;
  clock.set(at("2026-05-05T12:00Z"));
  let failures = 1;
  const failing: Storage = {
    ...storage,
    readUnplanned: async (limit) => {
      failures -= 1;
      if (failures === 0) throw new Error("disk full");
      return storage.readUnplanned(limit);
    },
  };
  const { scheduler, told } = schedulerOf(dispatch, { storage: failing });
  const stop = new AbortController();
  const running = scheduler.run(stop.signal);
  await dispatch.until(() => clock.sleepers === 1);
  expect(dispatch.troubles).toHaveLength(1);
  const id = await dispatch.connect(tenantOf(1), daily);
  scheduler.wake();
  await dispatch.until(() => told.planned.includes(id) && clock.sleepers === 1);
  clock.set(at("2026-05-06T00:30Z"));
  await dispatch.until(() => told.planned.length === 2);
  expect(await runsOf(dispatch, id)).toHaveLength(1);
  stop.abort(new Error("stopped"));
  await running;
});

test("[CN8] each warning of a secret's expiry is told once, also after a restart, and anew for a new secret", async () => {
  const dispatch = await createDispatch();
  const { clock, storage } = dispatch;
  const begun = at("2026-05-05T12:00Z");
  clock.set(begun);
  const id = await dispatch.connect(tenantOf(1));
  const expiresAt = begun + 40 * dayMs;
  await storage.transaction((writer) => writer.changeConnection(id, 1, { secretExpiresAt: expiresAt }, 1));
  const told: string[] = [];
  const lookEachDay = async (days: number): Promise<void> => {
    for (let day = 0; day < days; day += 1) {
      const { scheduler, told: now } = schedulerOf(dispatch);
      await scheduler.look();
      await scheduler.look();
      told.push(...now.expiring);
      clock.advance(dayMs);
    }
  };
  await lookEachDay(45);
  expect(told).toEqual([30, 14, 7, 1, 0].map((daysLeft) => `${id}: ${daysLeft}`));
  told.length = 0;
  const soon = clock.now() + 5 * dayMs;
  await storage.transaction((writer) => writer.setNextSecret(id, new Secret("x"), soon, 1));
  await lookEachDay(1);
  expect(told).toEqual([]);
  await storage.transaction((writer) => writer.takeOverNextSecret(id));
  await lookEachDay(2);
  expect(told).toEqual([`${id}: 4`]);
});

// The worker and the queue on the embedded store, with tenants in memory.

import { expect, test } from "vitest";
import { RollcallError } from "../../src/core/error.ts";
import { SourceFailure } from "../../src/core/failure.ts";
import type { SyncRunId } from "../../src/core/id.ts";
import { everyDevice } from "../../src/core/scope.ts";
import { createDispatch, tenantOf } from "../support/dispatch.ts";
import type { MemoryTenant } from "../support/memory-tenant.ts";

const down = (): SourceFailure =>
  new SourceFailure(
    "graph.down",
    "Nobody answers.",
    { kind: "operator", reason: "source_unreachable" },
    null,
  );

/** The tenant's list stops before a page until it is let go. */
function holdAt(tenant: MemoryTenant, page: number): { readonly reached: Promise<void>; release(): void } {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let pages = 0;
  tenant.onListPage = async () => {
    pages += 1;
    if (pages !== page) return;
    reached.resolve();
    await released.promise;
  };
  return { reached: reached.promise, release: released.resolve };
}

const count = (tenant: MemoryTenant, call: string): number =>
  tenant.calls.filter((called) => called === call).length;

test.each([1, 2])("[RQ4] runs are taken up oldest first, %i at a time", async (concurrency) => {
  const dispatch = await createDispatch();
  const opened: number[] = [];
  const tenants = [1, 2, 3, 4].map((number) => {
    const tenant = tenantOf(2);
    tenant.onOpen = () => opened.push(number);
    return { tenant, hold: holdAt(tenant, 1) };
  });
  const runs: SyncRunId[] = [];
  for (const { tenant } of tenants)
    runs.push(await dispatch.queue.request(await dispatch.connect(tenant), "full_pull", "person"));
  await dispatch.startWorker(concurrency).wake();
  for (const [index, { hold }] of tenants.entries()) {
    await hold.reached;
    const running = await dispatch.storage.readRuns({
      connectionId: null,
      states: ["running"],
      before: null,
      limit: 9,
    });
    expect(running.length).toBeLessThanOrEqual(concurrency);
    hold.release();
    const id = runs[index];
    if (id !== undefined) expect((await dispatch.untilEnded(id)).state.name).toBe("completed");
  }
  // Two that are taken up together open their sources in either order.
  if (concurrency === 2) opened.splice(0, 4, ...opened.slice(0, 2).sort(), ...opened.slice(2).sort());
  expect(opened).toEqual([1, 2, 3, 4]);
  expect(dispatch.troubles).toEqual([]);
  const states = dispatch.told.filter(({ id }) => id === runs[0]).map(({ state }) => state.name);
  expect(states).toEqual(["running", "completed"]);
});

test("[RQ5] [CK1] a run that is cut off by a stop is taken up by the next worker and goes on from its checkpoint", async () => {
  const dispatch = await createDispatch();
  const tenant = tenantOf(12);
  const hold = holdAt(tenant, 3);
  const first = dispatch.startWorker();
  const runId = await dispatch.queue.request(await dispatch.connect(tenant), "full_pull", "person");
  await hold.reached;
  const stopped = first.stop();
  hold.release();
  await stopped;
  expect((await dispatch.storage.readRun(runId)).state.name).toBe("running");
  const before = (await dispatch.storage.readRun(runId)).counters.fetched;
  expect(before).toBeGreaterThan(0);
  await first.wake();
  expect(dispatch.told.map(({ state }) => state.name)).toEqual(["running"]);
  await dispatch.startWorker().wake();
  const run = await dispatch.untilEnded(runId);
  expect(run).toMatchObject({ state: { name: "completed" }, counters: { fetched: 12, created: 12 } });
  expect(count(tenant, "latestDeltaLink")).toBe(1);
  expect(dispatch.troubles).toEqual([]);
});

test("[RQ5] a worker that is stopped begins nothing more", async () => {
  const dispatch = await createDispatch();
  const tenant = tenantOf(3);
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  dispatch.scopeOf = async () => {
    asked.resolve();
    await answered.promise;
    return everyDevice;
  };
  const worker = dispatch.startWorker();
  const runId = await dispatch.queue.request(await dispatch.connect(tenant), "full_pull", "person");
  await asked.promise;
  const stopped = worker.stop();
  answered.resolve();
  await stopped;
  expect((await dispatch.storage.readRun(runId)).state.name).toBe("queued");
  expect([tenant.calls, dispatch.troubles]).toEqual([[], []]);
});

test("[RQ3] a run is cancelled while it is queued, under way, or cut off", async () => {
  const dispatch = await createDispatch();
  const tenants = [tenantOf(9), tenantOf(9)] as const;
  const hold = holdAt(tenants[0], 2);
  const worker = dispatch.startWorker(1);
  const ids = [await dispatch.connect(tenants[0]), await dispatch.connect(tenants[1])] as const;
  const running = await dispatch.queue.request(ids[0], "full_pull", "person");
  await hold.reached;
  const queued = await dispatch.queue.request(ids[1], "full_pull", "person");
  await dispatch.queue.cancel(queued);
  expect((await dispatch.storage.readRun(queued)).state).toMatchObject({
    name: "cancelled",
    startedAt: null,
  });
  await dispatch.queue.cancel(running);
  await worker.wake();
  hold.release();
  expect((await dispatch.untilEnded(running)).state.name).toBe("cancelled");
  expect((await dispatch.storage.readConnection(ids[0])).state.name).toBe("cancelled");
  await expect(dispatch.queue.cancel(running)).rejects.toMatchObject({ code: "run.ended" });

  const again = holdAt(tenants[0], 2);
  const cutOff = await dispatch.queue.request(ids[0], "full_pull", "person");
  await again.reached;
  const stopped = worker.stop();
  again.release();
  await stopped;
  await dispatch.queue.cancel(cutOff);
  expect((await dispatch.storage.readRun(cutOff)).state.name).toBe("running");
  await dispatch.startWorker(1).wake();
  expect((await dispatch.untilEnded(cutOff)).state.name).toBe("cancelled");
  // What comes next is not kept from beginning.
  const next = await dispatch.queue.request(ids[0], "delta_pull", "person");
  expect(await dispatch.untilEnded(next)).toMatchObject({ mode: "full_pull", state: { name: "completed" } });
  expect(tenants[1].calls).toEqual([]);
  expect(dispatch.troubles).toEqual([]);
});

test("[RQ2] a failed run that is resumed goes on from its checkpoint", async () => {
  const dispatch = await createDispatch();
  const tenant = tenantOf(12);
  let pages = 0;
  tenant.onListPage = () => {
    pages += 1;
    if (pages === 3) throw down();
  };
  const id = await dispatch.connect(tenant);
  dispatch.startWorker();
  const runId = await dispatch.queue.request(id, "full_pull", "person");
  const failed = await dispatch.untilEnded(runId);
  expect(failed).toMatchObject({ state: { name: "failed" }, counters: { fetched: 6 } });
  expect((await dispatch.storage.readConnection(id)).state).toMatchObject({
    name: "errored",
    reason: "source_unreachable",
  });
  dispatch.told.length = 0;
  await dispatch.queue.resume(runId);
  expect(await dispatch.untilEnded(runId)).toMatchObject({
    state: { name: "completed" },
    counters: { fetched: 12, created: 12 },
  });
  expect([count(tenant, "latestDeltaLink"), count(tenant, "readListPage")]).toEqual([1, 5]);
  await expect(dispatch.queue.resume(runId)).rejects.toMatchObject({ code: "run.not_failed" });
  tenant.failNext("readDeltaPage", down());
  const late = await dispatch.queue.request(id, "delta_pull", "person");
  await dispatch.untilEnded(late);
  await dispatch.untilEnded(await dispatch.queue.request(id, "delta_pull", "person"));
  await expect(dispatch.queue.resume(late)).rejects.toMatchObject({ code: "run.superseded" });
});

test.each(["approved", "dismissed"] as const)(
  "[RQ6] a held run is %s through the queue",
  async (decision) => {
    const dispatch = await createDispatch();
    const tenant = tenantOf(60);
    const id = await dispatch.connect(tenant);
    dispatch.startWorker();
    await dispatch.untilEnded(await dispatch.queue.request(id, "full_pull", "person"));
    for (let index = 1; index <= 55; index += 1) tenant.remove(`d${index}`, false);
    const runId = await dispatch.queue.request(id, "full_pull", "schedule");
    await dispatch.untilEnded(runId);
    expect((await dispatch.storage.readConnection(id)).state).toMatchObject({ reason: "held_for_approval" });
    await expect(dispatch.queue.resume(runId)).rejects.toMatchObject({ code: "run.held" });
    dispatch.told.length = 0;
    await dispatch.queue.decide(runId, decision);
    expect((await dispatch.untilEnded(runId)).state.name).toBe("completed");
    const { activeAssets } = await dispatch.storage.readStandings(id);
    expect(activeAssets).toBe(decision === "approved" ? 5 : 60);
    await expect(dispatch.queue.decide(runId, decision)).rejects.toMatchObject({ code: "run.not_held" });
  },
);

test("[CN4] a paused connection refuses every way to ask for a run, and a run that was asked for before goes on", async () => {
  const dispatch = await createDispatch();
  const tenant = tenantOf(3);
  const id = await dispatch.connect(tenant);
  const pause = (at: number | null) => dispatch.storage.transaction((writer) => writer.setPaused(id, at));
  const runId = await dispatch.queue.request(id, "full_pull", "person");
  await pause(5);
  tenant.failNext("countDevices", down());
  await dispatch.startWorker().wake();
  expect((await dispatch.untilEnded(runId)).state.name).toBe("failed");
  const paused = { code: "connection.paused" };
  await expect(dispatch.queue.request(id, "full_pull", "person")).rejects.toMatchObject(paused);
  await expect(dispatch.queue.resume(runId)).rejects.toMatchObject(paused);
  await pause(null);
  dispatch.told.length = 0;
  await dispatch.queue.resume(runId);
  expect((await dispatch.untilEnded(runId)).state.name).toBe("completed");
});

test("[RQ7] what keeps one connection from running stops no other, and is tried again after a while by itself", async () => {
  const dispatch = await createDispatch();
  const [broken, sound] = [await dispatch.connect(tenantOf(3)), await dispatch.connect(tenantOf(3))];
  let asked = 0;
  let isBroken = true;
  dispatch.scopeOf = async (id) => {
    if (id !== broken) return everyDevice;
    asked += 1;
    if (isBroken) throw new RollcallError("tag.unreadable", "The rule of a tag cannot be read.");
    return everyDevice;
  };
  dispatch.startWorker(1);
  const first = await dispatch.queue.request(broken, "full_pull", "person");
  await dispatch.until(() => dispatch.troubles.length === 1);
  for (let round = 0; round < 5; round += 1)
    await dispatch.untilEnded(await dispatch.queue.request(sound, "delta_pull", "person"));
  expect(asked).toBe(1);
  dispatch.clock.advance(60_000);
  await dispatch.until(() => asked === 2 && dispatch.clock.sleepers === 1);
  isBroken = false;
  dispatch.clock.advance(60_000);
  expect((await dispatch.untilEnded(first)).state.name).toBe("completed");
  expect(dispatch.troubles).toMatchObject([{ code: "tag.unreadable" }, { code: "tag.unreadable" }]);
});

test("[RQ7] a store that fails is asked again after a while, not at once", async () => {
  let failures = 0;
  let isBroken = true;
  const dispatch = await createDispatch((storage) => ({
    ...storage,
    readUnfinishedRuns: async (limit) => {
      if (!isBroken) return storage.readUnfinishedRuns(limit);
      failures += 1;
      throw new Error("disk full");
    },
  }));
  const worker = dispatch.startWorker();
  const runId = await dispatch.queue.request(await dispatch.connect(tenantOf(3)), "full_pull", "person");
  await dispatch.until(() => dispatch.clock.sleepers === 1);
  expect([failures, dispatch.troubles.length]).toEqual([1, 1]);
  isBroken = false;
  dispatch.clock.advance(60_000);
  expect((await dispatch.untilEnded(runId)).state.name).toBe("completed");
  await worker.stop();
});

test("[RQ8] a first run is queued as the full pull that it will be, and the next one as what was asked for", async () => {
  const dispatch = await createDispatch();
  const id = await dispatch.connect(tenantOf(2));
  const first = await dispatch.queue.request(id, "delta_pull", "person");
  expect((await dispatch.storage.readRun(first)).mode).toBe("full_pull");
  await dispatch.startWorker().wake();
  await dispatch.untilEnded(first);
  const second = await dispatch.queue.request(id, "delta_pull", "person");
  expect((await dispatch.storage.readRun(second)).mode).toBe("delta_pull");
  await dispatch.untilEnded(second);
});

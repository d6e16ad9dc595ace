// What a person's decision on a held run does, and which runs may begin at all.

import { expect, test } from "vitest";
import { defaultFullPullEveryMs } from "../../src/core/connection.ts";
import type { SourceEvent } from "../../src/core/connector.ts";
import { SourceFailure } from "../../src/core/failure.ts";
import { connectionId as connectionIdOf, deltaLink } from "../../src/core/id.ts";
import { noCounters, type SyncRun } from "../../src/core/sync-run.ts";
import { createEngine, decideRetirements, type Engine, readInventory } from "../support/engine.ts";
import { MemoryTenant } from "../support/memory-tenant.ts";

function tenantOf(count: number): MemoryTenant {
  const tenant = new MemoryTenant();
  tenant.retirementGuard = { share: 0.1, minimum: 2 };
  for (let index = 1; index <= count; index += 1) tenant.set(`d${index}`, { displayName: `PC ${index}` });
  return tenant;
}

/** A delta pull in which `removed` devices are gone. */
async function heldRun(tenant: MemoryTenant, removed: number) {
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  for (let index = 1; index <= removed; index += 1) tenant.remove(`d${index}`, index % 2 === 0);
  return { engine, run: await engine.sync("delta_pull") };
}

const activeIds = async (engine: Engine): Promise<readonly string[]> => [
  ...(await readInventory(engine)).keys(),
];

test("[RT4] a delta pull that would retire too much is held, with the list to look at", async () => {
  const { engine, run } = await heldRun(tenantOf(10), 3);
  expect(run.state).toMatchObject({ name: "failed", failure: { reason: "held_for_approval" } });
  expect(await activeIds(engine)).toHaveLength(10);
  const held = await engine.storage.readHeldAssets(run.id, { after: 0, limit: 2 });
  expect(held).toMatchObject([
    { externalId: "d1", name: "PC 1", reason: "deleted_at_source" },
    { externalId: "d2", name: "PC 2", reason: "soft_deleted_at_source" },
  ]);
  expect(await engine.storage.countHeldAssets(run.id)).toEqual([
    { reason: "deleted_at_source", count: 2 },
    { reason: "soft_deleted_at_source", count: 1 },
  ]);
  const soft = { after: 0, limit: 9, reason: "soft_deleted_at_source" } as const;
  expect(await engine.storage.readHeldAssets(run.id, soft)).toMatchObject([{ externalId: "d2" }]);
  const after = held.at(-1)?.assetId ?? 0;
  expect(await engine.storage.readHeldAssets(run.id, { after, limit: 2 })).toHaveLength(1);
});

test("[RT4] the guard is the connection's own", async () => {
  const tenant = tenantOf(10);
  tenant.retirementGuard = { share: 0.3, minimum: 0 };
  const { run } = await heldRun(tenant, 3);
  expect(run.state.name).toBe("completed");
});

test("[RT5] an approved run retires what is still gone, and not what is back by then", async () => {
  const tenant = tenantOf(10);
  const { engine, run } = await heldRun(tenant, 4);
  tenant.set("d2", { displayName: "PC 2" });
  await decideRetirements(engine.storage, run.id, "approved");
  const ended = await engine.resume(run.id);
  expect(ended.state.name).toBe("completed");
  expect(ended.counters).toMatchObject({ retired: 3, confirmedPresent: 1 });
  expect(ended.countProof).toMatchObject({ tenant: 7, activeAssets: 7, explained: true });
  expect(await activeIds(engine)).not.toContain("d1");
});

test("[RT5] a completed run is not run again, whatever was decided on it", async () => {
  const tenant = tenantOf(10);
  const { engine, run } = await heldRun(tenant, 3);
  await decideRetirements(engine.storage, run.id, "approved");
  await engine.resume(run.id);
  for (let index = 4; index <= 9; index += 1) tenant.remove(`d${index}`, true);
  await expect(engine.resume(run.id)).rejects.toMatchObject({ code: "run.ended" });
  expect(await activeIds(engine)).toHaveLength(7);
});

test("[RT5] a decision holds for what was shown: a run that starts over is held anew", async () => {
  const tenant = tenantOf(10);
  const { engine, run } = await heldRun(tenant, 3);
  await decideRetirements(engine.storage, run.id, "approved");
  for (let index = 4; index <= 9; index += 1) tenant.remove(`d${index}`, true);
  const { storage, connectionId } = engine;
  const foreign = { connectionId: connectionIdOf(connectionId + 1), runId: run.id, at: 0, claim: "earlier" };
  await storage.transaction(async (writer) => {
    await writer.startRun({ ...foreign, connectionId });
    await writer.saveProgress(foreign, { phase: "following", next: deltaLink("delta:0") }, noCounters);
  });
  const again = await engine.resume(run.id);
  expect(again.state).toMatchObject({ name: "failed", failure: { reason: "held_for_approval" } });
  expect(again.retirementDecision).toBeNull();
  expect(await activeIds(engine)).toHaveLength(10);
});

test("[RT5] a rejected device that is back before the approval is not taken for removed", async () => {
  const tenant = tenantOf(10);
  tenant.set("nameless", { displayName: null });
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  for (const id of ["d1", "d2", "d3", "nameless"]) tenant.remove(id, true);
  const run = await engine.sync("delta_pull");
  tenant.set("nameless", { displayName: null });
  await decideRetirements(engine.storage, run.id, "approved");
  const ended = await engine.resume(run.id);
  expect(ended.countProof).toMatchObject({ tenant: 8, activeAssets: 7, rejected: 1, explained: true });
});

test("[RT6] a dismissed run keeps the assets, explains the count, and knows a device that comes back", async () => {
  const tenant = tenantOf(10);
  const { engine, run } = await heldRun(tenant, 3);
  await decideRetirements(engine.storage, run.id, "dismissed");
  const ended = await engine.resume(run.id);
  expect(ended.counters.retired).toBe(0);
  expect(ended.countProof).toMatchObject({ tenant: 7, activeAssets: 10, kept: 3, explained: true });
  tenant.set("d1", { displayName: "PC 1 again" });
  const later = await engine.sync("delta_pull");
  expect(later.countProof).toMatchObject({ tenant: 8, activeAssets: 10, kept: 2, explained: true });
  expect((await readInventory(engine)).get("d1")).toMatchObject({ displayName: "PC 1 again" });
  const full = await engine.sync("full_pull");
  expect(full.countProof).toMatchObject({ activeAssets: 8, kept: 0, explained: true });
});

test("[RT5] only the connection's latest run can be decided on, and only while it is held", async () => {
  const { engine, run } = await heldRun(tenantOf(10), 3);
  const again = await engine.sync("delta_pull");
  await expect(decideRetirements(engine.storage, run.id, "approved")).rejects.toMatchObject({
    code: "run.not_held",
  });
  await expect(engine.resume(run.id)).rejects.toMatchObject({ code: "run.superseded" });
  await decideRetirements(engine.storage, again.id, "dismissed");
  await engine.resume(again.id);
  await expect(decideRetirements(engine.storage, again.id, "approved")).rejects.toMatchObject({
    code: "run.not_held",
  });
});

test("[CK2] a second run of a connection is refused while one is under way, and leaves it alone", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  const life = new AbortController();
  tenant.onListPage = () => life.abort(new Error("killed"));
  const first = await engine.queue("full_pull");
  await expect(engine.resume(first, life.signal)).rejects.toThrow("killed");
  tenant.onListPage = () => undefined;
  await expect(engine.sync("full_pull")).rejects.toMatchObject({ code: "connection.busy" });
  expect((await engine.storage.readConnection(engine.connectionId)).state).toEqual({
    name: "processing",
    runId: first,
  });
  const ended = await engine.resume(first);
  expect(ended.state.name).toBe("completed");
  expect(ended.counters).toMatchObject({ fetched: 7, created: 7 });
});

test("[CK2] a run that is taken up twice goes on for the last one alone", async () => {
  const tenant = tenantOf(12);
  const engine = await createEngine(tenant);
  const id = await engine.queue("full_pull");
  let pages = 0;
  let second: Promise<SyncRun> | null = null;
  tenant.onListPage = async () => {
    pages += 1;
    if (pages !== 2) return;
    second = engine.resume(id);
    await second;
  };
  await expect(engine.resume(id)).rejects.toMatchObject({ code: "run.taken_over" });
  // The first may be stopped at its next commit while the second is still at work.
  await second;
  const run = await engine.storage.readRun(id);
  expect(run).toMatchObject({ state: { name: "completed" }, counters: { created: 12, fetched: 12 } });
  expect(await engine.storage.readConnection(engine.connectionId)).toMatchObject({
    state: { name: "processed", runId: id },
  });
});

test("[LG2] a wait that cannot be logged fails the run and leaves nothing under way", async () => {
  const tenant = tenantOf(4);
  let isBroken = false;
  const engine = await createEngine(tenant, (storage) => ({
    ...storage,
    transaction: async (work) => {
      if (!isBroken) return storage.transaction(work);
      isBroken = false;
      throw new Error("disk full");
    },
  }));
  let observe: ((event: SourceEvent) => void) | null = null;
  tenant.onOpen = (observer) => {
    observe = observer;
  };
  tenant.onListPage = () => {
    isBroken = true;
    observe?.({ kind: "waiting", operation: "list", durationMs: 5, why: "graph.throttled", requestId: null });
    tenant.onListPage = () => undefined;
  };
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { reason: "internal", message: "disk full" } });
  expect((await engine.sync("full_pull")).state.name).toBe("completed");
});

test("[CK3] a checkpoint of another connection is not followed: the run starts over as a full pull", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  const { storage, connectionId } = engine;
  const runId = await engine.queue("delta_pull");
  const foreign = { connectionId: connectionIdOf(connectionId + 1), runId, at: 0, claim: "earlier" };
  const next = deltaLink("delta:0");
  await storage.transaction(async (writer) => {
    await writer.startRun({ ...foreign, connectionId });
    await writer.saveProgress(foreign, { phase: "following", next }, noCounters);
  });
  expect(await storage.readCheckpoint(runId)).toBe("unreadable");
  const run = await engine.resume(runId);
  expect(run).toMatchObject({ mode: "full_pull", state: { name: "completed" } });
  expect((await storage.readLog(runId)).map(({ details }) => details.reason)).toContain(
    "checkpoint_unreadable",
  );
});

test("[FP6] a delta pull becomes a full pull when the last one is too long ago, and the log says so", async () => {
  const tenant = tenantOf(4);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  expect((await engine.sync("delta_pull")).mode).toBe("delta_pull");
  engine.advance(defaultFullPullEveryMs);
  const run = await engine.sync("delta_pull");
  expect(run.mode).toBe("full_pull");
  const log = await engine.storage.readLog(run.id);
  expect(log.map(({ code }) => code)).toContain("run.full_pull_needed");
  expect((await engine.sync("delta_pull")).mode).toBe("delta_pull");
});

test("[FP6] a run that was cut off begins anew when more is asked of a device, or another scope is set, by then", async () => {
  for (const change of [
    (tenant: MemoryTenant) => {
      tenant.selectedProperties = [...tenant.selectedProperties, "model"];
    },
    (tenant: MemoryTenant) => {
      tenant.scope = { name: "d7", asks: "nothing", includes: ({ record }) => record.id === "d7" };
    },
  ]) {
    const tenant = tenantOf(7);
    tenant.retirementGuard = { share: 1, minimum: 9 };
    const engine = await createEngine(tenant);
    const life = new AbortController();
    let pages = 0;
    tenant.onListPage = () => {
      pages += 1;
      if (pages === 2) life.abort(new Error("killed"));
    };
    const runId = await engine.queue("full_pull");
    await expect(engine.resume(runId, life.signal)).rejects.toThrow("killed");
    change(tenant);
    const run = await engine.resume(runId);
    expect(run.counters.fetched).toBe(7);
    const { basis } = await engine.storage.readConnection(engine.connectionId);
    expect(basis).toEqual({ selectedProperties: tenant.selectedProperties, scope: tenant.scope.name });
  }
});

test("[SP3] a scope that changed makes the next delta pull a full pull", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.scope = { name: "not d7", asks: "nothing", includes: ({ record }) => record.id !== "d7" };
  const run = await engine.sync("delta_pull");
  expect(run).toMatchObject({ mode: "full_pull", counters: { retired: 1, excluded: 1 } });
});

test("[RT3] a run that is taken up before it has retired anything asks once more", async () => {
  const tenant = tenantOf(10);
  let isBroken = false;
  const engine = await createEngine(tenant, (storage) => ({
    ...storage,
    transaction: (work) =>
      storage.transaction(async (writer) => {
        const retire: typeof writer.retire = (context, candidates) => {
          if (isBroken) throw new Error("disk full");
          return writer.retire(context, candidates);
        };
        return work({ ...writer, retire });
      }),
  }));
  await engine.sync("full_pull");
  tenant.remove("d1", true);
  tenant.remove("d2", true);
  isBroken = true;
  const failed = await engine.sync("delta_pull");
  expect(failed.state).toMatchObject({ name: "failed", failure: { message: "disk full" } });
  isBroken = false;
  tenant.set("d1", { displayName: "PC 1" });
  const ended = await engine.resume(failed.id);
  expect(ended.counters).toMatchObject({ retired: 1, confirmedPresent: 1 });
  expect(await activeIds(engine)).toContain("d1");
});

test("[CK2] a run whose source cannot even be opened fails with its reason, and the next one may begin", async () => {
  const tenant = tenantOf(3);
  const connector = tenant.connector();
  let isRefused = true;
  const engine = await createEngine({
    connector: () => ({
      ...connector,
      openSource: (options) => {
        if (!isRefused) return connector.openSource(options);
        throw new SourceFailure(
          "graph.insecure_url",
          "No https.",
          { kind: "operator", reason: "source_error" },
          null,
        );
      },
    }),
  });
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { code: "graph.insecure_url" } });
  expect((await engine.storage.readConnection(engine.connectionId)).state.name).toBe("errored");
  isRefused = false;
  expect((await engine.sync("full_pull")).state.name).toBe("completed");
});

test("[FP6] a delta pull becomes a full pull when more is asked of a device than the link answers with", async () => {
  const tenant = tenantOf(4);
  const engine = await createEngine(tenant);
  const pull = async () => (await engine.sync("delta_pull")).mode;
  expect(await pull()).toBe("full_pull");
  const selected = tenant.selectedProperties;
  tenant.selectedProperties = selected.slice(1);
  expect(await pull()).toBe("delta_pull");
  // The delta link still answers with everything.
  tenant.selectedProperties = selected;
  expect(await pull()).toBe("delta_pull");
  tenant.selectedProperties = [...tenant.selectedProperties, "model"];
  expect(await pull()).toBe("full_pull");
  expect(await pull()).toBe("delta_pull");
});

test("[RT4] a source that answers with nothing at all where it had devices is held", async () => {
  const tenant = tenantOf(60);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  for (const id of [...tenant.devices.keys()]) tenant.remove(id, true);
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { reason: "held_for_approval" } });
  expect(await activeIds(engine)).toHaveLength(60);
});

test("[RT2] a failure in mid-run leaves every asset as it was", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  const forbidden = new SourceFailure(
    "graph.forbidden",
    "No permission.",
    { kind: "operator", reason: "permission_missing" },
    null,
  );
  tenant.remove("d1", true);
  tenant.failNext("countDevices", forbidden);
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { reason: "permission_missing" } });
  expect(await activeIds(engine)).toHaveLength(7);
});

// What a connection's scope keeps out, and what becomes of devices that enter or leave it.

import { expect, test } from "vitest";
import { everyDevice, type Scope } from "../../src/core/scope.ts";
import { createEngine, decideRetirements, type Engine, readInventory } from "../support/engine.ts";
import { MemoryTenant } from "../support/memory-tenant.ts";

const runsWindows: Scope = {
  name: "runs Windows",
  asks: "nothing",
  includes: ({ record }) => record.operatingSystem === "Windows",
};

/** d1, d3, d5 … run Windows, the others Linux. */
function tenantOf(count: number): MemoryTenant {
  const tenant = new MemoryTenant();
  tenant.scope = runsWindows;
  tenant.retirementGuard = { share: 0.5, minimum: 1 };
  for (let index = 1; index <= count; index += 1)
    tenant.set(`d${index}`, {
      displayName: `PC ${index}`,
      operatingSystem: index % 2 === 0 ? "Linux" : "Windows",
    });
  return tenant;
}

const activeIds = async (engine: Engine): Promise<readonly string[]> => [
  ...(await readInventory(engine)).keys(),
];

test("[SP1] what is out of scope is kept out, counted, and explained", async () => {
  const engine = await createEngine(tenantOf(7));
  const run = await engine.sync("full_pull");
  expect(run.counters).toMatchObject({ fetched: 7, created: 4, excluded: 3, rejected: 0 });
  expect(run.countProof).toMatchObject({ tenant: 7, activeAssets: 4, excluded: 3, explained: true });
  expect(await activeIds(engine)).toEqual(["d1", "d3", "d5", "d7"]);
  const again = await engine.sync("full_pull");
  expect(again.counters).toMatchObject({ unchanged: 4, excluded: 3, retired: 0 });
});

test("[SP2] a device that leaves the scope is retired with that reason, and comes back as the same asset", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  const { storage, connectionId } = engine;
  const asset = async () => {
    const [first] = await storage.readAssets({ connectionId, after: 0, limit: 1 });
    return first;
  };
  const before = await asset();
  tenant.set("d1", { operatingSystem: "Linux" });
  const left = await engine.sync("delta_pull");
  expect(left.counters).toMatchObject({ excluded: 1, retired: 1 });
  expect(left.countProof).toMatchObject({ activeAssets: 3, excluded: 4, explained: true });
  expect(await asset()).toMatchObject({
    id: before?.id,
    lifecycle: { state: "retired", reason: "left_scope" },
  });
  tenant.set("d1", { operatingSystem: "Windows", displayName: "PC 1 again" });
  expect((await engine.sync("delta_pull")).counters).toMatchObject({ restored: 1, excluded: 0 });
  expect(await asset()).toMatchObject({ id: before?.id, fields: { name: "PC 1 again" } });
});

test("[SP3] a device that enters the scope is created, whether it changed or the scope did", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.set("d2", { operatingSystem: "Windows" });
  expect((await engine.sync("delta_pull")).counters).toMatchObject({ created: 1 });
  tenant.scope = everyDevice;
  const run = await engine.sync("full_pull");
  expect(run.counters).toMatchObject({ created: 2, unchanged: 5, excluded: 0 });
  expect(run.countProof).toMatchObject({ tenant: 7, activeAssets: 7, excluded: 0, explained: true });
});

test("[SP4] a scope that would retire too much is held like any other run, and a dismissal keeps the assets", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.scope = { name: "PC 1", asks: "nothing", includes: ({ record }) => record.displayName === "PC 1" };
  const held = await engine.sync("full_pull");
  expect(held.state).toMatchObject({ name: "failed", failure: { reason: "held_for_approval" } });
  expect(await activeIds(engine)).toHaveLength(4);
  await decideRetirements(engine.storage, held.id, "dismissed");
  const ended = await engine.resume(held.id);
  expect(ended.countProof).toMatchObject({ activeAssets: 4, excluded: 6, explained: true });
  const again = await engine.sync("full_pull");
  await decideRetirements(engine.storage, again.id, "approved");
  const approved = await engine.resume(again.id);
  expect(approved.countProof).toMatchObject({ activeAssets: 1, excluded: 6, explained: true });
  expect(await activeIds(engine)).toEqual(["d1"]);
});

test("[SP2] a device that leaves the scope and returns within one run is not retired", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.pageSize = 1;
  tenant.set("d1", { operatingSystem: "Linux" });
  tenant.set("d1", { operatingSystem: "Windows" });
  const run = await engine.sync("delta_pull");
  expect(run.counters.retired).toBe(0);
  expect(run.countProof).toMatchObject({ activeAssets: 4, excluded: 3, explained: true });
});

// What is retired and what is not, when the feed, the list and the answer by id do not say the same.

import { expect, test } from "vitest";
import { createEngine, readInventory } from "../support/engine.ts";
import { expired, MemoryTenant } from "../support/memory-tenant.ts";

function tenantOf(count: number): MemoryTenant {
  const tenant = new MemoryTenant();
  for (let index = 1; index <= count; index += 1) tenant.set(`d${index}`, { displayName: `PC ${index}` });
  return tenant;
}

test("[RT3] a reported removal that the source contradicts retires nothing, and the log says so", async () => {
  const tenant = tenantOf(5);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.replayRemoval("d1", true);
  const run = await engine.sync("delta_pull");
  expect(run.counters).toMatchObject({ retired: 0, confirmedPresent: 1 });
  expect(run.countProof).toMatchObject({ activeAssets: 5, explained: true });
  expect((await engine.storage.readLog(run.id)).map(({ code }) => code)).toContain(
    "run.removal_contradicted",
  );
  expect(await readInventory(engine)).toEqual(tenant.devices);
});

test("[RT3] a device for which the source gives no answer is not taken for gone", async () => {
  const tenant = tenantOf(5);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.remove("d1", true);
  tenant.unanswered.add("d1");
  expect((await engine.sync("full_pull")).counters.retired).toBe(0);
  expect((await engine.storage.readStandings(engine.connectionId)).activeAssets).toBe(5);
});

test("[RT7] a device that is removed for good after its soft deletion can no longer be restored, and its asset says so", async () => {
  const tenant = tenantOf(3);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.remove("d1", true);
  await engine.sync("delta_pull");
  tenant.remove("d1", false);
  const run = await engine.sync("delta_pull");
  expect(run.counters.retired).toBe(0);
  const [asset] = await engine.storage.readAssets({ connectionId: engine.connectionId, after: 0, limit: 1 });
  expect(asset?.lifecycle).toMatchObject({ state: "retired", reason: "deleted_at_source" });
  const events = (await engine.storage.readHistory(asset?.id ?? (0 as never))).map(({ event }) => event);
  expect(events.slice(1)).toEqual([
    { kind: "retired", reason: "soft_deleted_at_source" },
    { kind: "retired", reason: "deleted_at_source" },
  ]);
  tenant.remove("d1", false);
  await engine.sync("delta_pull");
  expect(await engine.storage.readHistory(asset?.id ?? (0 as never))).toHaveLength(3);
});

test("[RT3] a device that only the answer by id shows is brought up to date by it", async () => {
  const tenant = tenantOf(5);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.failNext("readDeltaPage", expired());
  tenant.set("d2", { isCompliant: true });
  tenant.hidden.add("d2");
  const run = await engine.sync("delta_pull");
  expect(run).toMatchObject({ mode: "full_pull", counters: { confirmedPresent: 1, updated: 1, retired: 0 } });
  expect(await readInventory(engine)).toEqual(tenant.devices);
});

test("[RC3] a removal that is replayed before a partial record takes nothing from the device", async () => {
  const tenant = tenantOf(2);
  tenant.set("d1", { operatingSystem: "Windows", isCompliant: true });
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  for (const pageSize of [1, 9]) {
    tenant.pageSize = pageSize;
    tenant.sendsOnlyChanges = true;
    tenant.replayRemoval("d1", true);
    tenant.set("d1", { displayName: `Renamed ${pageSize}` });
    const run = await engine.sync("delta_pull");
    expect([pageSize, run.counters, run.mode]).toMatchObject([
      pageSize,
      { updated: 1, retired: 0 },
      "delta_pull",
    ]);
    expect(await readInventory(engine)).toEqual(tenant.devices);
  }
});

test("[RT1] what the feed says of a removal holds, also for a device that the list does not show any more", async () => {
  const tenant = tenantOf(5);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.remove("d2", false);
  tenant.onListPage = () => {
    if (tenant.devices.has("d1")) tenant.remove("d1", true);
  };
  expect((await engine.sync("full_pull")).counters.retired).toBe(2);
  const assets = await engine.storage.readAssets({ connectionId: engine.connectionId, after: 0, limit: 2 });
  expect(assets.map(({ lifecycle }) => lifecycle)).toMatchObject([
    { reason: "soft_deleted_at_source" },
    { reason: "gone_from_source" },
  ]);
});

test("[CK1] a page that was asked for ahead is given up when the run ends", async () => {
  const tenant = tenantOf(9);
  const connector = tenant.connector();
  const signals: AbortSignal[] = [];
  const engine = await createEngine({
    connector: () => ({
      ...connector,
      openSource: (options) => {
        const source = connector.openSource(options);
        return {
          ...source,
          readListPage: (link, signal) => {
            signals.push(signal);
            if (signals.length === 1) return source.readListPage(link, signal);
            if (signals.length === 2) return new Promise(() => undefined);
            throw new Error("A third page was asked for.");
          },
        };
      },
    }),
    scope: {
      name: "broken",
      asks: "nothing",
      includes: () => {
        throw new Error("out of order");
      },
    },
  });
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { message: "out of order" } });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

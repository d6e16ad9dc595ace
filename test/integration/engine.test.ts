// The engine on the embedded store, against a tenant in memory.

import { expect, test } from "vitest";
import { SourceFailure } from "../../src/core/failure.ts";
import { createEngine, readInventory } from "../support/engine.ts";
import { expired, MemoryTenant } from "../support/memory-tenant.ts";

function tenantOf(count: number): MemoryTenant {
  const tenant = new MemoryTenant();
  for (let index = 1; index <= count; index += 1) tenant.set(`d${index}`, { displayName: `PC ${index}` });
  return tenant;
}

const lost = (): SourceFailure =>
  new SourceFailure("graph.page_token_lost", "The page token is no longer known.", { kind: "relist" }, null);

test("[FP1] [FP2] a full pull brings the whole list and asks for its delta link before the first page", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  const run = await engine.sync("full_pull");
  expect(run.state.name).toBe("completed");
  expect(run.counters).toMatchObject({ fetched: 7, created: 7, rejected: 0 });
  expect(tenant.calls.slice(0, 3)).toEqual(["latestDeltaLink", "countDevices", "readListPage"]);
  expect(await readInventory(engine)).toEqual(tenant.devices);
  expect(run.countProof).toMatchObject({ tenant: 7, activeAssets: 7, explained: true });
});

test("[FP3] what changes while the list is read is caught up from the delta link", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  let pages = 0;
  tenant.onListPage = () => {
    pages += 1;
    if (pages !== 2) return;
    tenant.set("d1", { displayName: "renamed" });
    tenant.remove("d2", true);
    tenant.set("new", { displayName: "New" });
  };
  const run = await engine.sync("full_pull");
  expect(run.counters.retired).toBe(1);
  expect(await readInventory(engine)).toEqual(tenant.devices);
});

test("[FP4] where no delta link is given beforehand, the initial delta round is the full pull", async () => {
  const tenant = tenantOf(5);
  tenant.givesLatestLink = false;
  const engine = await createEngine(tenant);
  const run = await engine.sync("full_pull");
  expect(run.counters).toMatchObject({ fetched: 5, created: 5 });
  expect(tenant.calls).not.toContain("readListPage");
  expect(tenant.calls).not.toContain("confirm");
  expect(await readInventory(engine)).toEqual(tenant.devices);
});

test("[FP5] a lost page token begins the list anew and keeps what was seen", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.failNext(
    "readListPage",
    new SourceFailure("graph.page_token_lost", "Lost.", { kind: "relist" }, null),
  );
  const run = await engine.sync("full_pull");
  expect(run.state.name).toBe("completed");
  expect(run.counters).toMatchObject({ unchanged: 7, retired: 0 });
});

test("[FP5] what was seen before a page token was lost stays seen", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  let pages = 0;
  tenant.onListPage = () => {
    pages += 1;
    if (pages === 2) {
      tenant.hidden.add("d1");
      throw lost();
    }
  };
  const run = await engine.sync("full_pull");
  expect(run.counters).toMatchObject({ retired: 0, confirmedPresent: 0 });
  expect(tenant.calls).not.toContain("confirm");
});

test("[FP5] a listing that loses its page token each time ends the run", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  for (let time = 0; time < 6; time += 1) tenant.failNext("readListPage", lost());
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { reason: "source_error" } });
});

test("[DP5] a removal that was only staged leaves no mark on a device that is still there", async () => {
  const tenant = tenantOf(5);
  tenant.set("d1", { operatingSystem: "Windows" });
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.pageSize = 1;
  tenant.remove("d1", true);
  tenant.set("d1", { displayName: "PC 1", operatingSystem: "Windows" });
  tenant.hidden.add("d1");
  tenant.onDeltaPage = (page) => {
    if (page === 2) throw expired();
  };
  const resynced = await engine.sync("delta_pull");
  expect(resynced).toMatchObject({ mode: "full_pull", counters: { confirmedPresent: 1, retired: 0 } });
  tenant.onDeltaPage = () => undefined;
  tenant.sendsOnlyChanges = true;
  tenant.set("d1", { displayName: "renamed" });
  await engine.sync("delta_pull");
  expect((await readInventory(engine)).get("d1")).toEqual(tenant.devices.get("d1"));
});

test("[FP8] a list that ends short of the source's count is read again, once", async () => {
  const tenant = tenantOf(40);
  const engine = await createEngine(tenant);
  let pages = 0;
  tenant.onListPage = () => {
    pages += 1;
    tenant.isListCut = pages === 2;
  };
  const run = await engine.sync("full_pull");
  expect(run.counters.created).toBe(40);
  expect(run.countProof?.explained).toBe(true);
  expect((await engine.storage.readLog(run.id)).map(({ code }) => code)).toContain("run.list_short");
});

test("[FP8] where the list stays short, the proof says so and the next run is a full pull again", async () => {
  const tenant = tenantOf(40);
  const engine = await createEngine(tenant);
  tenant.isListCut = true;
  const run = await engine.sync("full_pull");
  expect(run.countProof).toMatchObject({ tenant: 40, activeAssets: 3, difference: 37, explained: false });
  tenant.isListCut = false;
  const next = await engine.sync("delta_pull");
  expect(next).toMatchObject({ mode: "full_pull", countProof: { activeAssets: 40, explained: true } });
  expect((await engine.sync("delta_pull")).mode).toBe("delta_pull");
});

test("[FP8] a short full pull after a good one is repeated once; a gap that stays is the source's", async () => {
  const tenant = tenantOf(40);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.withoutListing = 60;
  expect((await engine.sync("full_pull")).countProof).toMatchObject({ tenant: 100, explained: false });
  expect((await engine.sync("delta_pull")).mode).toBe("full_pull");
  const settled = await engine.sync("delta_pull");
  expect(settled).toMatchObject({ mode: "delta_pull", countProof: { difference: 60, explained: false } });
});

test("[LG1] a run that fails keeps its requests and its waits", async () => {
  const tenant = tenantOf(1);
  const throttled = { kind: "operator", reason: "source_error" } as const;
  tenant.onOpen = (observe) => {
    observe({ kind: "request", operation: "count", status: 429, requestId: "r1" });
    observe({ kind: "waiting", operation: "count", durationMs: 5000, why: "throttled", requestId: "r1" });
  };
  tenant.failNext("latestDeltaLink", new SourceFailure("graph.throttled", "Too many.", throttled, "r1"));
  const engine = await createEngine(tenant);
  const run = await engine.sync("full_pull");
  expect(run.counters.requests).toBe(1);
  const log = await engine.storage.readLog(run.id);
  expect(log.map(({ code }) => code)).toEqual(["source.waiting", "graph.throttled"]);
});

test("[LG2] a wait is in the log while it lasts", async () => {
  const tenant = tenantOf(1);
  const connector = tenant.connector();
  const codesMeanwhile: string[] = [];
  const engine = await createEngine({
    connector: () => ({
      ...connector,
      openSource: (options) => {
        const source = connector.openSource(options);
        const countDevices = async (signal: AbortSignal): Promise<number> => {
          const wait = { durationMs: 60_000, why: "graph.throttled", requestId: "r1" };
          options.observe({ kind: "waiting", operation: "count_devices", ...wait });
          codesMeanwhile.push(...(await engine.storage.readLog(runId)).map(({ code }) => code));
          return source.countDevices(signal);
        };
        return { ...source, countDevices };
      },
    }),
  });
  const runId = await engine.queue("full_pull");
  await engine.resume(runId);
  expect(codesMeanwhile[0]).toBe("source.waiting");
});

test("[DP1] [DP2] a delta pull merges field by field: absent stays, null clears", async () => {
  const tenant = tenantOf(3);
  tenant.set("d1", { operatingSystem: "Windows" });
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.set("d1", { displayName: "renamed" });
  tenant.set("d1", { operatingSystem: null });
  tenant.set("d4", { displayName: "New" });
  const run = await engine.sync("delta_pull");
  expect(run.mode).toBe("delta_pull");
  expect(run.counters).toMatchObject({ created: 1, updated: 1 });
  expect(await readInventory(engine)).toEqual(tenant.devices);
});

test("[DP3] a refused delta link turns the run into a full pull, and the deletions of the gap are found", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.remove("d3", false);
  tenant.failNext("readDeltaPage", expired());
  const run = await engine.sync("delta_pull");
  expect(run.mode).toBe("full_pull");
  expect(run.counters.retired).toBe(1);
  expect(await readInventory(engine)).toEqual(tenant.devices);
  const log = await engine.storage.readLog(run.id);
  expect(log.map(({ code }) => code)).toContain("graph.resync_required");
});

test("[RT1] a removed device is retired with its reason and comes back as the same asset", async () => {
  const tenant = tenantOf(3);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.remove("d1", true);
  expect((await engine.sync("delta_pull")).counters.retired).toBe(1);
  tenant.set("d1", { displayName: "PC 1" });
  expect((await engine.sync("delta_pull")).counters.restored).toBe(1);
  const page = { connectionId: engine.connectionId, after: 0, limit: 10 };
  const first = (await engine.storage.readAssets(page))[0];
  expect(first?.lifecycle.state).toBe("active");
  const history = first === undefined ? [] : await engine.storage.readHistory(first.id);
  expect(history.map(({ event }) => event.kind)).toEqual(["created", "retired", "restored"]);
});

test("[RT2] a delta pull never retires a device that it did not see", async () => {
  const tenant = tenantOf(5);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.devices.delete("d5");
  const run = await engine.sync("delta_pull");
  expect(run.counters.retired).toBe(0);
  expect(run.countProof).toMatchObject({ tenant: 4, activeAssets: 5, difference: -1, explained: false });
});

test("[RC2] [RC3] a device removed and back unchanged, on two pages of one round, changes nothing", async () => {
  const tenant = tenantOf(3);
  tenant.pageSize = 1;
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  const before = await engine.storage.readAssets({ connectionId: engine.connectionId, after: 0, limit: 9 });
  tenant.remove("d1", true);
  tenant.set("d1", { displayName: "PC 1" });
  const run = await engine.sync("delta_pull");
  expect(run.counters).toMatchObject({ unchanged: 1, updated: 0, retired: 0, restored: 0 });
  const after = await engine.storage.readAssets({ connectionId: engine.connectionId, after: 0, limit: 9 });
  expect(after).toEqual(before);
});

test("[RC1] an asset whose device is rejected twice still shows its last good record, and its history goes on from there", async () => {
  const tenant = tenantOf(2);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.set("d1", { displayName: null, operatingSystem: "one" });
  await engine.sync("delta_pull");
  tenant.set("d1", { displayName: null, operatingSystem: "two" });
  await engine.sync("delta_pull");
  expect((await readInventory(engine)).get("d1")).toMatchObject({
    displayName: "PC 1",
    operatingSystem: null,
  });
  tenant.set("d1", { displayName: "PC 1", operatingSystem: "three" });
  await engine.sync("delta_pull");
  const [asset] = await engine.storage.readAssets({ connectionId: engine.connectionId, after: 0, limit: 1 });
  const history = await engine.storage.readHistory(asset?.id ?? (0 as never));
  expect(history.map(({ event }) => event).slice(1)).toEqual([
    { kind: "changed", change: { property: "operatingSystem", before: null, after: "three" } },
  ]);
});

test("[CP1] records without id are counted once however often the list begins anew, and delta pulls remember them", async () => {
  const tenant = tenantOf(5);
  tenant.withoutId = 1;
  const engine = await createEngine(tenant);
  tenant.failNext("readListPage", lost());
  let pages = 0;
  tenant.onListPage = () => {
    pages += 1;
    if (pages === 2) tenant.failNext("readListPage", lost());
  };
  const run = await engine.sync("full_pull");
  expect(run.countProof).toMatchObject({ tenant: 6, activeAssets: 5, withoutId: 1, explained: true });
  expect(run.counters).toMatchObject({ fetched: 6, rejected: 1 });
  expect(await engine.storage.readRejections(run.id)).toHaveLength(1);
  expect((await engine.sync("delta_pull")).countProof).toMatchObject({ withoutId: 1, explained: true });
});

test("[RT3] a device that the list leaves out is kept when the source, asked by id, has it", async () => {
  const tenant = tenantOf(5);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.hidden.add("d2");
  const run = await engine.sync("full_pull");
  expect(run.counters).toMatchObject({ retired: 0, confirmedPresent: 1 });
});

test("[RT4] more retirements than the guard lets through are held, and nothing is retired", async () => {
  const tenant = tenantOf(60);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  tenant.devices.clear();
  const run = await engine.sync("full_pull");
  expect(run.state).toMatchObject({ name: "failed", failure: { reason: "held_for_approval" } });
  expect(await engine.storage.readRetiredCount(engine.connectionId)).toBe(0);
});

test("[RC1] a device without a name is rejected and listed, and an asset that it has stays as it was", async () => {
  const tenant = tenantOf(3);
  tenant.set("nameless", { displayName: null });
  const engine = await createEngine(tenant);
  const first = await engine.sync("full_pull");
  expect(first.counters).toMatchObject({ created: 3, rejected: 1 });
  expect(first.countProof).toMatchObject({ tenant: 4, activeAssets: 3, rejected: 1, explained: true });
  expect(await engine.storage.readRejections(first.id)).toEqual([
    {
      externalId: "nameless",
      code: "device.required_field_empty",
      message: expect.stringContaining("displayName"),
    },
  ]);
  tenant.set("d1", { displayName: "" });
  const second = await engine.sync("delta_pull");
  expect(second.counters).toMatchObject({ rejected: 1, retired: 0 });
  expect(second.countProof).toMatchObject({
    activeAssets: 3,
    notImportedWithActiveAsset: 1,
    explained: true,
  });
  tenant.set("d1", { displayName: "PC 1 again" });
  await engine.sync("delta_pull");
  const inventory = await readInventory(engine);
  expect(inventory.get("d1")).toEqual(tenant.devices.get("d1"));
});

test("[RC2] a pull that finds nothing changed changes no asset", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  const run = await engine.sync("full_pull");
  expect(run.counters).toMatchObject({ unchanged: 7, updated: 0, created: 0 });
});

test("[CK1] a run that failed goes on from its checkpoint", async () => {
  const tenant = tenantOf(7);
  const engine = await createEngine(tenant);
  const unreachable = { kind: "operator", reason: "source_unreachable" } as const;
  tenant.failNext("readDeltaPage", new SourceFailure("graph.unreachable", "No answer.", unreachable, null));
  const failed = await engine.sync("full_pull");
  expect(failed.state).toMatchObject({ name: "failed", failure: { reason: "source_unreachable" } });
  expect(await engine.storage.readCheckpoint(failed.id)).toMatchObject({ phase: "catching_up" });
  expect((await engine.storage.readConnection(engine.connectionId)).state.name).toBe("errored");
  const listPages = tenant.calls.filter((call) => call === "readListPage").length;
  const resumed = await engine.resume(failed.id);
  expect(resumed.state.name).toBe("completed");
  expect(resumed.counters).toMatchObject({ fetched: 7, created: 7 });
  expect(tenant.calls.filter((call) => call === "readListPage")).toHaveLength(listPages);
  expect(await readInventory(engine)).toEqual(tenant.devices);
});

test("a secret is not in the store as it is", async () => {
  const engine = await createEngine(tenantOf(1));
  expect((await engine.storage.readSecret(engine.connectionId)).reveal()).toBe("planted-secret");
  expect(JSON.stringify(await engine.storage.readConnection(engine.connectionId))).not.toContain(
    "planted-secret",
  );
});

// Runs of a connection whose transform map is extended: what they ask for, what they bring, and what they leave alone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import type { AssetId } from "../../src/core/id.ts";
import type { AddedRule } from "../../src/core/transform-map.ts";
import { readStoredAttributes } from "../support/attributes.ts";
import { type DatabasePlace, openBeside } from "../support/database.ts";
import { createEngine, type Engine, readAllAssets, useStore } from "../support/engine.ts";
import { amendAttributes } from "../support/map-step.ts";
import { MemoryTenant } from "../support/memory-tenant.ts";
import { engineFor } from "../support/simulated-tenant.ts";

const extension = "extension_0123456789abcdef0123456789abcdef_costCentre";
const line = (from: string, name = "one"): AddedRule => ({
  from,
  to: `asset.assetDetail.typedAttributes.${name}`,
});

const folder = mkdtempSync(join(tmpdir(), "rollcall-maps-"));
let place: DatabasePlace = { dataDir: folder };
useStore(async () => (await openBeside(place)).storage);
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

let tenant: Tenant;
let engine: Engine;
let ids: readonly [string, string, string];
beforeEach(async () => {
  place = { dataDir: mkdtempSync(join(folder, "store-")) };
  tenant = simulator.createTenant({ devices: 0, seed: 1 });
  const create = (properties: object) =>
    tenant.directory.create({ displayName: "PC", ...properties } as Record<string, unknown>);
  ids = [create({ [extension]: "42" }), create({ [extension]: false }), create({})];
  engine = await engineFor(simulator, tenant);
  return () => engine.storage.close();
});

const attributes = () => readStoredAttributes(place, engine.connectionId);

/** Saves the map, and reads by it what is stored. */
async function extend(...added: readonly AddedRule[]): Promise<void> {
  const { storage, connectionId: id } = engine;
  const { version } = await storage.readTransformMap(id);
  await storage.transaction((writer) => writer.saveTransformMap(id, version, added, 1));
  await amendAttributes(storage, id, 1);
}

const logOf = async (run: { readonly id: Parameters<Engine["storage"]["readLog"]>[0] }) =>
  (await engine.storage.readLog(run.id)).map(({ code, details }) => ({ code, details }));

async function assetsById(): Promise<ReadonlyMap<string, { id: AssetId; lastChangedAt: number }>> {
  const found = new Map<string, { id: AssetId; lastChangedAt: number }>();
  for await (const { id, lastChangedAt } of readAllAssets(engine.storage, engine.connectionId))
    found.set((await engine.storage.readDeviceRecord(id))?.externalId ?? "", { id, lastChangedAt });
  return found;
}

const recordOf = async (externalId: string): Promise<Record<string, unknown>> => {
  const asset = (await assetsById()).get(externalId);
  if (asset === undefined) throw new Error("There is no such asset.");
  return JSON.parse((await engine.storage.readDeviceRecord(asset.id))?.record ?? "");
};

test("[TM6] a property that is not asked for yet makes the next run a full pull, which brings it; delta pulls keep it", async () => {
  await engine.sync("full_pull");
  await extend(line(extension));
  expect(await attributes()).toEqual({});
  const full = await engine.sync("delta_pull");
  expect(full).toMatchObject({ mode: "full_pull", state: { name: "completed" }, transformMapVersion: 2 });
  expect(await logOf(full)).toContainEqual({
    code: "run.full_pull_needed",
    details: { reason: "more_selected" },
  });
  expect(await attributes()).toEqual({ [ids[0]]: { one: "42" }, [ids[1]]: { one: "false" } });
  tenant.directory.set(ids[0], { [extension]: "43" });
  tenant.directory.clear(ids[1], [extension]);
  tenant.directory.set(ids[2], { displayName: "Mac" });
  const created = tenant.directory.create({ displayName: "New", [extension]: "44" });
  const delta = await engine.sync("delta_pull");
  expect(delta).toMatchObject({ mode: "delta_pull", counters: { created: 1, updated: 3 } });
  expect(await attributes()).toEqual({ [ids[0]]: { one: "43" }, [created]: { one: "44" } });
});

test("[TM8] that a property is asked for, or no longer is, is no change of the device", async () => {
  await engine.sync("full_pull");
  const before = await assetsById();
  await extend(line(extension));
  expect((await engine.sync("delta_pull")).counters).toMatchObject({ updated: 3 });
  await extend();
  expect((await engine.sync("full_pull")).counters).toMatchObject({ updated: 3 });
  expect(await attributes()).toEqual({});
  expect(await recordOf(ids[0])).not.toHaveProperty(extension);
  expect(await assetsById()).toEqual(before);
  for (const { id } of before.values())
    expect(await engine.storage.readHistory(id)).toMatchObject([{ event: { kind: "created" } }]);
});

test("[TM8] what changes at the source in the same pull is a change all the same", async () => {
  await engine.sync("full_pull");
  await extend(line(extension));
  tenant.directory.set(ids[0], { displayName: "Mac" });
  await engine.sync("delta_pull");
  tenant.directory.set(ids[0], { [extension]: "43" });
  await engine.sync("delta_pull");
  const asset = (await assetsById()).get(ids[0]);
  const history = await engine.storage.readHistory(asset?.id ?? (0 as AssetId));
  expect(history.slice(1).map(({ event }) => event)).toEqual([
    { kind: "changed", change: { property: "displayName", before: "PC", after: "Mac" } },
    { kind: "changed", change: { property: extension, before: "42", after: "43" } },
  ]);
});

test("[TM11] an added property that was never set is null, whether a list or a delta round shows the device", async () => {
  await extend(line(extension), line("hostnames", "hosts"));
  await engine.sync("full_pull");
  const later = tenant.directory.create({ displayName: "Later" });
  await engine.sync("delta_pull");
  for (const id of [ids[2], later])
    expect(await recordOf(id)).toMatchObject({ [extension]: null, hostnames: [] });
  expect((await engine.sync("full_pull")).counters).toMatchObject({ updated: 0, unchanged: 4 });
});

test("[TM9] a property that Microsoft refuses fails the run by its name; nothing is lost, and without the line runs go on", async () => {
  await engine.sync("full_pull");
  await extend(line("extension_ghost_x"), line(extension, "two"));
  const failed = await engine.sync("delta_pull");
  expect(failed.state).toMatchObject({
    name: "failed",
    failure: {
      reason: "source_error",
      code: "source.property_refused",
      message: expect.stringMatching(/refuses the device property extension_ghost_x, .*take its line out/),
    },
  });
  expect((await assetsById()).size).toBe(3);
  await extend(line("model"));
  const healed = await engine.sync("delta_pull");
  expect(healed).toMatchObject({ mode: "delta_pull", state: { name: "completed" } });
});

test("[TM7] a run that works while the map is changed goes on by the new one, and nothing of the old one stays", async () => {
  await engine.storage.close();
  place = { dataDir: mkdtempSync(join(folder, "store-")) };
  const memory = new MemoryTenant();
  for (let count = 0; count < 20; count += 1)
    memory.set(`d${count}`, { displayName: `PC ${count}`, model: "X", maker: "Y" });
  memory.selectedProperties = [...memory.selectedProperties, "model", "maker"];
  engine = await createEngine(memory);
  await extend(line("maker"));
  let pages = 0;
  memory.onListPage = async () => {
    pages += 1;
    // The second page is on its way into the store.
    if (pages === 3) await extend(line("model"));
  };
  const run = await engine.sync("full_pull");
  expect(run).toMatchObject({ state: { name: "completed" }, transformMapVersion: 3 });
  const changes = (await logOf(run)).filter(({ code }) => code === "run.transform_map_changed");
  expect(changes.map(({ details }) => details.version)).toEqual([2, 3]);
  const read = Object.values(await attributes());
  expect(read).toHaveLength(20);
  expect(read.filter(({ one }) => one !== "X")).toEqual([]);
});

test("[TM7] a run that is taken up later works by the map of then, and says so", async () => {
  const runId = await engine.queue("full_pull");
  await expect(engine.resume(runId, AbortSignal.abort(new Error("cut off")))).rejects.toThrow("cut off");
  expect((await engine.storage.readRun(runId)).transformMapVersion).toBe(1);
  await extend(line(extension));
  const run = await engine.resume(runId);
  expect(run).toMatchObject({ state: { name: "completed" }, transformMapVersion: 2 });
  expect(await logOf(run)).toContainEqual({ code: "run.transform_map_changed", details: { version: 2 } });
  expect(await attributes()).toEqual({ [ids[0]]: { one: "42" }, [ids[1]]: { one: "false" } });
});

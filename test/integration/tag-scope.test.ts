// Which devices a connection with tags imports: by the asset that a device has, and by the record that came.

import { expect, test } from "vitest";
import type { AssetId } from "../../src/core/id.ts";
import type { Scope } from "../../src/core/scope.ts";
import { readScope } from "../../src/server/tag-scope.ts";
import { createEngine, type Engine, readInventory } from "../support/engine.ts";
import { MemoryTenant } from "../support/memory-tenant.ts";
import { changeTag, doEveryTask, makeTag, place } from "../support/tagging.ts";

/** d1, d3, d5 … run Windows, the others Linux. */
function tenantOf(count: number): MemoryTenant {
  const tenant = new MemoryTenant();
  tenant.retirementGuard = { share: 1, minimum: 100 };
  for (let index = 1; index <= count; index += 1)
    tenant.set(`d${index}`, {
      displayName: `PC ${index}`,
      operatingSystem: index % 2 === 0 ? "Linux" : "Windows",
    });
  return tenant;
}

interface Scoped {
  readonly tenant: MemoryTenant;
  readonly engine: Engine;
  /** The connection imports what has these tags from now on. */
  name(...tags: readonly string[]): Promise<void>;
  /** A run as the server makes it: its scope is read when it is taken up. */
  sync(
    mode?: "full_pull" | "delta_pull",
  ): Promise<{ readonly mode: string; readonly active: readonly string[] }>;
  scope(): Promise<Scope>;
  ids(): Promise<ReadonlyMap<string, AssetId>>;
}

async function scoped(count: number): Promise<Scoped> {
  const tenant = tenantOf(count);
  const engine = await createEngine(tenant);
  const { storage, connectionId } = engine;
  let now = 1_800_000_000_000;
  const scope = (): Promise<Scope> => readScope(storage, connectionId, now);
  return {
    tenant,
    engine,
    scope,
    name: async (...tags) => {
      const { version } = await storage.readConnection(connectionId);
      await storage.transaction((writer) => writer.changeConnection(connectionId, version, { tags }, now));
    },
    sync: async (mode = "delta_pull") => {
      now += 60_000;
      tenant.scope = await scope();
      const run = await engine.sync(mode);
      expect(run).toMatchObject({ state: { name: "completed" }, countProof: { explained: true } });
      return { mode: run.mode, active: [...(await readInventory(engine)).keys()].toSorted() };
    },
    ids: async () => {
      const found = new Map<string, AssetId>();
      for (const asset of await storage.readAssets({ connectionId, after: 0, limit: 100 })) {
        const device = await storage.readDeviceRecord(asset.id);
        if (device !== null) found.set(device.externalId, asset.id);
      }
      return found;
    },
  };
}

const idsOf = async ({ ids }: Scoped, ...names: readonly string[]): Promise<readonly AssetId[]> => {
  const all = await ids();
  return names.flatMap((name) => all.get(name) ?? []);
};

test("[SP5] a static tag lets in the devices whose asset has it; a device without an asset has none", async () => {
  const connection = await scoped(5);
  const { engine, tenant, name, sync } = connection;
  const { storage } = engine;
  await sync("full_pull");
  const lab = await makeTag(storage, "Lab");
  await place(storage, "put_tag", lab, await idsOf(connection, "d1", "d2"));
  await name("Lab");
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d1", "d2"] });
  tenant.set("d6", { displayName: "PC 6" });
  tenant.set("d1", { displayName: "PC one" });
  tenant.set("d3", { displayName: "PC three" });
  expect(await sync()).toEqual({ mode: "delta_pull", active: ["d1", "d2"] });
  const run = await storage.readLatestRun(engine.connectionId);
  expect(run?.counters).toMatchObject({ excluded: 2, updated: 1, created: 0 });
});

test("[SP5] all of the tags are asked for", async () => {
  const connection = await scoped(4);
  const { engine, name, sync } = connection;
  await sync("full_pull");
  const [lab, old] = [await makeTag(engine.storage, "Lab"), await makeTag(engine.storage, "Old")];
  await makeTag(engine.storage, "Runs Windows", { rule: "operatingSystem: Windows" });
  await place(engine.storage, "put_tag", lab, await idsOf(connection, "d1", "d2", "d3"));
  await place(engine.storage, "put_tag", old, await idsOf(connection, "d2", "d3", "d4"));
  await name("Lab", "Old");
  expect((await sync()).active).toEqual(["d2", "d3"]);
  await name("Lab", "Old", "Runs Windows");
  expect((await sync()).active).toEqual(["d3"]);
});

test("[SP6] a dynamic tag's rule is judged on the record that came", async () => {
  const { engine, tenant, name, sync } = await scoped(4);
  await makeTag(engine.storage, "Runs Windows", { rule: "operatingSystem: Windows" });
  await name("Runs Windows");
  expect(await sync("full_pull")).toEqual({ mode: "full_pull", active: ["d1", "d3"] });
  tenant.set("d2", { operatingSystem: "Windows" });
  tenant.set("d3", { operatingSystem: "Linux" });
  tenant.set("d5", { displayName: "PC 5", operatingSystem: "Windows" });
  expect(await sync()).toEqual({ mode: "delta_pull", active: ["d1", "d2", "d5"] });
});

test("[SP6] a rule that names tags is judged by the asset's static tags, and by other rules on the record that came", async () => {
  const connection = await scoped(4);
  const { engine, tenant, name, sync } = connection;
  const { storage } = engine;
  await sync("full_pull");
  const lab = await makeTag(storage, "Lab");
  await makeTag(storage, "Runs Windows", { rule: "operatingSystem: Windows" });
  await makeTag(storage, "Either", { rule: 'tags.name: Lab or tags.name: "Runs Windows"' });
  await place(storage, "put_tag", lab, await idsOf(connection, "d2"));
  await name("Either");
  expect((await sync()).active).toEqual(["d1", "d2", "d3"]);
  tenant.set("d1", { operatingSystem: "Linux" });
  expect(await sync()).toEqual({ mode: "delta_pull", active: ["d2", "d3"] });
});

test("[SP7] other tags, another rule, and a tag that people put on or take off make another scope, and so a full pull", async () => {
  const connection = await scoped(4);
  const { engine, name, sync, scope } = connection;
  const { storage } = engine;
  await sync("full_pull");
  const lab = await makeTag(storage, "Lab");
  const ruled = await makeTag(storage, "Ruled", { rule: "operatingSystem: Windows" });
  await place(storage, "put_tag", lab, await idsOf(connection, "d1"));
  await name("Ruled");
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d1", "d3"] });
  expect(await sync()).toEqual({ mode: "delta_pull", active: ["d1", "d3"] });
  await changeTag(storage, ruled, { rule: "operatingSystem: Linux" });
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d2", "d4"] });
  await changeTag(storage, ruled, { rule: "operatingSystem: Linux or tags.name: Lab" });
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d1", "d2", "d4"] });
  // What says nothing of who is in scope makes no other one.
  const before = (await scope()).name;
  await changeTag(storage, ruled, { name: "Ruled otherwise", colour: "#123456", criticality: 5 });
  await doEveryTask(storage);
  expect((await scope()).name).toBe(before);
  expect((await sync()).mode).toBe("delta_pull");
  await place(storage, "put_tag", lab, await idsOf(connection, "d3"));
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d1", "d2", "d3", "d4"] });
  await place(storage, "put_tag", lab, await idsOf(connection, "d3"));
  expect((await sync()).mode).toBe("delta_pull");
});

test("[TG40] where a rule asks for an attribute, another line that feeds it makes another scope", async () => {
  const { engine, name, sync } = await scoped(4);
  const { storage, connectionId } = engine;
  const mapTo = (version: number, ...lines: readonly (readonly [string, string])[]) =>
    storage.transaction(async (writer) => {
      const added = lines.map(([from, to]) => ({ from, to: `asset.assetDetail.untypedAttributes.${to}` }));
      await writer.saveTransformMap(connectionId, version, added, 1_800_000_000_000);
    });
  await makeTag(storage, "Linux kin", { rule: "attribute.kind: Linux or attribute.kind is null" });
  await mapTo(1, ["operatingSystem", "kind"]);
  await name("Linux kin");
  expect(await sync("full_pull")).toEqual({ mode: "full_pull", active: ["d2", "d4"] });
  await mapTo(2, ["operatingSystem", "kind"], ["operatingSystem", "other"]);
  expect(await sync()).toEqual({ mode: "delta_pull", active: ["d2", "d4"] });
  await mapTo(3);
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d1", "d2", "d3", "d4"] });
});

test("[TG40] where a rule asks for the connection's name, another name makes another scope", async () => {
  const { engine, name, sync } = await scoped(2);
  const { storage, connectionId } = engine;
  const { name: first } = await storage.readConnection(connectionId);
  await makeTag(storage, "Not that one", { rule: `not connection.name: "${first}"` });
  await name("Not that one");
  expect(await sync("full_pull")).toEqual({ mode: "full_pull", active: [] });
  const { version } = await storage.readConnection(connectionId);
  await storage.transaction((writer) =>
    writer.changeConnection(connectionId, version, { name: "Another" }, 1_800_000_000_000),
  );
  expect(await sync()).toEqual({ mode: "full_pull", active: ["d1", "d2"] });
});

test("[SP8] on a record that came, last seen is now, and first seen, last changed and history are those of before", async () => {
  const { engine, tenant, name, sync } = await scoped(3);
  const { storage } = engine;
  await sync("full_pull");
  const recent = await makeTag(storage, "Seen", { rule: "lastSeen > now-1m and firstSeen > now-100d" });
  await name("Seen");
  expect((await sync()).active).toEqual(["d1", "d2", "d3"]);
  await changeTag(storage, recent, { rule: "not changed.field: operatingSystem" });
  tenant.set("d1", { operatingSystem: "Linux" });
  // The change that this record brings is not in the history yet; the next record finds it there.
  expect((await sync()).active).toEqual(["d1", "d2", "d3"]);
  tenant.set("d1", { operatingSystem: "macOS" });
  expect(await sync()).toEqual({ mode: "delta_pull", active: ["d2", "d3"] });
  await changeTag(storage, recent, { rule: "lifecycle.state: retired" });
  expect((await sync()).active).toEqual([]);
});

test("[SP9] a retired asset keeps its tags: with the tag that the scope asks for it comes back as the same asset", async () => {
  const connection = await scoped(3);
  const { engine, name, sync } = connection;
  const { storage } = engine;
  await sync("full_pull");
  const before = await connection.ids();
  const lab = await makeTag(storage, "Lab");
  await place(storage, "put_tag", lab, await idsOf(connection, "d1"));
  await name("Lab");
  expect((await sync()).active).toEqual(["d1"]);
  await place(storage, "put_tag", lab, await idsOf(connection, "d2"));
  expect((await sync()).active).toEqual(["d1", "d2"]);
  expect(await connection.ids()).toEqual(before);
  await place(storage, "take_tag", lab, await idsOf(connection, "d1"));
  expect((await sync()).active).toEqual(["d2"]);
  await name();
  expect((await sync()).active).toEqual(["d1", "d2", "d3"]);
  expect(await connection.ids()).toEqual(before);
});

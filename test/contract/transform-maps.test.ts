// Transform maps in every store: their versions, and that attributes are what the map makes of what is stored.

import { expect, test } from "vitest";
import type { AssetId } from "../../src/core/id.ts";
import type { MapStep, MapStepResult } from "../../src/core/map-storage.ts";
import type { Storage, WriteContext } from "../../src/core/storage.ts";
import type { AddedRule } from "../../src/core/transform-map.ts";
import { amendAttributes, wholeStep } from "../support/map-step.ts";
import { beginRun, bringDevice, describeStores, newConnection } from "../support/stores.ts";

const at = 1_800_000_000_000;
const line = (from: string, name: string): AddedRule => ({
  from,
  to: `asset.assetDetail.untypedAttributes.${name}`,
});
const costCentre = line("extensionAttributes.extensionAttribute1", "costCentre");
const model = line("model", "model");

type Device = { id: string; [name: string]: unknown };
const device = (more: object = {}): Device => ({
  id: crypto.randomUUID(),
  displayName: "PC",
  model: "X",
  extensionAttributes: { extensionAttribute1: "42" },
  ...more,
});

const begin = (storage: Storage) => storage.transaction((writer) => beginRun(writer));
const bring = (storage: Storage, context: WriteContext, record: Device): Promise<AssetId> =>
  storage.transaction((writer) => bringDevice(writer, context, record));
const save = (storage: Storage, { connectionId: id }: WriteContext, version: number, ...added: AddedRule[]) =>
  storage.transaction((writer) => writer.saveTransformMap(id, version, added, at + version));
const wrong = (storage: Storage, { connectionId }: WriteContext) =>
  amendAttributes(storage, connectionId, at);

describeStores((storage) => {
  test("[TM1] a connection begins with its connector's map, and every later one is kept", async () => {
    const id = await storage().transaction((writer) => writer.createConnection(newConnection(), 5));
    const first = { version: 1, added: [], createdAt: 5 };
    expect(await storage().readTransformMap(id)).toEqual(first);
    const context = { connectionId: id } as WriteContext;
    await save(storage(), context, 1, costCentre);
    await save(storage(), context, 2, costCentre, model);
    await save(storage(), context, 3);
    const second = { version: 2, added: [costCentre], createdAt: at + 1 };
    const third = { version: 3, added: [costCentre, model], createdAt: at + 2 };
    const fourth = { version: 4, added: [], createdAt: at + 3 };
    expect(await storage().readTransformMap(id)).toEqual(fourth);
    expect(await storage().readConnection(id)).toMatchObject({ transformMapVersion: 4, version: 4 });
    const page = (before: number | null, limit: number) =>
      storage().readTransformMaps({ connectionId: id, before, limit });
    expect(await page(null, 10)).toEqual([fourth, third, second, first]);
    expect(await page(null, 2)).toEqual([fourth, third]);
    expect(await page(3, 2)).toEqual([second, first]);
    expect(await page(1, 2)).toEqual([]);
  });

  test("[TM30] the attributes that maps add are offered by name, as long as their connection is there", async () => {
    const name = `M${crypto.randomUUID()}`;
    const offered = (prefix: string) => storage().readValues("attribute", prefix, 20);
    const two = [await begin(storage()), await begin(storage())];
    for (const context of two) await save(storage(), context, 1, line("model", name), costCentre);
    expect(await offered(name.toLowerCase())).toEqual([{ value: name, count: null }]);
    const [first, second] = two.map(({ connectionId }) => connectionId);
    for (const context of two)
      await storage().transaction((writer) => writer.requestCancel(context.runId, at));
    if (first === undefined || second === undefined) return;
    await storage().transaction((writer) => writer.removeConnection({ id: first, assets: "retire" }, at));
    expect(await offered(name)).toHaveLength(1);
    await storage().transaction((writer) => writer.removeConnection({ id: second, assets: "retire" }, at));
    expect(await offered(name)).toEqual([]);
  });

  test("[TM12] of two who change the same map one is refused", async () => {
    const context = await begin(storage());
    await save(storage(), context, 1, costCentre);
    await expect(save(storage(), context, 1, model)).rejects.toMatchObject({
      code: "transform_map.changed_meanwhile",
    });
    const { added } = await storage().readTransformMap(context.connectionId);
    expect(added).toEqual([costCentre]);
  });

  test("[TM5] what is stored is read by a changed map, and what a map of before has left is taken away", async () => {
    const context = await begin(storage());
    const one = await bring(storage(), context, device());
    const other = await bring(storage(), context, device({ extensionAttributes: null, model: "Y" }));
    const foreign = await begin(storage());
    await bring(storage(), foreign, device());
    expect(await wrong(storage(), context)).toEqual([]);
    await save(storage(), context, 1, costCentre);
    expect(await wrong(storage(), context)).toEqual([one]);
    await save(storage(), context, 2, costCentre, model);
    expect(new Set(await wrong(storage(), context))).toEqual(new Set([one, other]));
    await save(storage(), context, 3, line("model", "costCentre"));
    expect(new Set(await wrong(storage(), context))).toEqual(new Set([one, other]));
    await save(storage(), context, 4);
    expect(new Set(await wrong(storage(), context))).toEqual(new Set([one, other]));
    expect(await wrong(storage(), context)).toEqual([]);
    expect(await wrong(storage(), foreign)).toEqual([]);
  });

  test("[TM5] a changed map leaves a task, which sees to some assets at a time", async () => {
    const context = await begin(storage());
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await bring(storage(), context, device()));
    const taskId = await save(storage(), context, 1, costCentre);
    const work = { kind: "apply_transform_map", connectionId: context.connectionId };
    const task = await storage().readTask(taskId);
    expect(task).toMatchObject({ state: "waiting", work, throughAssetId: ids.at(-1) });
    const step = { ...wholeStep(context.connectionId), through: task.throughAssetId, limit: 2 };
    const found = [];
    for (let after: number | null = 0; after !== null; ) {
      const next: MapStep = { ...step, after };
      const result: MapStepResult = await storage().transaction((writer) =>
        writer.applyTransformMap(next, at),
      );
      expect(result.changed.length).toBeLessThanOrEqual(2);
      found.push(...result.changed);
      after = result.after;
    }
    expect(found).toEqual(ids);
  });

  test("[TM10] attributes are written with the device, and follow each of its changes", async () => {
    const context = await begin(storage());
    await save(storage(), context, 1, costCentre, model);
    const record = device();
    const id = await bring(storage(), context, record);
    expect(await wrong(storage(), context)).toEqual([]);
    for (const change of [{ model: "Z" }, { model: null }, { model: false }, { extensionAttributes: {} }]) {
      expect(await bring(storage(), context, { ...record, ...change })).toBe(id);
      expect(await wrong(storage(), context)).toEqual([]);
    }
  });

  test("[TM10] an asset keeps the attributes of its last good record, and those that it was retired with", async () => {
    const context = await begin(storage());
    await save(storage(), context, 1, model);
    const record = device();
    const id = await bring(storage(), context, record);
    await bring(storage(), context, { ...record, displayName: "", model: "Z" });
    expect(await wrong(storage(), context)).toEqual([]);
    await save(storage(), context, 2, line("model", "other"));
    expect(await wrong(storage(), context)).toEqual([id]);
    await bring(storage(), context, record);
    await storage().transaction((writer) =>
      writer.retire(context, [{ assetId: id, reason: "deleted_at_source" }]),
    );
    expect(await wrong(storage(), context)).toEqual([]);
    await save(storage(), context, 3, model);
    expect(await wrong(storage(), context)).toEqual([id]);
    await bring(storage(), context, { ...record, model: "W" });
    expect(await wrong(storage(), context)).toEqual([]);
  });

  test("[TM2] a value of any length and of any characters is kept, and is the same when it is read again", async () => {
    const context = await begin(storage());
    await save(storage(), context, 1, model, line("list", "list"));
    const long = Array.from({ length: 400 }, () => crypto.randomUUID());
    await bring(storage(), context, device({ model: long.join(" "), list: long }));
    await bring(storage(), context, device({ model: "a\u0000b\ud800", list: ["\u0000", "\udfff", "😀"] }));
    expect(await wrong(storage(), context)).toEqual([]);
  });

  test("[TM4] the sample is the active asset that changed last, or the one that is asked for, of the connection alone", async () => {
    const context = await begin(storage());
    const { connectionId } = context;
    expect(await storage().readSample(connectionId, null)).toBeNull();
    const record = device();
    const one = await bring(storage(), context, record);
    const other = await bring(storage(), { ...context, at: context.at + 1 }, device({ displayName: "Last" }));
    const foreign = await begin(storage());
    const theirs = await bring(storage(), { ...foreign, at: context.at + 9 }, device());
    expect(await storage().readSample(connectionId, null)).toMatchObject({ assetId: other });
    expect(await storage().readSample(connectionId, theirs)).toBeNull();
    await bring(storage(), context, { ...record, displayName: "" });
    const sample = await storage().readSample(connectionId, one);
    expect([sample?.assetId, JSON.parse(sample?.record ?? "")]).toEqual([one, record]);
  });
});

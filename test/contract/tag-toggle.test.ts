// What every store must do where traits alone decide on which assets a tag is.

import { expect, test } from "vitest";
import { type AssetId, externalId, type TagId } from "../../src/core/id.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { StorageWriter } from "../../src/core/storage.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { beginRun, describeStores, storeRules } from "../support/stores.ts";
import { changeTag, doEveryTask, makeTag, place, tagsOf } from "../support/tagging.ts";

const unique = (name: string): string => `${name}${crypto.randomUUID().slice(0, 8)}`;
/** More than a step from asset to asset is for. */
const many = 2300;

describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  /** Devices with an operating system of their own, in ten versions. */
  const bring = (operatingSystem: string, count = many) =>
    write(async (writer) => {
      const verdicts = Array.from({ length: count }, (_, index) => {
        const record = {
          ...{ id: `${operatingSystem}-${index}-${crypto.randomUUID()}`, displayName: `PC ${index}` },
          ...{ operatingSystem, operatingSystemVersion: String(index % 10) },
        };
        return reconcile(null, { externalId: externalId(record.id), record }, "whole", storeRules);
      });
      const context = await beginRun(writer);
      return writer.applyVerdicts(context, verdicts);
    });
  const tagged = async (tag: TagId, ids: readonly AssetId[]) =>
    (await tagsOf(store(), ids)).filter((tags) => tags.includes(tag)).length;

  test("[TR3] a rule that traits decide is judged in one step, and its counts and criticality follow", async () => {
    const system = unique("Os");
    const ids = await bring(system);
    const tag = await makeTag(store(), unique("Ruled"), {
      rule: `operatingSystem: ${system}`,
      criticality: 5,
    });
    const { taskId } = await store().readTag(tag);
    const { told } = await doEveryTask(store());
    expect(told).toEqual([taskId]);
    expect(taskId && (await store().readTask(taskId))).toMatchObject({ state: "done", changed: many });
    expect(await tagged(tag, ids)).toBe(many);
    expect((await store().readTag(tag)).activeAssets).toBe(many);
    const understood = understandQuery(`operatingSystem: ${system}`, { now: 0 });
    if (understood.kind === "refused") throw new Error(`The system ${system} cannot be asked for.`);
    const { condition } = understood.query;
    const sort = { field: "id", isDescending: false } as const;
    const { assets } = await store().searchAssets({ condition, sort, after: null, limit: many });
    expect(new Set(assets.map(({ criticality }) => criticality))).toEqual(new Set([5]));
    await changeTag(store(), tag, { rule: `operatingSystem: ${system} and operatingSystem.version: 3` });
    await doEveryTask(store());
    expect(await tagged(tag, ids)).toBe(many / 10);
  });

  test("[TR3] traits that are the same by it become one, with the assets of both", async () => {
    const system = unique("Os");
    const ids = await bring(system);
    const tag = await makeTag(store(), unique("Static"));
    await place(store(), "put_tag", tag, ids.slice(0, 30));
    const rest = await place(store(), "put_tag", tag, `operatingSystem: ${system}`);
    expect(rest).toMatchObject({ state: "done", changed: many - 30 });
    expect(await tagged(tag, ids)).toBe(many);
    // Those that come later have the traits of before.
    const later = await bring(system, 40);
    expect(await tagged(tag, later)).toBe(0);
    expect(await place(store(), "take_tag", tag, `operatingSystem: ${system}`)).toMatchObject({
      changed: many,
    });
    expect(await tagged(tag, [...ids, ...later])).toBe(0);
    expect((await store().readTag(tag)).activeAssets).toBe(0);
  });

  test("[TR3] assets that come after a tag was asked for do not get it", async () => {
    const system = unique("Os");
    const ids = await bring(system, 20);
    const tag = await makeTag(store(), unique("Static"));
    const target = { kind: "query", text: `operatingSystem: ${system}` } as const;
    const id = await write((writer) => writer.createTask({ kind: "put_tag", tagId: tag, target }, 10));
    const later = await bring(system, 20);
    await doEveryTask(store());
    expect(await store().readTask(id)).toMatchObject({ state: "done", changed: 20 });
    expect([await tagged(tag, ids), await tagged(tag, later)]).toEqual([20, 0]);
  });

  test("[TR3] a rule that depends on the tag is judged on what gets it", async () => {
    const system = unique("Os");
    const ids = await bring(system, 20);
    const name = unique("Static");
    const tag = await makeTag(store(), name);
    const rule = await makeTag(store(), unique("Ruled"), { rule: `tags.name: ${name}` });
    await doEveryTask(store());
    await place(store(), "put_tag", tag, `operatingSystem: ${system}`);
    expect([await tagged(tag, ids), await tagged(rule, ids)]).toEqual([20, 20]);
    await place(store(), "take_tag", tag, `operatingSystem: ${system}`);
    expect([await tagged(tag, ids), await tagged(rule, ids)]).toEqual([0, 0]);
  });
});

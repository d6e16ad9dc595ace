// What every store must do with tasks: steps that are done once, however often a task is cut off.

import { expect, test } from "vitest";
import { type AssetId, externalId, inventoryTaskId, tagId } from "../../src/core/id.ts";
import type { InventoryTask, InventoryWork } from "../../src/core/inventory-task.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { Storage, StorageWriter } from "../../src/core/storage.ts";
import { beginRun, describeStores, storeRules } from "../support/stores.ts";
import { doEveryTask, makeTag, tagsOf } from "../support/tagging.ts";

/** More than two steps' worth. */
const many = 4100;

describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  const ask = (work: InventoryWork) => write((writer) => writer.createTask(work, 10));

  async function bringMany(): Promise<{ readonly word: string; readonly ids: readonly AssetId[] }> {
    const word = `w${crypto.randomUUID().replaceAll("-", "")}`;
    const verdicts = Array.from({ length: many }, (_, index) => {
      const record = { id: `${word}-${index}`, displayName: `${word} ${index}` };
      return reconcile(null, { externalId: externalId(record.id), record }, "whole", storeRules);
    });
    return write(async (writer) => ({
      word,
      ids: await writer.applyVerdicts(await beginRun(writer), verdicts),
    }));
  }

  /** The store, but the transaction of that number fails when all of its work is done. */
  function failingAt(number: number): Storage {
    let begun = 0;
    return new Proxy(store(), {
      get: (target, name) => {
        if (name !== "transaction") return Reflect.get(target, name);
        return (work: (writer: StorageWriter) => Promise<unknown>) => {
          begun += 1;
          const isLast = begun === number;
          return target.transaction(async (writer) => {
            const result = await work(writer);
            if (isLast) throw new Error("The power is cut.");
            return result;
          });
        };
      },
    });
  }

  test("[TG20] a task that is cut off goes on where it was, and nothing is changed twice", async () => {
    const { word, ids } = await bringMany();
    const tag = await makeTag(store(), `Many ${word}`);
    const id = await ask({ kind: "put_tag", tagId: tag, target: { kind: "query", text: `name: ${word}` } });
    const before = await store().readTask(id);
    expect(before).toMatchObject({ state: "waiting", afterAssetId: 0, changed: 0, createdAt: 10 });
    expect(before.throughAssetId).toBe(Math.max(...ids));
    let cut = 0;
    for (let number = 1; (await store().readTask(id)).state === "waiting"; number += 1) {
      const { afterAssetId } = await store().readTask(id);
      const { troubles } = await doEveryTask(failingAt(number));
      const { state, afterAssetId: reached, changed } = await store().readTask(id);
      cut += troubles.length;
      expect(reached).toBeGreaterThanOrEqual(afterAssetId);
      // What is done and how far it is are always told alike.
      const tagged = (await tagsOf(store(), ids)).filter((tags) => tags.includes(tag)).length;
      expect(changed).toBe(tagged);
      if (state === "waiting") expect(tagged).toBeLessThan(many);
    }
    expect(cut).toBeGreaterThan(1);
    expect(await store().readTask(id)).toMatchObject({ state: "done", changed: many, endedAt: 20 });
    const later = await write((writer) => writer.takeTask(id));
    expect(later).toBeNull();
  });

  test("[TG20] assets that come after a task was asked for are not its business", async () => {
    const tag = await makeTag(store(), `Early ${crypto.randomUUID()}`);
    const id = await ask({ kind: "put_tag", tagId: tag, target: { kind: "query", text: "" } });
    const { ids } = await bringMany();
    await doEveryTask(store());
    expect((await store().readTask(id)).state).toBe("done");
    expect((await tagsOf(store(), ids)).some((tags) => tags.includes(tag))).toBe(false);
  });

  test("[TG21] tasks are done in the order in which they were asked for, and one that fails keeps no other one", async () => {
    const tag = await makeTag(store(), `Ordered ${crypto.randomUUID()}`);
    const { word, ids } = await bringMany();
    const query = { kind: "query", text: `name: "${word} 7"` } as const;
    const missing = await ask({ kind: "put_tag", tagId: tagId(999_999), target: query });
    const wrong = await ask({ kind: "put_tag", tagId: tag, target: { kind: "query", text: "name: [" } });
    const put = await ask({ kind: "put_tag", tagId: tag, target: query });
    const take = await ask({ kind: "take_tag", tagId: tag, target: { kind: "assets", ids } });
    const { told, troubles, isRetryWanted } = await doEveryTask(store());
    expect([...new Set(told)]).toEqual([missing, wrong, put, take]);
    expect([troubles, isRetryWanted]).toEqual([[], false]);
    const read = async (id: InventoryTask["id"]) => {
      const { state, changed, error } = await store().readTask(id);
      return [state, changed, error?.code ?? null];
    };
    expect(await read(missing)).toEqual(["failed", 0, "tag.not_found"]);
    expect(await read(wrong)).toEqual(["failed", 0, "tag.query_refused"]);
    expect(await read(put)).toEqual(["done", 1, null]);
    expect(await read(take)).toEqual(["done", 1, null]);
    const listed = await store().readTasks({ before: inventoryTaskId(take + 1), limit: 3 });
    expect(listed.map(({ id }) => id)).toEqual([take, put, wrong]);
    await expect(store().readTask(inventoryTaskId(999_999))).rejects.toMatchObject({
      code: "task.not_found",
    });
  });
});

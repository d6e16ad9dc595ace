// The worker with tasks, and with what changes as time passes, on the embedded store.

import { expect, test } from "vitest";
import { type AssetId, externalId, type TagId } from "../../src/core/id.ts";
import type { InventoryWork } from "../../src/core/inventory-task.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { Storage, StorageWriter } from "../../src/core/storage.ts";
import { createDispatch, type Dispatch, tenantOf } from "../support/dispatch.ts";
import { beginRun, storeRules } from "../support/stores.ts";
import { doEveryTask, makeTag, tagsOf } from "../support/tagging.ts";

const hourMs = 60 * 60 * 1000;

async function bringMany(storage: Storage, count: number): Promise<readonly AssetId[]> {
  const verdicts = Array.from({ length: count }, (_, index) => {
    const record = { id: `many-${index}`, displayName: `many ${index}` };
    return reconcile(null, { externalId: externalId(record.id), record }, "whole", storeRules);
  });
  return storage.transaction(async (writer) => {
    const context = await beginRun(writer);
    await writer.requestCancel(context.runId, context.at);
    return writer.applyVerdicts(context, verdicts);
  });
}

const ask = ({ storage, clock }: Dispatch, work: InventoryWork) =>
  storage.transaction((writer) => writer.createTask(work, clock.now()));
const everywhere = (tagId: TagId): InventoryWork => ({
  kind: "put_tag",
  tagId,
  // Names are asked for, so that it goes from asset to asset: what traits decide is done in one step.
  target: { kind: "query", text: "name: many*" },
});
const isEnded = async ({ storage }: Dispatch, id: Awaited<ReturnType<typeof ask>>): Promise<boolean> =>
  (await storage.readTask(id)).state !== "waiting";

test("[TG22] a task stops with its worker at the end of a step, and the next worker goes on with it", async () => {
  const dispatch = await createDispatch();
  const { storage, toldTasks } = dispatch;
  const ids = await bringMany(storage, 6100);
  const tag = await makeTag(storage, "Everywhere");
  const id = await ask(dispatch, everywhere(tag));
  const first = dispatch.startWorker();
  await first.wake();
  await dispatch.until(() => toldTasks.length > 0);
  await first.stop();
  const { state, changed, afterAssetId } = await storage.readTask(id);
  expect(state).toBe("waiting");
  expect(changed).toBeGreaterThan(0);
  expect(changed).toBeLessThan(6100);
  expect(afterAssetId).toBe(ids[changed - 1]);
  await first.wake();
  expect(toldTasks.some((told) => told.isEnded)).toBe(false);
  await dispatch.startWorker().wake();
  await dispatch.until(() => isEnded(dispatch, id));
  expect(await storage.readTask(id)).toMatchObject({ state: "done", changed: 6100 });
  expect(dispatch.troubles).toEqual([]);
});

test("[TG23] each step of a task is told of, and its end; a task goes on beside runs", async () => {
  const dispatch = await createDispatch();
  const { storage, queue, toldTasks } = dispatch;
  await bringMany(storage, 4100);
  const tag = await makeTag(storage, "Told");
  const tenant = tenantOf(3);
  const released = Promise.withResolvers<void>();
  tenant.onListPage = () => released.promise;
  const runId = await queue.request(await dispatch.connect(tenant), "full_pull", "person");
  const id = await ask(dispatch, everywhere(tag));
  await dispatch.startWorker().wake();
  await dispatch.until(() => isEnded(dispatch, id));
  await dispatch.until(() => toldTasks.at(-1)?.isEnded === true);
  expect(toldTasks).toEqual([false, false, true].map((ended) => ({ id, isEnded: ended })));
  expect((await storage.readRun(runId)).state.name).toBe("running");
  released.resolve();
  await dispatch.untilEnded(runId);
  expect(dispatch.troubles).toEqual([]);
});

test("[TG21] what may pass is tried again a minute later, and is a task's end at the third time", async () => {
  let left = 2;
  const failing = (storage: Storage): Storage =>
    new Proxy(storage, {
      get: (target, name) => {
        if (name !== "transaction") return Reflect.get(target, name);
        return (work: (writer: StorageWriter) => Promise<unknown>) =>
          target.transaction((writer) =>
            work(
              new Proxy(writer, {
                get: (inner, method) => {
                  if (method !== "placeTag" || left === 0) return Reflect.get(inner, method);
                  return () => {
                    left -= 1;
                    throw new Error("The disk is full.");
                  };
                },
              }),
            ),
          );
      },
    });
  const dispatch = await createDispatch(failing);
  const { storage, clock, troubles } = dispatch;
  const tag = await makeTag(storage, "Patient");
  await bringMany(storage, 2);
  const patient = await ask(dispatch, everywhere(tag));
  const worker = dispatch.startWorker();
  await worker.wake();
  for (const met of [1, 2]) {
    await dispatch.until(() => troubles.length === met && clock.sleepers > 0);
    clock.advance(60_000);
  }
  await dispatch.until(() => isEnded(dispatch, patient));
  expect(await storage.readTask(patient)).toMatchObject({ state: "done", changed: 2, error: null });
  left = 3;
  const hopeless = await ask(dispatch, everywhere(tag));
  await worker.wake();
  for (const met of [3, 4]) {
    await dispatch.until(() => troubles.length === met && clock.sleepers > 0);
    clock.advance(60_000);
  }
  await dispatch.until(() => isEnded(dispatch, hopeless));
  expect(await storage.readTask(hopeless)).toMatchObject({
    state: "failed",
    error: { code: "task.internal", message: "The disk is full." },
  });
});

test("[TG14] rules about times are judged anew at a start and each hour, those about being seen after each run", async () => {
  let happen = (): void => undefined;
  // Nobody is told that a tag was judged: who waits looks after each transaction.
  const watched = (storage: Storage): Storage =>
    new Proxy(storage, {
      get: (target, name) => {
        if (name !== "transaction") return Reflect.get(target, name);
        return (work: (writer: StorageWriter) => Promise<unknown>) =>
          target.transaction(work).finally(() => happen());
      },
    });
  const dispatch = await createDispatch(watched);
  happen = () => dispatch.happen();
  const { storage, clock, queue } = dispatch;
  const tenant = tenantOf(1);
  const connectionId = await dispatch.connect(tenant);
  const worker = dispatch.startWorker();
  await dispatch.untilEnded(await queue.request(connectionId, "full_pull", "person"));
  const [asset] = await storage.readAssets({ connectionId, after: 0, limit: 1 });
  if (asset === undefined) throw new Error("There is no asset.");
  const fresh = await makeTag(storage, "Fresh", { rule: "firstSeen > now-2h" }, clock.now());
  const seen = await makeTag(storage, "Seen", { rule: "lastSeen > 2027-01-16" }, clock.now());
  const tags = async () => (await tagsOf(storage, [asset.id]))[0];
  await worker.wake();
  await dispatch.until(async () => (await tags())?.includes(fresh) === true);
  clock.advance(3 * hourMs);
  await worker.wake();
  await dispatch.until(async () => (await tags())?.length === 0);
  clock.advance(48 * hourMs);
  await dispatch.untilEnded(await queue.request(connectionId, "delta_pull", "person"));
  await dispatch.until(async () => (await tags())?.includes(seen) === true);
  expect(await tags()).toEqual([seen]);
  await worker.stop();
  // A worker that begins looks at once.
  const due = await makeTag(storage, "Due", { rule: "firstSeen < now-60h" }, clock.now());
  await doEveryTask(storage, clock.now());
  expect((await tags())?.includes(due)).toBe(false);
  clock.advance(20 * hourMs);
  const next = dispatch.startWorker();
  await next.wake();
  await dispatch.until(async () => (await tags())?.includes(due) === true);
  await next.stop();
  expect(dispatch.troubles).toEqual([]);
});

// What every store must do with plans, and with connections that are removed.

import { expect, test } from "vitest";
import { type FeedEntry, type FeedFilter, wholeFeed } from "../../src/core/asset-change.ts";
import type { AssetsFate } from "../../src/core/connection-storage.ts";
import type { ConnectionId } from "../../src/core/id.ts";
import type { StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { beginRun, bringDevice, deltaRequest, describeStores, newConnection } from "../support/stores.ts";

const schedule = { start: "2026-05-05T18:39", timeZone: "Europe/Berlin", kind: "daily" } as const;

describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  const connect = () => write((writer) => writer.createConnection({ ...newConnection(), schedule }, 5));
  const unplanned = async (id: ConnectionId) =>
    (await store().readUnplanned(1000)).find((planned) => planned.id === id);
  const dueIds = async (now: number) => (await store().readDue(now, 1000)).map(({ id }) => id);
  const plan = async (id: ConnectionId, nextRunAt: number | null) => {
    const planned = await unplanned(id);
    if (planned === undefined) throw new Error("It is planned already.");
    return write((writer) => writer.planRun(planned, nextRunAt));
  };
  const stateOf = async (id: ConnectionId) => (await store().readConnection(id)).state.name;

  test("[SD1] a schedule is planned once it is made, changed or resumed, and only as it was read", async () => {
    const id = await connect();
    const planned = await unplanned(id);
    expect(planned).toEqual({ id, schedule, nextRunAt: null });
    expect(await plan(id, 1000)).toBe(true);
    expect([await unplanned(id), await stateOf(id)]).toEqual([undefined, "scheduled"]);
    if (planned !== undefined) expect(await write((writer) => writer.planRun(planned, 2000))).toBe(false);
    expect((await store().readConnection(id)).nextRunAt).toBe(1000);
    const change = (version: number, given: object) =>
      write((writer) => writer.changeConnection(id, version, { schedule: { ...schedule, ...given } }, 6));
    await change(1, {});
    expect(await store().readConnection(id)).toMatchObject({ nextRunAt: 1000, version: 2 });
    await change(2, { at: "07:00" });
    expect(await store().readConnection(id)).toMatchObject({
      nextRunAt: null,
      state: { name: "registered" },
    });
    await plan(id, 3000);
    await write((writer) => writer.setPaused(id, 7));
    expect(await unplanned(id)).toBeUndefined();
    expect(await store().readConnection(id)).toMatchObject({
      nextRunAt: null,
      state: { name: "registered" },
    });
    await write((writer) => writer.setPaused(id, null));
    expect(await plan(id, null)).toBe(true);
    expect([await unplanned(id), await stateOf(id)]).toEqual([undefined, "registered"]);
  });

  test("[SD1] what is due comes longest due first, and what is paused, changed or removed is not due", async () => {
    const ids = [await connect(), await connect(), await connect(), await connect(), await connect()];
    const [first, second, third, fourth, fifth] = ids;
    if (!first || !second || !third || !fourth || !fifth) throw new Error("An id is missing.");
    for (const [id, at] of [
      [first, 300],
      [second, 200],
      [third, 100],
      [fourth, 100],
      [fifth, 900],
    ] as const)
      await plan(id, at);
    expect(await store().readNextDueAt(99)).toBe(100);
    expect(await store().readNextDueAt(100)).toBe(200);
    expect(await dueIds(300)).toEqual([third, fourth, second, first]);
    expect((await store().readDue(300, 1)).map(({ id }) => id)).toEqual([third]);
    await write((writer) => writer.setPaused(third, 7));
    await write((writer) => writer.removeConnection({ id: fourth, assets: "retire" }, 7));
    await write((writer) => writer.changeConnection(second, 1, { schedule: null }, 7));
    expect(await dueIds(300)).toEqual([first]);
    expect(await store().readNextDueAt(300)).toBe(900);
    expect(await store().readNextDueAt(900)).toBeNull();
    for (const id of [first, fifth]) await write((writer) => writer.setPaused(id, 7));
  });

  async function bringFive(): Promise<WriteContext> {
    const context = await write(beginRun);
    await write(async (writer) => {
      for (let index = 1; index <= 5; index += 1)
        await bringDevice(writer, context, { id: `d${index}`, displayName: "PC" });
      const [first] = await writer.readAssets({ connectionId: context.connectionId, after: 0, limit: 1 });
      if (first === undefined) throw new Error("There is no asset.");
      await writer.retire(context, [{ assetId: first.id, reason: "deleted_at_source" }]);
      await bringDevice(writer, context, { id: "d2", displayName: "Renamed" });
      const rejection = { externalId: null, code: "device.id_missing", message: "m" } as const;
      await writer.addRejections(context.runId, [rejection, rejection, rejection]);
      const entry = {
        at: 1,
        level: "info",
        code: "a.b",
        message: "m",
        requestId: null,
        details: {},
      } as const;
      for (let index = 0; index < 5; index += 1) await writer.addLog(context, entry);
      await writer.addSeenDevices(context.runId, [first.id]);
      await writer.stageRemoved(context, [{ assetId: first.id, reason: "deleted_at_source" }]);
    });
    return context;
  }

  async function remove({ connectionId: id, runId }: WriteContext, assets: AssetsFate): Promise<void> {
    const removal = { id, assets };
    const removeIt = () => write((writer) => writer.removeConnection(removal, 70));
    await expect(removeIt()).rejects.toMatchObject({ code: "connection.busy" });
    await write((writer) => writer.requestCancel(runId, 60));
    await removeIt();
    expect((await store().readRemovals()).filter((other) => other.id === id)).toEqual([removal]);
    const asked = write((writer) => writer.createRun(deltaRequest(id)));
    await expect(asked).rejects.toMatchObject({ code: "connection.not_found" });
  }

  test("[RM1] the assets of a removed connection are retired with that reason, some at a time, and keep their history", async () => {
    const [context, other] = [await bringFive(), await bringFive()];
    const { connectionId } = context;
    await remove(context, "retire");
    const retire = () => write((writer) => writer.retireRemoved(connectionId, 3, 80));
    expect([await retire(), await retire(), await retire()]).toEqual([3, 1, 0]);
    await write((writer) => writer.finishRemoval({ id: connectionId, assets: "retire" }));
    expect((await store().readRemovals()).some(({ id }) => id === connectionId)).toBe(false);
    const assets = await store().readAssets({ connectionId, after: 0, limit: 10 });
    const [gone, ...removed] = assets.map(({ lifecycle }) => lifecycle);
    expect(gone).toMatchObject({ state: "retired", reason: "deleted_at_source" });
    const lifecycle = { state: "retired", retiredAt: 80, reason: "connection_removed" };
    expect(removed).toEqual([lifecycle, lifecycle, lifecycle, lifecycle]);
    for (const { id } of assets) {
      const events = (await store().readHistory(id)).map(({ event }) => event.kind);
      expect(events.filter((kind) => kind === "retired")).toHaveLength(1);
      expect(events.at(-1)).toBe("retired");
      expect((await store().readSources(id))[0]).toMatchObject({ connectionId });
      expect(await store().readDeviceRecord(id)).not.toBeNull();
    }
    expect((await store().readStandings(other.connectionId)).activeAssets).toBe(4);
    expect((await store().readLog(context.runId)).length).toBe(5);
  });

  test("[HS22] the history has the removal of a connection, and no run's entries have it", async () => {
    const context = await bringFive();
    const { connectionId, runId } = context;
    const feed = (filter: Partial<FeedFilter>) =>
      store().readFeed({ ...wholeFeed, ...filter }, { after: null, limit: 20 });
    const reasonsOf = (entries: readonly FeedEntry[]) =>
      entries.flatMap(({ event }) => (event.kind === "retired" ? [event.reason] : []));
    const before = await feed({ runId });
    await remove(context, "retire");
    await write((writer) => writer.retireRemoved(connectionId, 10, 80));
    expect(await feed({ runId })).toEqual(before);
    expect(await feed({ runId, connectionId })).toEqual(before);
    const all = ["connection_removed", "connection_removed", "connection_removed", "connection_removed"];
    expect(reasonsOf(await feed({ connectionId })).toSorted()).toEqual([...all, "deleted_at_source"]);
    const [latest] = (await feed({ connectionId, kinds: ["retired"] })).filter(({ at }) => at === 80);
    expect(reasonsOf(await feed({ assetId: latest?.assetId ?? null }))).toEqual(["connection_removed"]);
  });

  test("[RM2] a purge leaves nothing of the connection, and another one as it was", async () => {
    const [context, other] = [await bringFive(), await bringFive()];
    const { connectionId, runId } = context;
    const ids = (await store().readAssets({ connectionId, after: 0, limit: 10 })).map(({ id }) => id);
    await remove(context, "purge");
    const purge = () => write((writer) => writer.purgeRemoved(connectionId, 3));
    expect([await purge(), await purge(), await purge(), await purge(), await purge()]).toEqual([
      3, 2, 6, 2, 0,
    ]);
    await write((writer) => writer.finishRemoval({ id: connectionId, assets: "purge" }));
    expect(await store().readAssets({ connectionId, after: 0, limit: 10 })).toEqual([]);
    expect(await store().readKnownDevices({ connectionId, after: 0, limit: 10 })).toEqual([]);
    for (const id of ids) {
      expect(await store().readHistory(id)).toEqual([]);
      expect(await store().readDeviceRecord(id)).toBeNull();
    }
    await expect(store().readRun(runId)).rejects.toMatchObject({ code: "run.not_found" });
    expect(await store().readLog(runId)).toEqual([]);
    expect(await store().readRejections(runId)).toEqual([]);
    expect((await store().readSeenDevices(runId)).count).toBe(0);
    expect(await store().readCandidates(runId, { after: 0, limit: 10 })).toEqual([]);
    expect((await store().readRemovals()).some(({ id }) => id === connectionId)).toBe(false);
    expect((await store().readStandings(other.connectionId)).activeAssets).toBe(4);
    expect(await store().readLog(other.runId)).toHaveLength(5);
    expect(await store().readRejections(other.runId)).toHaveLength(3);
    expect((await store().readSeenDevices(other.runId)).count).toBe(1);
  });
});

// What every store must do with requests for runs: queueing, queueing again, cancelling, and the lists of runs and their logs.

import { expect, test } from "vitest";
import type { ConnectionId, SyncRunId } from "../../src/core/id.ts";
import type { LogPage, RunPage } from "../../src/core/run-storage.ts";
import type { HeldRange, StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { noCounters, type RunFailure } from "../../src/core/sync-run.ts";
import { beginRun, bringDevice, deltaRequest, describeStores, newConnection } from "../support/stores.ts";

// The order of the fields is not the store's own.
const failure: RunFailure = { message: "m", code: "graph.down", reason: "source_unreachable" };
const busy = { code: "connection.busy" };
const checkpoint = { phase: "initial_round", next: null } as const;

describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  const begin = () => write(beginRun);
  const request = (id: ConnectionId, dueAt?: number) =>
    write((writer) => writer.createRun({ ...deltaRequest(id), ...(dueAt !== undefined && { dueAt }) }));
  const cancel = (id: SyncRunId) => write((writer) => writer.requestCancel(id, 50));
  const requeue = (id: SyncRunId) => write((writer) => writer.requeueRun(id, 60));
  const start = (context: WriteContext) => write((writer) => writer.startRun(context));
  const stateOf = async (id: SyncRunId) => (await store().readRun(id)).state;
  const connectionStateOf = async ({ connectionId: id }: WriteContext) =>
    (await store().readConnection(id)).state.name;
  const fail = (context: WriteContext) =>
    write(async (writer) => {
      await writer.startRun(context);
      await writer.saveProgress(context, checkpoint, noCounters);
      await writer.failRun(context, failure);
    });

  test("[RQ1] of many who ask for a run of a connection at the same moment one gets it", async () => {
    const id = await write((writer) => writer.createConnection(newConnection(), 5));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => request(id)));
    const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refusals).toMatchObject(Array.from({ length: 7 }, () => busy));
    const unfinished = await store().readUnfinishedRuns(1000);
    expect(unfinished.filter(({ connectionId }) => connectionId === id)).toHaveLength(1);
    await expect(request(999_999 as ConnectionId)).rejects.toMatchObject({ code: "connection.not_found" });
  });

  test("[SD2] one run is asked for a moment of the schedule, also when it has ended", async () => {
    const context = await begin();
    const { connectionId } = context;
    await cancel(context.runId);
    const first = await request(connectionId, 1000);
    await expect(request(connectionId, 1000)).rejects.toMatchObject({ code: "run.already_requested" });
    await expect(request(connectionId, 2000)).rejects.toMatchObject(busy);
    await cancel(first);
    await expect(request(connectionId, 1000)).rejects.toMatchObject({ code: "run.already_requested" });
    await cancel(await request(connectionId, 2000));
    const other = await begin();
    await cancel(other.runId);
    await request(other.connectionId, 1000);
  });

  test("[RQ2] a failed run is queued again with its checkpoint, and no other one", async () => {
    const context = await begin();
    const { runId } = context;
    await expect(requeue(runId)).rejects.toMatchObject({ code: "run.not_failed" });
    await fail(context);
    await requeue(runId);
    expect(await stateOf(runId)).toEqual({ name: "queued", queuedAt: 60, startedAt: context.at });
    expect(await store().readCheckpoint(runId)).toEqual(checkpoint);
    expect(await connectionStateOf(context)).toBe("errored");
    await fail({ ...context, claim: "again" });
    const later = await request(context.connectionId);
    await expect(requeue(runId)).rejects.toMatchObject(busy);
    await expect(start({ ...context, claim: "third" })).rejects.toMatchObject(busy);
    await cancel(later);
    await expect(requeue(runId)).rejects.toMatchObject({ code: "run.superseded" });
    await expect(requeue(later)).rejects.toMatchObject({ code: "run.not_failed" });
    await expect(requeue(999_999 as SyncRunId)).rejects.toMatchObject({ code: "run.not_found" });
  });

  test("[RQ3] a queued run is cancelled at once, a running one is marked, an ended one refuses", async () => {
    const context = await begin();
    const { runId } = context;
    await cancel(runId);
    expect(await stateOf(runId)).toEqual({ name: "cancelled", startedAt: null, finishedAt: 50 });
    expect(await connectionStateOf(context)).toBe("registered");
    const ended = { code: "run.ended" };
    await expect(cancel(runId)).rejects.toMatchObject(ended);
    await expect(start(context)).rejects.toMatchObject(ended);
    const second = { ...context, runId: await request(context.connectionId) };
    await start(second);
    expect(await store().isCancelRequested(second.runId)).toBe(false);
    await cancel(second.runId);
    expect(await store().isCancelRequested(second.runId)).toBe(true);
    expect((await stateOf(second.runId)).name).toBe("running");
    await write((writer) => writer.cancelRun(second));
    expect(await connectionStateOf(context)).toBe("cancelled");
    await expect(cancel(second.runId)).rejects.toMatchObject(ended);
    await expect(cancel(999_999 as SyncRunId)).rejects.toMatchObject({ code: "run.not_found" });
  });

  test("[RQ3] a run that is cancelled while it waits to go on leaves its trace and nothing staged", async () => {
    const context = await begin();
    const { runId } = context;
    await write(async (writer) => {
      const assetId = await bringDevice(writer, context, { id: "d1", displayName: "PC" });
      await writer.stageRemoved(context, [{ assetId, reason: "deleted_at_source" }]);
    });
    await fail(context);
    await requeue(runId);
    await cancel(runId);
    expect(await stateOf(runId)).toEqual({ name: "cancelled", startedAt: context.at, finishedAt: 50 });
    expect(await connectionStateOf(context)).toBe("cancelled");
    expect(await store().countCandidateAssets(runId)).toBe(0);
    expect(await store().readCheckpoint(runId)).toBeNull();
  });

  test("[RQ3] of a cancel and a start at the same moment one follows the other", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const context = await begin();
      const [cancelled, started] = await Promise.allSettled([cancel(context.runId), start(context)]);
      expect(cancelled.status).toBe("fulfilled");
      const isMarked = await store().isCancelRequested(context.runId);
      const { name } = await stateOf(context.runId);
      expect([name, isMarked]).toEqual(
        started.status === "fulfilled" ? ["running", true] : ["cancelled", false],
      );
    }
  });

  test("runs come newest first, by connection, by state and behind a cursor", async () => {
    const context = await begin();
    const { connectionId, runId: first } = context;
    await cancel(first);
    await fail({ ...context, runId: await request(connectionId) });
    const third = await request(connectionId);
    const second = syncId(first, third);
    const read = async (page: Partial<RunPage>) => {
      const runs = await store().readRuns({ connectionId, states: null, before: null, limit: 10, ...page });
      return runs.map(({ id }) => id);
    };
    expect(await read({})).toEqual([third, second, first]);
    expect(await read({ limit: 2 })).toEqual([third, second]);
    expect(await read({ before: second })).toEqual([first]);
    expect(await read({ states: ["failed", "cancelled"] })).toEqual([second, first]);
    expect(await read({ states: [] })).toEqual([]);
    expect((await read({ connectionId: null, limit: 1 }))[0]).toBe(third);
    expect((await store().readLatestRun(connectionId))?.id).toBe(third);
    const id = await write((writer) => writer.createConnection(newConnection(), 5));
    expect(await store().readLatestRun(id)).toBeNull();
  });

  test("unfinished runs come oldest first", async () => {
    const contexts = [await begin(), await begin(), await begin()];
    const [first, second, third] = contexts.map(({ runId }) => runId);
    if (contexts[1] !== undefined) await start(contexts[1]);
    if (contexts[2] !== undefined) await fail(contexts[2]);
    const unfinished = (await store().readUnfinishedRuns(1000)).map(({ id }) => id);
    expect(unfinished.filter((id) => [first, second, third].includes(id))).toEqual([first, second]);
    expect(unfinished).toEqual(unfinished.toSorted((left, right) => left - right));
  });

  test("[WB45] a log is read in the order in which it was written or from its end, of a run or a connection, by level and code", async () => {
    const context = await begin();
    const { connectionId, runId } = context;
    await cancel(runId);
    const later = { ...context, runId: await request(connectionId) };
    const entry = { at: 1, message: "m", requestId: null, details: {} };
    await write(async (writer) => {
      await writer.addLog(context, { ...entry, level: "info", code: "a.one" });
      await writer.addLog(context, { ...entry, level: "warning", code: "a.two" });
      await writer.addLog(later, { ...entry, level: "error", code: "a.one" });
    });
    const read = (page: Partial<LogPage>) =>
      store().readLogPage({ of: { connectionId }, levels: null, code: null, after: 0, limit: 10, ...page });
    const told = async (page: Partial<LogPage>) =>
      (await read(page)).map(({ level, code, runId: of }) => `${of === runId ? 1 : 2} ${level} ${code}`);
    const all = ["1 info a.one", "1 warning a.two", "2 error a.one"];
    expect(await told({})).toEqual(all);
    expect(await told({ of: { runId } })).toEqual(all.slice(0, 2));
    expect(await told({ levels: ["warning", "error"] })).toEqual(all.slice(1));
    expect(await told({ levels: [] })).toEqual([]);
    expect(await told({ code: "a.one", levels: ["error"] })).toEqual(all.slice(2));
    const [first] = await read({ limit: 1 });
    expect(await told({ after: first?.id ?? 0 })).toEqual(all.slice(1));
    expect(await told({ sinceId: first?.id ?? 0 })).toEqual(all.slice(1));
    const newest = { isNewestFirst: true } as const;
    expect(await told(newest)).toEqual(all.toReversed());
    const [last] = await read({ ...newest, limit: 1 });
    expect(await told({ ...newest, after: last?.id ?? 0 })).toEqual(all.slice(0, 2).toReversed());
    expect(await told({ ...newest, after: last?.id ?? 0, sinceId: first?.id ?? 0 })).toEqual([all[1]]);
  });

  test("[WB152] what a run would retire is listed and counted by reason, but for what is retired by then", async () => {
    const { context, ids } = await write(async (writer) => {
      const context = await beginRun(writer);
      const ids = [];
      for (const id of ["a", "b", "c", "d", "e", "f"])
        ids.push(await bringDevice(writer, context, { id, displayName: "PC" }));
      return { context, ids };
    });
    const reasons = [
      "left_scope",
      "deleted_at_source",
      "deleted_at_source",
      "gone_from_source",
      "left_scope",
    ] as const;
    const removed = reasons.flatMap((reason, index) => {
      const assetId = ids[index];
      return assetId === undefined ? [] : [{ assetId, reason }];
    });
    await write((writer) => writer.stageRemoved(context, removed));
    const counted = async () =>
      (await store().countHeldAssets(context.runId)).map(({ reason, count }) => [reason, count]);
    // Of as many, in the order of their names.
    expect(await counted()).toEqual([
      ["deleted_at_source", 2],
      ["left_scope", 2],
      ["gone_from_source", 1],
    ]);
    await write((writer) => writer.retire(context, removed.slice(1, 2)));
    // That forgets the list.
    await write((writer) => writer.stageRemoved(context, removed));
    expect(await counted()).toEqual([
      ["left_scope", 2],
      ["deleted_at_source", 1],
      ["gone_from_source", 1],
    ]);
    const listed = async (range: Omit<HeldRange, "limit">, limit = 9) =>
      (await store().readHeldAssets(context.runId, { ...range, limit })).map(({ assetId }) => assetId);
    expect(await listed({ after: 0 })).toEqual([0, 2, 3, 4].map((index) => ids[index]));
    expect(await listed({ after: 0, reason: "left_scope" })).toEqual([ids[0], ids[4]]);
    expect(await listed({ after: ids[0] ?? 0, reason: "left_scope" })).toEqual([ids[4]]);
    expect(await listed({ after: 0, reason: "left_scope" }, 1)).toEqual([ids[0]]);
    expect(await listed({ after: 0, reason: "connection_removed" })).toEqual([]);
    const other = await begin();
    expect(await store().countHeldAssets(other.runId)).toEqual([]);
  });

  test("rejections are read behind a cursor", async () => {
    const { runId } = await begin();
    const rejection = { externalId: null, code: "device.id_missing", message: "m" } as const;
    await write((writer) => writer.addRejections(runId, [rejection, rejection, rejection]));
    const [first, second] = await store().readRejectionPage({ runId, after: 0, limit: 2 });
    expect(second).toEqual({ ...rejection, id: second?.id });
    expect(await store().readRejectionPage({ runId, after: first?.id ?? 0, limit: 9 })).toHaveLength(2);
  });
});

/** The run between two, which the test has not kept. */
function syncId(first: SyncRunId, third: SyncRunId): SyncRunId {
  return ((first + third) / 2) as SyncRunId;
}

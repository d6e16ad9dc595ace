// What every store must do: one suite over SQLite in memory, SQLite on file, SQLite behind threads and PostgreSQL 18.

import { expect, test } from "vitest";
import { proveCounts } from "../../src/core/count-proof.ts";
import { canonicalJson } from "../../src/core/device-record.ts";
import { deltaLink, externalId } from "../../src/core/id.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { WriteContext } from "../../src/core/storage.ts";
import { noCounters } from "../../src/core/sync-run.ts";
import {
  beginRun as begin,
  bringDevice as bring,
  deltaRequest,
  describeStores,
  storeRules as rules,
  testSettings as settings,
} from "../support/stores.ts";

describeStores((store) => {
  test("a connection comes back as it was made, and its secret is encrypted", async () => {
    const { connectionId } = await store().transaction(begin);
    const connection = await store().readConnection(connectionId);
    expect(connection).toMatchObject({
      settings,
      state: { name: "registered" },
      deltaLink: null,
      createdAt: 5,
    });
    expect(JSON.stringify(connection)).not.toContain("planted-secret");
    expect((await store().readSecret(connectionId)).reveal()).toBe("planted-secret");
  });

  test("a transaction that throws leaves nothing behind", async () => {
    const context = await store().transaction(begin);
    const failing = store().transaction(async (writer) => {
      await bring(writer, context, { id: "d1", displayName: "PC" });
      throw new Error("cut");
    });
    await expect(failing).rejects.toThrow("cut");
    expect(await store().readStandings(context.connectionId)).toMatchObject({ activeAssets: 0, rejected: 0 });
  });

  test("an asset keeps absent, null and false apart in its record and its history", async () => {
    const context = await store().transaction(begin);
    const first = { id: "d1", displayName: "PC\u0000 'ü' 😀", isManaged: false, isCompliant: null };
    const second = { id: "d1", displayName: "PC", isManaged: null, isCompliant: true, model: "X" };
    const assetId = await store().transaction((writer) => bring(writer, context, first));
    expect((await store().readDeviceRecord(assetId))?.record).toBe(canonicalJson(first));
    await store().transaction((writer) => bring(writer, context, second));
    const [asset] = await store().readAssets({ connectionId: context.connectionId, after: 0, limit: 10 });
    expect(asset?.fields).toMatchObject({ name: "PC", isManaged: null, isCompliant: true });
    const changes = (await store().readHistory(assetId)).map(({ event }) => event);
    expect(changes).toEqual([
      { kind: "created" },
      { kind: "changed", change: { property: "displayName", before: first.displayName, after: "PC" } },
      { kind: "changed", change: { property: "isCompliant", before: null, after: true } },
      { kind: "changed", change: { property: "isManaged", before: false, after: null } },
      { kind: "changed", change: { property: "model", before: undefined, after: "X" } },
    ]);
  });

  test("a staged removal is retired once and the asset keeps its id when the device is back", async () => {
    const context = await store().transaction(begin);
    const assetId = await store().transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    const candidate = { assetId, reason: "soft_deleted_at_source" } as const;
    await store().transaction((writer) => writer.stageRemoved(context, [candidate, candidate].slice(0, 1)));
    expect(await store().countCandidateAssets(context.runId)).toBe(1);
    expect(await store().transaction((writer) => writer.retire(context, [candidate]))).toBe(1);
    expect(await store().readCandidates(context.runId, { after: 0, limit: 10 })).toEqual([]);
    expect(await store().readRetiredCount(context.connectionId)).toBe(1);
    const again = await store().transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    expect(again).toBe(assetId);
    const kinds = (await store().readHistory(assetId)).map(({ event }) => event.kind);
    expect(kinds).toEqual(["created", "retired", "restored"]);
  });

  test("a page of every kind of verdict at once", async () => {
    const context = await store().transaction(begin);
    const page = (records: readonly { id: string; [name: string]: unknown }[]) =>
      store().transaction(async (writer) => {
        const ids = records.map((record) => externalId(record.id));
        const known = await writer.findDevices(context, ids);
        const verdicts = records.map((record) =>
          reconcile(
            known.get(externalId(record.id)) ?? null,
            { externalId: externalId(record.id), record },
            "whole",
            rules,
          ),
        );
        const written = await writer.applyVerdicts(context, verdicts);
        return { kinds: verdicts.map(({ kind }) => kind), written };
      });
    const first = await page([
      { id: "same", displayName: "Same" },
      { id: "renamed", displayName: "Old" },
      { id: "nameless", displayName: null },
      { id: "loses", displayName: "Good" },
      { id: "back", displayName: "Back" },
      { id: "named later", displayName: "" },
    ]);
    expect(first.kinds).toEqual(["created", "created", "rejected", "created", "created", "rejected"]);
    const [same, , , loses, back, later] = first.written;
    if (back === undefined || loses === undefined) throw new Error("An id is missing.");
    await store().transaction((writer) =>
      writer.retire(context, [{ assetId: back, reason: "deleted_at_source" }]),
    );
    const second = await page([
      { id: "named later", displayName: "Named" },
      { id: "new", displayName: "New" },
      { id: "same", displayName: "Same" },
      { id: "renamed", displayName: "New name" },
      { id: "nameless", displayName: null },
      { id: "loses", displayName: null },
      { id: "back", displayName: "Back" },
    ]);
    expect(second.kinds).toEqual([
      "created",
      "created",
      "unchanged",
      "updated",
      "still_rejected",
      "rejected",
      "restored",
    ]);
    expect(second.written[0]).toBe(later);
    expect(second.written[2]).toBe(same);
    const assets = await store().readAssets({ connectionId: context.connectionId, after: 0, limit: 10 });
    const active = assets.filter(({ lifecycle }) => lifecycle.state === "active");
    expect(active.map(({ fields }) => fields.name).sort()).toEqual([
      "Back",
      "Good",
      "Named",
      "New",
      "New name",
      "Same",
    ]);
    expect(JSON.parse((await store().readDeviceRecord(loses))?.record ?? "")).toMatchObject({
      displayName: "Good",
    });
    expect(await store().readStandings(context.connectionId)).toEqual({
      activeAssets: 6,
      rejected: 2,
      notImportedWithActiveAsset: 1,
      excluded: 0,
      kept: 0,
    });
    expect(await store().countActiveAssets(context.connectionId)).toBe(6);
  });

  test("an asset's source says who saw it, and when first and last", async () => {
    const context = await store().transaction(begin);
    const assetId = await store().transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    const lastSeenAt = async (): Promise<number | undefined> =>
      (await store().readSources(assetId))[0]?.lastSeenAt;
    const complete = (at: number) =>
      store().transaction(async (writer) => {
        const runId = await writer.createRun(deltaRequest(context.connectionId));
        const run = { ...context, runId, at };
        await writer.startRun(run);
        const proof = proveCounts(1, await writer.readStandings(context.connectionId), 0);
        await writer.completeRun(run, {
          deltaLink: deltaLink("x"),
          basis: { selectedProperties: ["id"], scope: "everything" },
          proof,
          kind: "delta_pull",
        });
      });
    const { name: connectionName } = await store().readConnection(context.connectionId);
    const { connectionId, at: firstSeenAt } = context;
    expect(await store().readSources(assetId)).toEqual([
      { connectionId, connectionName, connectorId: "entra-devices", firstSeenAt, lastSeenAt: firstSeenAt },
    ]);
    await store().transaction((writer) => writer.requestCancel(context.runId, 5));
    await complete(firstSeenAt + 1000);
    expect(await lastSeenAt()).toBe(firstSeenAt + 1000);
    const candidate = { assetId, reason: "deleted_at_source" } as const;
    await store().transaction((writer) => writer.retire({ ...context, at: firstSeenAt + 2000 }, [candidate]));
    await complete(firstSeenAt + 3000);
    expect(await lastSeenAt()).toBe(firstSeenAt + 1000);
    await store().transaction((writer) => bring(writer, context, { id: "d1", displayName: "PC" }));
    expect(await lastSeenAt()).toBe(firstSeenAt + 3000);
  });

  test("[RC1] a device that is rejected and accepted again shows its latest record", async () => {
    const context = await store().transaction(begin);
    const show = async (record: { id: string; displayName: unknown; model: string }): Promise<unknown> => {
      const id = await store().transaction((writer) => bring(writer, context, record));
      return JSON.parse((await store().readDeviceRecord(id))?.record ?? "");
    };
    const good = { id: "d1", displayName: "PC", model: "one" };
    expect(await show(good)).toEqual(good);
    expect(await show({ ...good, displayName: null, model: "two" })).toEqual(good);
    expect(await show({ ...good, displayName: null, model: "three" })).toEqual(good);
    const again = { ...good, model: "four" };
    expect(await show(again)).toEqual(again);
  });

  test("[CK2] a run holds its connection until it ends, and a completed one is not started again", async () => {
    const first = { ...(await store().transaction(begin)), claim: "one" };
    const start = (context: WriteContext) => store().transaction((writer) => writer.startRun(context));
    const createSecond = () =>
      store().transaction((writer) => writer.createRun(deltaRequest(first.connectionId)));
    await expect(createSecond()).rejects.toMatchObject({ code: "connection.busy" });
    await start(first);
    await expect(createSecond()).rejects.toMatchObject({ code: "connection.busy" });
    await start({ ...first, claim: "two" });
    const progress = (context: WriteContext) =>
      store().transaction((writer) =>
        writer.saveProgress(context, { phase: "initial_round", next: null }, noCounters),
      );
    await expect(progress(first)).rejects.toMatchObject({ code: "run.taken_over" });
    await progress({ ...first, claim: "two" });
    await store().transaction(async (writer) =>
      writer.completeRun(
        { ...first, claim: "two" },
        {
          deltaLink: deltaLink("x"),
          basis: { selectedProperties: [], scope: "everything" },
          proof: proveCounts(0, await writer.readStandings(first.connectionId), 0),
          kind: "full_pull",
        },
      ),
    );
    await expect(start(first)).rejects.toMatchObject({ code: "run.ended" });
    const second = { ...first, runId: await createSecond() };
    await start(second);
    await expect(start({ ...first, claim: "three" })).rejects.toMatchObject({ code: "run.ended" });
  });

  test("[DP5] a staged removal marks nothing", async () => {
    const context = await store().transaction(begin);
    const assetId = await store().transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    const find = () => store().transaction((writer) => writer.findDevices(context, [externalId("d1")]));
    const before = await find();
    await store().transaction((writer) =>
      writer.stageRemoved(context, [{ assetId, reason: "deleted_at_source" }]),
    );
    expect(await find()).toEqual(before);
    expect(before.get(externalId("d1"))?.standing).toBe("imported");
  });

  test("[GR4] a property whose name no database text can hold is kept, and its changes are told", async () => {
    const context = await store().transaction(begin);
    const first = { id: "d1", displayName: "PC", "odd\u0000name": 1 };
    const id = await store().transaction((writer) => bring(writer, context, first));
    await store().transaction((writer) => bring(writer, context, { ...first, "odd\u0000name": 2 }));
    expect(JSON.parse((await store().readDeviceRecord(id))?.record ?? "")).toMatchObject({
      "odd\u0000name": 2,
    });
    expect(await store().readHistory(id)).toHaveLength(2);
  });

  test("a page may be larger than what one statement takes, and a pull longer than what is read at once", async () => {
    const context = await store().transaction(begin);
    const rejections = Array.from({ length: 20_000 }, (_, index) => ({
      externalId: externalId(`d${index}`),
      code: "device.required_field_empty" as const,
      message: "m",
    }));
    await store().transaction(async (writer) => {
      await writer.addRejections(context.runId, rejections);
      const ids = await writer.applyVerdicts(
        context,
        rejections.map(({ externalId: id, ...rejection }) => ({
          kind: "rejected",
          assetId: null,
          externalId: id,
          record: "{}",
          acceptedRecord: null,
          rejection: { externalId: id, ...rejection },
        })),
      );
      const removed = ids.map((assetId) => ({ assetId, reason: "deleted_at_source" as const }));
      await writer.stageRemoved(context, removed);
      await writer.unstage(context.runId, ids.slice(1));
      for (const id of ids.slice(0, 150)) await writer.addSeenDevices(context.runId, [id]);
    });
    expect(await store().readRejections(context.runId)).toHaveLength(20_000);
    expect(await store().readCandidates(context.runId, { after: 0, limit: 5 })).toMatchObject([
      { externalId: "d0" },
    ]);
    expect((await store().readSeenDevices(context.runId)).count).toBe(150);
  });

  test("checkpoint, counters, log and seen devices come back", async () => {
    const context = await store().transaction(begin);
    const counters = { ...noCounters, fetched: 999 };
    const checkpoint = { phase: "initial_round", next: null } as const;
    const entry = {
      at: 1,
      level: "info",
      code: "a.b",
      message: "m",
      requestId: "r",
      details: { n: 1 },
    } as const;
    await store().transaction(async (writer) => {
      await writer.startRun(context);
      await writer.saveProgress(context, checkpoint, counters);
      await writer.addLog(context, entry);
      const assetId = await bring(writer, context, { id: "d1", displayName: "PC" });
      await writer.addSeenDevices(context.runId, [assetId]);
    });
    expect(await store().readCheckpoint(context.runId)).toEqual(checkpoint);
    expect((await store().readRun(context.runId)).counters).toEqual(counters);
    expect(await store().readLog(context.runId)).toEqual([entry]);
    expect((await store().readSeenDevices(context.runId)).count).toBe(1);
  });
});

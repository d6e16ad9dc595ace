// What every store must do: one suite over SQLite in memory, SQLite on file, SQLite behind threads and PostgreSQL 18.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { proveCounts } from "../../src/core/count-proof.ts";
import { canonicalJson } from "../../src/core/device-record.ts";
import { deltaLink, externalId } from "../../src/core/id.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { RunRequest } from "../../src/core/run-storage.ts";
import { everyDevice } from "../../src/core/scope.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage, StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { noCounters } from "../../src/core/sync-run.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { openSqlite } from "../../src/storage/sqlite/open.ts";
import { openThreadedSqlite } from "../../src/storage/sqlite/threaded/open.ts";
import { testKeys } from "../support/engine.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

let folder = "";
let postgres: TestPostgres | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-storage-"));
  postgres = await startPostgres();
}, 120_000);

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const stores: Readonly<Record<string, () => Promise<Storage>>> = {
  "SQLite in memory": () => openSqlite(":memory:", testKeys),
  "SQLite on file": () => openSqlite(join(folder, "rollcall.sqlite"), testKeys),
  "SQLite behind threads": async () =>
    (await openThreadedSqlite(join(folder, "threaded.sqlite"), testKeys)).storage,
  "PostgreSQL 18": async () => openPostgres((await postgres?.createDatabase()) ?? "", testKeys),
};

const settings = {
  tenantId: "contoso.example",
  clientId: "client",
  loginUrl: "https://login.example",
  graphUrl: "https://graph.example",
  tokenEndpoint: "v2",
} as const;
const rules = { map: entraConnector.defaultTransformMap, neverSet: {}, scope: everyDevice };

const deltaRequest = (connectionId: WriteContext["connectionId"]): RunRequest => ({
  connectionId,
  mode: "delta_pull",
  transformMapVersion: 1,
  trigger: "person",
  at: 5,
});

async function begin(writer: StorageWriter): Promise<WriteContext> {
  const name = `Connection ${crypto.randomUUID()}`;
  const secret = new Secret("planted-secret");
  const connectionId = await writer.createConnection(
    { name, connectorId: "entra-devices", settings, secret },
    5,
  );
  const runId = await writer.createRun({
    connectionId,
    mode: "full_pull",
    transformMapVersion: 1,
    trigger: "person",
    at: 5,
  });
  return { connectionId, runId, at: 1_800_000_000_000, claim: "" };
}

async function bring(
  writer: StorageWriter,
  context: WriteContext,
  record: { id: string; [name: string]: unknown },
) {
  const id = externalId(record.id);
  const known = await writer.findDevices(context, [id]);
  const verdict = reconcile(known.get(id) ?? null, { externalId: id, record }, "whole", rules);
  const [assetId] = await writer.applyVerdicts(context, [verdict]);
  if (assetId === undefined) throw new Error("No asset id was answered.");
  return assetId;
}

describe.each(Object.entries(stores))("%s", (_name, open) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage.close());

  test("a connection comes back as it was made, and its secret is encrypted", async () => {
    const { connectionId } = await storage.transaction(begin);
    const connection = await storage.readConnection(connectionId);
    expect(connection).toMatchObject({
      settings,
      state: { name: "registered" },
      deltaLink: null,
      createdAt: 5,
    });
    expect(JSON.stringify(connection)).not.toContain("planted-secret");
    expect((await storage.readSecret(connectionId)).reveal()).toBe("planted-secret");
  });

  test("a transaction that throws leaves nothing behind", async () => {
    const context = await storage.transaction(begin);
    const failing = storage.transaction(async (writer) => {
      await bring(writer, context, { id: "d1", displayName: "PC" });
      throw new Error("cut");
    });
    await expect(failing).rejects.toThrow("cut");
    expect(await storage.readStandings(context.connectionId)).toMatchObject({ activeAssets: 0, rejected: 0 });
  });

  test("an asset keeps absent, null and false apart in its record and its history", async () => {
    const context = await storage.transaction(begin);
    const first = { id: "d1", displayName: "PC\u0000 'ü' 😀", isManaged: false, isCompliant: null };
    const second = { id: "d1", displayName: "PC", isManaged: null, isCompliant: true, model: "X" };
    const assetId = await storage.transaction((writer) => bring(writer, context, first));
    expect((await storage.readDeviceRecord(assetId))?.record).toBe(canonicalJson(first));
    await storage.transaction((writer) => bring(writer, context, second));
    const [asset] = await storage.readAssets({ connectionId: context.connectionId, after: 0, limit: 10 });
    expect(asset?.fields).toMatchObject({ name: "PC", isManaged: null, isCompliant: true });
    const changes = (await storage.readHistory(assetId)).map(({ event }) => event);
    expect(changes).toEqual([
      { kind: "created" },
      { kind: "changed", change: { property: "displayName", before: first.displayName, after: "PC" } },
      { kind: "changed", change: { property: "isCompliant", before: null, after: true } },
      { kind: "changed", change: { property: "isManaged", before: false, after: null } },
      { kind: "changed", change: { property: "model", before: undefined, after: "X" } },
    ]);
  });

  test("a staged removal is retired once and the asset keeps its id when the device is back", async () => {
    const context = await storage.transaction(begin);
    const assetId = await storage.transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    const candidate = { assetId, reason: "soft_deleted_at_source" } as const;
    await storage.transaction((writer) => writer.stageRemoved(context, [candidate, candidate].slice(0, 1)));
    expect(await storage.countCandidateAssets(context.runId)).toBe(1);
    expect(await storage.transaction((writer) => writer.retire(context, [candidate]))).toBe(1);
    expect(await storage.readCandidates(context.runId, { after: 0, limit: 10 })).toEqual([]);
    expect(await storage.readRetiredCount(context.connectionId)).toBe(1);
    const again = await storage.transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    expect(again).toBe(assetId);
    const kinds = (await storage.readHistory(assetId)).map(({ event }) => event.kind);
    expect(kinds).toEqual(["created", "retired", "restored"]);
  });

  test("a page of every kind of verdict at once", async () => {
    const context = await storage.transaction(begin);
    const page = (records: readonly { id: string; [name: string]: unknown }[]) =>
      storage.transaction(async (writer) => {
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
    await storage.transaction((writer) =>
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
    const assets = await storage.readAssets({ connectionId: context.connectionId, after: 0, limit: 10 });
    const active = assets.filter(({ lifecycle }) => lifecycle.state === "active");
    expect(active.map(({ fields }) => fields.name).sort()).toEqual([
      "Back",
      "Good",
      "Named",
      "New",
      "New name",
      "Same",
    ]);
    expect(JSON.parse((await storage.readDeviceRecord(loses))?.record ?? "")).toMatchObject({
      displayName: "Good",
    });
    expect(await storage.readStandings(context.connectionId)).toEqual({
      activeAssets: 6,
      rejected: 2,
      notImportedWithActiveAsset: 1,
      excluded: 0,
      kept: 0,
    });
  });

  test("an asset's source says who saw it, and when first and last", async () => {
    const context = await storage.transaction(begin);
    const assetId = await storage.transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    const lastSeenAt = async (): Promise<number | undefined> =>
      (await storage.readSources(assetId))[0]?.lastSeenAt;
    const complete = (at: number) =>
      storage.transaction(async (writer) => {
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
    const { name: connectionName } = await storage.readConnection(context.connectionId);
    const { connectionId, at: firstSeenAt } = context;
    expect(await storage.readSources(assetId)).toEqual([
      { connectionId, connectionName, connectorId: "entra-devices", firstSeenAt, lastSeenAt: firstSeenAt },
    ]);
    await complete(firstSeenAt + 1000);
    expect(await lastSeenAt()).toBe(firstSeenAt + 1000);
    const candidate = { assetId, reason: "deleted_at_source" } as const;
    await storage.transaction((writer) => writer.retire({ ...context, at: firstSeenAt + 2000 }, [candidate]));
    await complete(firstSeenAt + 3000);
    expect(await lastSeenAt()).toBe(firstSeenAt + 1000);
    await storage.transaction((writer) => bring(writer, context, { id: "d1", displayName: "PC" }));
    expect(await lastSeenAt()).toBe(firstSeenAt + 3000);
  });

  test("[RC1] a device that is rejected and accepted again shows its latest record", async () => {
    const context = await storage.transaction(begin);
    const show = async (record: { id: string; displayName: unknown; model: string }): Promise<unknown> => {
      const id = await storage.transaction((writer) => bring(writer, context, record));
      return JSON.parse((await storage.readDeviceRecord(id))?.record ?? "");
    };
    const good = { id: "d1", displayName: "PC", model: "one" };
    expect(await show(good)).toEqual(good);
    expect(await show({ ...good, displayName: null, model: "two" })).toEqual(good);
    expect(await show({ ...good, displayName: null, model: "three" })).toEqual(good);
    const again = { ...good, model: "four" };
    expect(await show(again)).toEqual(again);
  });

  test("[CK2] a run holds its connection until it ends, and a completed one is not started again", async () => {
    const first = { ...(await storage.transaction(begin)), claim: "one" };
    const start = (context: WriteContext) => storage.transaction((writer) => writer.startRun(context));
    const runId = await storage.transaction((writer) => writer.createRun(deltaRequest(first.connectionId)));
    const second = { ...first, runId };
    await start(first);
    await expect(start(second)).rejects.toMatchObject({ code: "connection.busy" });
    await start({ ...first, claim: "two" });
    const progress = (context: WriteContext) =>
      storage.transaction((writer) =>
        writer.saveProgress(context, { phase: "initial_round", next: null }, noCounters),
      );
    await expect(progress(first)).rejects.toMatchObject({ code: "run.taken_over" });
    await progress({ ...first, claim: "two" });
    await storage.transaction(async (writer) =>
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
    await start(second);
    await expect(start({ ...first, claim: "three" })).rejects.toMatchObject({ code: "run.ended" });
  });

  test("[DP5] a staged removal marks nothing", async () => {
    const context = await storage.transaction(begin);
    const assetId = await storage.transaction((writer) =>
      bring(writer, context, { id: "d1", displayName: "PC" }),
    );
    const find = () => storage.transaction((writer) => writer.findDevices(context, [externalId("d1")]));
    const before = await find();
    await storage.transaction((writer) =>
      writer.stageRemoved(context, [{ assetId, reason: "deleted_at_source" }]),
    );
    expect(await find()).toEqual(before);
    expect(before.get(externalId("d1"))?.standing).toBe("imported");
  });

  test("[GR4] a property whose name no database text can hold is kept, and its changes are told", async () => {
    const context = await storage.transaction(begin);
    const first = { id: "d1", displayName: "PC", "odd\u0000name": 1 };
    const id = await storage.transaction((writer) => bring(writer, context, first));
    await storage.transaction((writer) => bring(writer, context, { ...first, "odd\u0000name": 2 }));
    expect(JSON.parse((await storage.readDeviceRecord(id))?.record ?? "")).toMatchObject({
      "odd\u0000name": 2,
    });
    expect(await storage.readHistory(id)).toHaveLength(2);
  });

  test("a page may be larger than what one statement takes, and a pull longer than what is read at once", async () => {
    const context = await storage.transaction(begin);
    const rejections = Array.from({ length: 20_000 }, (_, index) => ({
      externalId: externalId(`d${index}`),
      code: "device.required_field_empty" as const,
      message: "m",
    }));
    await storage.transaction(async (writer) => {
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
    expect(await storage.readRejections(context.runId)).toHaveLength(20_000);
    expect(await storage.readCandidates(context.runId, { after: 0, limit: 5 })).toMatchObject([
      { externalId: "d0" },
    ]);
    expect((await storage.readSeenDevices(context.runId)).count).toBe(150);
  });

  test("checkpoint, counters, log and seen devices come back", async () => {
    const context = await storage.transaction(begin);
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
    await storage.transaction(async (writer) => {
      await writer.startRun(context);
      await writer.saveProgress(context, checkpoint, counters);
      await writer.addLog(context, entry);
      const assetId = await bring(writer, context, { id: "d1", displayName: "PC" });
      await writer.addSeenDevices(context.runId, [assetId]);
    });
    expect(await storage.readCheckpoint(context.runId)).toEqual(checkpoint);
    expect((await storage.readRun(context.runId)).counters).toEqual(counters);
    expect(await storage.readLog(context.runId)).toEqual([entry]);
    expect((await storage.readSeenDevices(context.runId)).count).toBe(1);
  });
});

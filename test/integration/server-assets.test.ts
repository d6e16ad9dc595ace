// One asset at the real server: everything that is known of it, and what becomes of it while its device comes and goes.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { assetChangeView } from "../../src/contract/asset-change.ts";
import { type AssetDetailView, assetDetailView } from "../../src/contract/asset-detail.ts";
import { pageOf } from "../../src/contract/page.ts";
import { assetId, connectionId } from "../../src/core/id.ts";
import { selectedProperties } from "../../src/entra/device-record.ts";
import { moveAssets } from "../../src/storage/traits-store.ts";
import { askDatabase, openBeside } from "../support/database.ts";
import { connect, makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let server: ServerUnderTest;
let api: ServerApi;

beforeAll(async () => {
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  api = server.api.as((await makeToken(server.api, "operator")).value);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

/** The ids of a connection's assets by the ids of their devices. */
async function assetIds(connectionId: number): Promise<ReadonlyMap<string, number>> {
  const rows = await askDatabase<{ external_id: string; asset_id: number }>(
    server,
    "select external_id, asset_id from device where connection_id = ? order by asset_id",
    [connectionId],
  );
  return new Map(rows.map((row) => [row.external_id, row.asset_id]));
}

const deviceOf = (tenant: Tenant, id: string): Record<string, unknown> => {
  const texts = [...tenant.directory.liveDevices(selectedProperties)];
  return texts.map((text) => JSON.parse(text)).find((device) => device.id === id);
};

const readAsset = (id: number): Promise<AssetDetailView> =>
  api.read(assetDetailView, api.get(`/api/v1/assets/${id}`));

async function readHistory(id: number, limit = 50): Promise<readonly z.infer<typeof assetChangeView>[]> {
  const entries: z.infer<typeof assetChangeView>[] = [];
  let cursor = "";
  do {
    const path = `/api/v1/assets/${id}/history?limit=${limit}${cursor}`;
    const page = await api.read(pageOf(assetChangeView), api.get(path));
    entries.push(...page.items);
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  return entries;
}

async function pullOne(properties: Record<string, unknown> = {}, name = `Pulled ${crypto.randomUUID()}`) {
  const tenant = simulator.createTenant({ devices: 3, seed: 5, namelessShare: 0 });
  const device = tenant.directory.create({ displayName: "LAPTOP-4F", ...properties });
  const connection = await connect(api, tenant, { name });
  const run = await api.run(connection.id);
  const id = (await assetIds(connection.id)).get(device) ?? 0;
  return { tenant, device, connection, run, id };
}

test("[HS1] an asset shows its document in the product's shape, its source, and by which run it came", async () => {
  const { tenant, device, connection, run, id } = await pullOne({
    operatingSystem: "Windows",
    operatingSystemVersion: "10.0.22631",
    isCompliant: false,
    isManaged: null,
    trustType: "AzureAd",
    approximateLastSignInDateTime: "2026-04-01T10:00:00Z",
  });
  const asset = await readAsset(id);
  const { deviceId } = deviceOf(tenant, device);
  expect(asset.document).toEqual({
    asset: {
      assetHeader: { externalAssetId: device, vendorAssetId: device },
      assetDetail: {
        name: "LAPTOP-4F",
        hostAssetClass: { operatingSystem: "Windows", operatingSystemVersion: "10.0.22631" },
        untypedAttributes: { entraDeviceIsCompliant: false, entraDeviceIsManaged: null },
        typedAttributes: {
          entraDeviceId: deviceId,
          entraDeviceTrustType: "AzureAd",
          entraDeviceLastSignIn: "2026-04-01T10:00:00Z",
        },
      },
    },
  });
  expect(asset).toMatchObject({
    id,
    name: "LAPTOP-4F",
    externalId: device,
    lifecycle: { state: "active", retiredAt: null, reason: null, words: "Active" },
    sources: [
      {
        vendor: "Microsoft",
        product: "Microsoft Entra ID",
        connectionId: connection.id,
        connectionName: connection.name,
        firstSeenAt: asset.firstSeenAt,
        lastSeenAt: asset.lastSeenAt,
      },
    ],
    tags: [],
    criticality: 2,
    severity: { severity: null, reasons: [] },
    createdByRunId: run.id,
  });
  expect(Date.parse(asset.lastSeenAt)).toBeGreaterThanOrEqual(Date.parse(asset.firstSeenAt));
  expect(asset.lastChangedAt).toBe(asset.firstSeenAt);
});

test("[HS2] every property is shown as it came: null, absent and false stay three things", async () => {
  const { id, device, tenant } = await pullOne({ isCompliant: false, isManaged: null });
  const sent = deviceOf(tenant, device);
  expect((await readAsset(id)).properties).toEqual(sent);
  const huge = "x".repeat(300_000);
  // As a later release of the source may send it.
  const record = `{"id":"${device}","displayName":"PC","isManaged":false,"__proto__":{"a":null},"text":"${huge}","odd \\u0000":[1,null]}`;
  await askDatabase(server, "update device set record = ? where asset_id = ?", [record, id]);
  const { text } = await api.get(`/api/v1/assets/${id}`);
  const shown = JSON.parse(text);
  expect(Object.keys(shown.properties)).toEqual([
    "id",
    "displayName",
    "isManaged",
    "__proto__",
    "text",
    "odd \u0000",
  ]);
  expect(shown.properties.text).toBe(huge);
  expect(Object.getOwnPropertyDescriptor(shown.properties, "__proto__")?.value).toEqual({ a: null });
  // What the device does not have is not in the document either.
  expect(shown.document.asset.assetDetail).toEqual({
    name: "PC",
    untypedAttributes: { entraDeviceIsManaged: false },
  });
});

test("[HS3] an asset that is not there is a refusal of its own, and so is its history", async () => {
  const refusal = { status: 404, body: { code: "asset.not_found" } };
  expect(await api.get("/api/v1/assets/987654")).toMatchObject(refusal);
  expect(await api.get("/api/v1/assets/987654/history")).toMatchObject(refusal);
  expect(await api.get("/api/v1/assets/0")).toMatchObject({ status: 400 });
  const { connection } = await pullOne();
  const ids = [...(await assetIds(connection.id)).values()];
  // A device that was never imported has no asset.
  await askDatabase(server, "delete from asset where id = ?", [ids[0] ?? 0]);
  expect(await api.get(`/api/v1/assets/${ids[0]}`)).toMatchObject(refusal);
  expect(await api.get(`/api/v1/assets/${ids[0]}/history`)).toMatchObject(refusal);
});

test("[HS4] tags, criticality and severity with its reasons are shown", async () => {
  const { id, connection } = await pullOne({ isCompliant: false, isManaged: false, accountEnabled: true });
  const severities = {
    not_compliant: 3,
    compliance_unknown: null,
    not_managed: 2,
    disabled: 5,
    stale: null,
  };
  const { db, storage } = await openBeside(server);
  try {
    const map = JSON.stringify({ severities, staleAfterDays: 90 });
    await db.updateTable("connection").set({ severity_map: map }).where("id", "=", connection.id).execute();
    const tag = { colour: "#ff0000", description: "", version: 1, created_at: 1 };
    const { id: still } = await db
      .insertInto("tag")
      .values({ ...tag, name: "Lab", name_key: "lab", criticality: 4, rule: null })
      .returning("id")
      .executeTakeFirstOrThrow();
    const { id: ruled } = await db
      .insertInto("tag")
      .values({ ...tag, name: "All", name_key: "all", criticality: 1, rule: "name: nothing" })
      .returning("id")
      .executeTakeFirstOrThrow();
    await moveAssets(db, [assetId(id)], (traits) => ({ ...traits, tag_set: `,${still},${ruled},` }));
    expect(await readAsset(id)).toMatchObject({
      tags: [
        { id: ruled, name: "All", colour: "#ff0000", kind: "dynamic" },
        { id: still, name: "Lab", colour: "#ff0000", kind: "static" },
      ],
      criticality: 4,
      severity: {
        severity: 3,
        reasons: [
          { signal: "not_compliant", severity: 3 },
          { signal: "not_managed", severity: 2 },
        ],
      },
    });
  } finally {
    await storage.close();
  }
});

test("[HS5] a history tells each change with its run, the newest first, and ends with the creation", async () => {
  const { id, device, tenant, connection, run } = await pullOne({ model: "A", manufacturer: null });
  tenant.directory.set(device, { model: null, extensionAttributes: { extensionAttribute3: "lab" } });
  const changed = await api.run(connection.id);
  const about = { assetId: id, assetName: "LAPTOP-4F", connectionId: connection.id };
  const { lastChangedAt: at, firstSeenAt } = await readAsset(id);
  const history = await readHistory(id);
  expect(history).toEqual([
    {
      ...about,
      kind: "changed",
      at,
      runId: changed.id,
      field: "model",
      before: "A",
      after: null,
    },
    {
      ...about,
      kind: "changed",
      at,
      runId: changed.id,
      field: "extensionAttributes.extensionAttribute3",
      before: null,
      after: "lab",
    },
    { ...about, kind: "created", at: firstSeenAt, runId: run.id },
  ]);
  expect(await readHistory(id, 1)).toEqual(history);
  // What was absent is left out, which is not the same as null.
  await askDatabase(server, "update asset_change set before = null where asset_id = ?", [id]);
  const [first] = await readHistory(id);
  expect(Object.keys(first ?? {})).toEqual(expect.arrayContaining(["after"]));
  expect(Object.keys(first ?? {})).not.toContain("before");
  const page = pageOf(assetChangeView);
  const { nextCursor } = await api.read(page, api.get(`/api/v1/assets/${id}/history?limit=1`));
  for (const path of [`/assets/${id + 1}/history`, "/asset-changes"])
    expect(await api.get(`/api/v1${path}?cursor=${nextCursor}`)).toMatchObject({
      status: 400,
      body: { code: "request.cursor_invalid" },
    });
});

test("[HS6] [HS7] the feed over all assets is filtered by what is asked for", async () => {
  const { id, device, tenant, connection, run } = await pullOne({ model: "A" });
  tenant.directory.set(device, { model: "B" });
  const changed = await api.run(connection.id);
  tenant.directory.removeHard(device);
  const last = await api.run(connection.id);
  const feed = async (query: string) => {
    const { items } = await api.read(pageOf(assetChangeView), api.get(`/api/v1/asset-changes?${query}`));
    return items.map((item) => `${item.kind} ${item.assetId} by ${item.runId}`);
  };
  const retired = `retired ${id} by ${last.id}`;
  const modelled = `changed ${id} by ${changed.id}`;
  expect(await feed(`connectionId=${connection.id}&limit=2`)).toEqual([retired, modelled]);
  expect(await feed(`runId=${changed.id}`)).toEqual([modelled]);
  expect(await feed(`connectionId=${connection.id}&field=model`)).toEqual([modelled]);
  expect(await feed(`connectionId=${connection.id}&field=lifecycle.state`)).toEqual([retired]);
  expect(await feed(`assetId=${id}`)).toEqual([retired, modelled, `created ${id} by ${run.id}`]);
  expect(await feed(`assetId=${id}&kind=retired&kind=created`)).toEqual([
    retired,
    `created ${id} by ${run.id}`,
  ]);
  const { lastChangedAt, firstSeenAt } = await readAsset(id);
  expect(await feed(`assetId=${id}&since=${lastChangedAt}`)).toEqual([retired]);
  expect(await feed(`runId=${run.id}&until=${firstSeenAt}`)).toEqual([]);
  for (const refused of ["kind=removed", "field=%00", "since=yesterday", "runId=0", "limit=201"])
    expect((await api.get(`/api/v1/asset-changes?${refused}`)).status).toBe(400);
});

const acts = [
  {
    reason: "deleted_at_source",
    words: "Retired: the source removed it for good",
    act: ({ directory }: Tenant, id: string) => directory.removeHard(id),
  },
  {
    reason: "soft_deleted_at_source",
    words: "Retired: the source removed it, and can still restore it",
    act: ({ directory }: Tenant, id: string) => directory.removeSoft(id),
  },
] as const;

test.each(acts)(
  "[LC1] [LC4] an asset whose device is gone is retired: $reason",
  async ({ reason, words, act }) => {
    const { id, device, tenant, connection } = await pullOne();
    const quiet = await api.run(connection.id);
    const seen = (await readAsset(id)).lastSeenAt;
    // It was there when its connection's last completed run ended, though nothing is stored of that.
    expect(Date.parse(seen)).toBeGreaterThanOrEqual(Date.parse(quiet.startedAt ?? ""));
    act(tenant, device);
    await api.run(connection.id);
    const asset = await readAsset(id);
    expect(asset.lifecycle).toMatchObject({ state: "retired", reason, words });
    expect(asset.lifecycle.retiredAt).toBe(asset.lastChangedAt);
    expect(asset.lastSeenAt).toBe(seen);
    expect((await readHistory(id))[0]).toMatchObject({
      kind: "retired",
      field: "lifecycle.state",
      reason,
      words: words.replace("Retired: ", ""),
    });
    // A run later it is still seen when it was.
    await api.run(connection.id);
    expect((await readAsset(id)).lastSeenAt).toBe(seen);
  },
);

test("[LC2] a device that is back is the same asset, with its tags and its whole history", async () => {
  const { id, device, tenant, connection } = await pullOne({ model: "Latitude" });
  const { db, storage } = await openBeside(server);
  const tag = { colour: "#00ff00", description: "", version: 1, created_at: 1, criticality: 3, rule: null };
  const { id: tagged } = await db
    .insertInto("tag")
    .values({ ...tag, name: "Kept", name_key: "kept" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await moveAssets(db, [assetId(id)], (traits) => ({ ...traits, tag_set: `,${tagged},` }));
  const added = [{ from: "model", to: "asset.assetDetail.untypedAttributes.model" }];
  await storage.transaction((writer) => writer.saveTransformMap(connectionId(connection.id), 1, added, 5));
  await storage.close();
  const first = await readAsset(id);
  const attributes = { asset: { assetDetail: { untypedAttributes: { model: "Latitude" } } } };
  expect(first.document).toMatchObject(attributes);
  tenant.directory.removeSoft(device);
  await api.run(connection.id);
  const retired = await readAsset(id);
  expect(retired).toMatchObject({
    lifecycle: { state: "retired" },
    tags: [{ id: tagged }],
    criticality: 3,
    document: attributes,
  });
  tenant.directory.restore(device);
  const back = await api.run(connection.id);
  expect(back.counters).toMatchObject({ restored: 1, created: 0 });
  const restored = await readAsset(id);
  expect(restored).toMatchObject({
    externalId: device,
    lifecycle: { state: "active", words: "Active" },
    tags: [{ id: tagged, name: "Kept" }],
    criticality: 3,
    document: attributes,
    firstSeenAt: first.firstSeenAt,
    createdByRunId: first.createdByRunId,
  });
  expect(Date.parse(restored.lastSeenAt)).toBeGreaterThan(Date.parse(retired.lastSeenAt));
  const kinds = (await readHistory(id)).map(({ kind }) => kind).filter((kind) => kind !== "changed");
  expect(kinds).toEqual(["restored", "retired", "created"]);
});

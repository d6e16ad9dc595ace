// What every store finds, counts, tells and exports of one and the same inventory.

import { beforeAll, expect, test } from "vitest";
import { searchCondition } from "../../src/core/asset-query.ts";
import type { AssetSort } from "../../src/core/asset-search.ts";
import type { Storage, WriteContext } from "../../src/core/storage.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 4, 5, 12);
const ago = (days: number): string => new Date(now - days * day).toISOString();

function conditionOf(text: string) {
  const reading = understandQuery(text, { now });
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.errors));
  return searchCondition(reading.query);
}

const devices = [
  {
    id: "id-1",
    displayName: "LAPTOP-4F",
    operatingSystem: "Windows",
    operatingSystemVersion: "10.0.19045",
    trustType: "AzureAd",
    isCompliant: true,
    isManaged: true,
    accountEnabled: true,
    deviceId: "0f8b-aa",
    approximateLastSignInDateTime: ago(1),
    registrationDateTime: ago(400),
  },
  {
    id: "id-2",
    displayName: "lab pc 7",
    operatingSystem: "Windows",
    operatingSystemVersion: "10.0.9",
    trustType: "ServerAd",
    isCompliant: false,
    isManaged: null,
    accountEnabled: true,
    approximateLastSignInDateTime: ago(40),
  },
  { id: "id-3", displayName: "iPad of Ö'Neill", operatingSystem: "iPadOS", isCompliant: null },
  {
    id: "id-4",
    displayName: "100%_safe",
    operatingSystem: "MacMDM",
    trustType: "AzureAd",
    accountEnabled: false,
    approximateLastSignInDateTime: ago(200),
  },
  { id: "id-5", displayName: "gone", operatingSystem: "Windows", isManaged: true },
];

interface Inventory {
  readonly context: WriteContext;
}

async function fill(storage: Storage): Promise<Inventory> {
  return storage.transaction(async (writer) => {
    const started = await beginRun(writer);
    const context = { ...started, at: now - day };
    for (const device of devices) {
      const id = await bringDevice(writer, context, device);
      if (device.id === "id-5") await writer.retire(context, [{ assetId: id, reason: "deleted_at_source" }]);
    }
    return { context };
  });
}

const byName: AssetSort = { field: "name", isDescending: false };

async function namesFound(storage: Storage, text: string): Promise<readonly string[]> {
  const page = { condition: conditionOf(text), sort: byName, after: null, limit: 100 };
  return (await storage.searchAssets(page)).assets.map(({ name }) => name);
}

const everyActive = ["100%_safe", "LAPTOP-4F", "iPad of Ö'Neill", "lab pc 7"];
const table: readonly (readonly [string, readonly string[]])[] = [
  ["", everyActive],
  ['inventory:(source:"Microsoft")', everyActive],
  ["lifecycle.state: retired", ["gone"]],
  ["lifecycle.state: [active, retired]", [...everyActive, "gone"]],
  ["not lifecycle.state: active", ["gone"]],
  ["operatingSystem: windows", ["LAPTOP-4F", "lab pc 7"]],
  ["operatingSystem: `windows`", []],
  ["operatingSystem.category: [iOS, macOS]", ["100%_safe", "iPad of Ö'Neill"]],
  ["LAPTOP-4F", ["LAPTOP-4F"]],
  ["laptop 4f", ["LAPTOP-4F"]],
  ["name: pc lab", ["lab pc 7"]],
  ['name: "pc lab"', []],
  ["name: la*", ["LAPTOP-4F", "lab pc 7"]],
  ["name: *o*", ["LAPTOP-4F", "iPad of Ö'Neill"]],
  ["name: `100%_safe`", ["100%_safe"]],
  ["name: `100%`", []],
  ["name: ö'neill", ["iPad of Ö'Neill"]],
  ["entra.isCompliant is null", ["100%_safe", "iPad of Ö'Neill"]],
  ["not entra.isCompliant: true", ["100%_safe", "iPad of Ö'Neill", "lab pc 7"]],
  ["entra.trustType: [azuread, ServerAd]", ["100%_safe", "LAPTOP-4F", "lab pc 7"]],
  ["entra.lastSignIn < now-30d", ["100%_safe", "lab pc 7"]],
  ["entra.lastSignIn is null", ["iPad of Ö'Neill"]],
  ["entra.deviceId: 0F8b-Aa", ["LAPTOP-4F"]],
  ["entra.deviceId: 0F8B-AA", ["LAPTOP-4F"]],
  ["asset.externalId: ID-2", ["lab pc 7"]],
  ["asset.externalId: id-*", everyActive],
  ["firstSeen > now-2d and lastSeen > now-2d", everyActive],
  ["firstSeen > now-1h", []],
  ["tags.name is null", everyActive],
  ["tags.name: Lab", []],
];

const ofPage = (value: string | null, items: readonly { label: string | null; count: number }[] = []) =>
  items.find(({ label }) => label === value)?.count;

describeStores((store) => {
  let inventory: Inventory;
  beforeAll(async () => {
    inventory = await fill(store());
  });

  test.each(table)("[QL43] %s", async (text, expected) => {
    expect([...(await namesFound(store(), text))].sort()).toEqual([...expected].sort());
    expect(await store().countFound(conditionOf(text))).toBe(expected.length);
  });

  test('[QL43] inventory:(source:"Microsoft") finds the active assets of the connector, and no other', async () => {
    const { connectionId } = inventory.context;
    const assets = await store().readAssets({ connectionId, after: 0, limit: 100 });
    const active = assets.filter(({ lifecycle }) => lifecycle.state === "active").map(({ id }) => id);
    const page = {
      condition: conditionOf('inventory:(source:"Microsoft")'),
      sort: { field: "id", isDescending: false } as const,
      after: null,
      limit: 100,
    };
    expect((await store().searchAssets(page)).assets.map(({ id }) => id)).toEqual(active);
  });

  test("[QL44] an asset is shown with all that can be asked of it", async () => {
    const page = { condition: conditionOf("name: `LAPTOP-4F`"), sort: byName, after: null, limit: 1 };
    const { assets } = await store().searchAssets(page);
    expect(assets).toEqual([
      {
        id: expect.any(Number),
        externalId: "id-1",
        name: "LAPTOP-4F",
        connectionId: inventory.context.connectionId,
        connectionName: expect.any(String),
        vendor: "Microsoft",
        product: "Microsoft Entra ID",
        operatingSystem: "Windows",
        operatingSystemVersion: "10.0.19045",
        category: "Windows",
        trustType: "AzureAd",
        isCompliant: true,
        isManaged: true,
        isEnabled: true,
        severity: null,
        criticality: 2,
        tags: [],
        entraDeviceId: "0f8b-aa",
        lastSignInAt: now - day,
        registeredAt: now - 400 * day,
        firstSeenAt: now - day,
        lastSeenAt: now - day,
        lastChangedAt: now - day,
        lifecycle: { state: "active" },
      },
    ]);
  });

  test("[QL45] facets count what the search finds, and each value's query finds as many", async () => {
    const condition = conditionOf("lifecycle.state: [active, retired]");
    const facets = await store().readFacets(condition, now);
    const count = await store().countFound(condition);
    for (const { name, values } of facets) {
      const sum = values.reduce((total, value) => total + value.count, 0);
      expect(`${name}: ${sum}`).toBe(`${name}: ${count}`);
      for (const { query, count: each } of values) {
        const narrowed = conditionOf(`lifecycle.state: [active, retired] and ${query}`);
        expect(`${query}: ${await store().countFound(narrowed)}`).toBe(`${query}: ${each}`);
      }
    }
    const values = new Map(facets.map((facet) => [facet.name, facet.values]));
    expect(values.get("operatingSystem")?.[0]).toEqual({
      label: "Windows",
      query: "operatingSystem: `Windows`",
      count: 3,
    });
    expect(ofPage(null, values.get("isCompliant"))).toBe(3);
    expect(values.get("lastSignInAge")?.map(({ label }) => label)).toEqual([
      "7 days",
      "90 days",
      "older",
      null,
    ]);
    const narrow = await store().readFacets(conditionOf("name: lab"), now);
    expect(narrow.find(({ name }) => name === "trustType")?.values).toEqual([
      { label: "ServerAd", query: "entra.trustType: `ServerAd`", count: 1 },
    ]);
  });

  test("[QL46] the values of a field that begin so are told with how many assets have them", async () => {
    const told = async (token: string, prefix: string) =>
      (await store().readValues(token, prefix, 10)).map(({ value, count }) => `${value} ${count}`);
    expect(await told("operatingSystem", "w")).toEqual(["Windows 2"]);
    expect(await told("operatingSystem", "")).toEqual(["Windows 2", "MacMDM 1", "iPadOS 1"]);
    expect(await told("name", "la")).toEqual(["lab pc 7 1", "LAPTOP-4F 1"]);
    expect(await told("NAME", "neill")).toEqual(["iPad of Ö'Neill 1"]);
    expect(await told("entra.isManaged", "")).toEqual(["true 1"]);
    expect(await told("entra.deviceId", "0F8")).toEqual(["0f8b-aa 1"]);
    expect(await told("entra.deviceId", "0f8")).toEqual(["0f8b-aa 1"]);
    expect(await told("asset.externalId", "id-2")).toEqual(["id-2 1"]);
    expect(await told("lifecycle.state", "")).toEqual(["active 4", "retired 1"]);
    expect(await told("inventory.source", "mic")).toEqual(["Microsoft 4"]);
    expect(await told("changed.field", "life")).toEqual(["lifecycle.state null"]);
    expect(await told("attribute.model", "")).toEqual([]);
    expect(await told("no.such.token", "")).toEqual([]);
  });
});

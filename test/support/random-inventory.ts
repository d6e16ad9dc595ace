// A small inventory of devices with every kind of value, brought in the way a run brings it.

import BetterSqlite3 from "better-sqlite3";
import fc from "fast-check";
import { Kysely } from "kysely";
import { inject } from "vitest";
import type { AssetFacts } from "../../src/core/asset-query.ts";
import { everyAsset } from "../../src/core/asset-query.ts";
import { type AssetId, deltaLink } from "../../src/core/id.ts";
import { searchText } from "../../src/core/search-text.ts";
import type { Storage, StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { searchAssets } from "../../src/storage/asset-search-store.ts";
import { createStorage } from "../../src/storage/kysely-storage.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import type { Database } from "../../src/storage/schema.ts";
import { prepareSqliteBulkWrite } from "../../src/storage/sqlite/bulk-write.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { moveAssets, toTagSet } from "../../src/storage/traits-store.ts";
import { testKeys } from "./engine.ts";
import { createDatabaseOn } from "./postgres.ts";
import { bringDevice, newConnection } from "./stores.ts";

/** A store with the database behind it, for what has no other way in yet. */
export interface OpenStore {
  readonly db: Kysely<Database>;
  readonly storage: Storage;
}

export async function openSqliteStore(): Promise<OpenStore> {
  const database = new BetterSqlite3(":memory:");
  const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
  await migrate(db, "sqlite");
  const bulk = prepareSqliteBulkWrite(database);
  return { db, storage: createStorage(db, testKeys, () => bulk) };
}

export function openPostgresStore(url: string): Promise<OpenStore> {
  return openPostgres(url, testKeys);
}

/** In the database that the tests are of. */
export async function openStoreUnderTest(): Promise<OpenStore> {
  const url = inject("postgresUrl");
  return url === null ? openSqliteStore() : openPostgresStore(await createDatabaseOn(url));
}

export const day = 86_400_000;
export const start = Date.UTC(2026, 0, 1);

export const names = [
  "LAPTOP-4F",
  "laptop-4f",
  "Lab PC 7",
  "lab_pc%7",
  "100% \\ real",
  'O\'Brien "PC" `x`',
  "Größe-Ä",
  "GRÖSSE ä",
  "İstanbul",
  "ﬁle server",
  "東京-端末",
  "😀 PC",
  "--",
  "a",
  "win-win-win",
  "DESKTOP-01; drop table asset",
];
export const systems = [
  "Windows",
  "windows",
  "macOS",
  "MacMDM",
  "iPad",
  "Android",
  "Linux (x86)",
  "",
  "CP/M",
  null,
];
export const versions = ["10.0.19045.1", "10.0.22631", "14.1", null];
const trusts = ["AzureAd", "ServerAd", "Workplace", "azuread", null];
const flags = [true, false, null];
export const ids = ["aa11-BB", "AA11-BB", "aa11-bb", "ff_%0", null];
export const tagNames = ["Lab", "lab east", "VIP's", "100%", "`odd`"];
export const attributeNames = ["model", "entraProfileType"];
export const attributeValues = ["Latitude 5520", "latitude-5520", "x_y%", "Ünï"];

const record = fc.record({
  displayName: fc.constantFrom(...names),
  operatingSystem: fc.constantFrom(...systems),
  operatingSystemVersion: fc.constantFrom(...versions),
  trustType: fc.constantFrom(...trusts),
  isCompliant: fc.constantFrom(...flags),
  isManaged: fc.constantFrom(...flags),
  accountEnabled: fc.constantFrom(...flags),
  deviceId: fc.constantFrom(...ids),
  approximateLastSignInDateTime: fc.option(
    fc.integer({ min: 0, max: 40 }).map((days) => new Date(start + days * day).toISOString()),
  ),
  registrationDateTime: fc.option(
    fc.integer({ min: -40, max: 0 }).map((days) => new Date(start + days * day).toISOString()),
  ),
});

/** What happens to a device. */
const device = fc.record({
  connection: fc.integer({ min: 0, max: 2 }),
  first: record,
  second: fc.option(record),
  isRetired: fc.boolean(),
  keptAt: fc.option(fc.integer({ min: 0, max: 60 })),
  tags: fc.uniqueArray(fc.integer({ min: 0, max: tagNames.length - 1 }), { maxLength: 3 }),
  attributes: fc.dictionary(fc.constantFrom(...attributeNames), fc.constantFrom(...attributeValues)),
});
export type RandomDevice = typeof device extends fc.Arbitrary<infer Device> ? Device : never;
export const randomDevices = fc.array(device, { minLength: 60, maxLength: 60 });

const connectors = ["entra-devices", "entra-devices", "other-kind"];

async function beginRuns(writer: StorageWriter): Promise<readonly WriteContext[]> {
  const contexts: WriteContext[] = [];
  for (const [index, connectorId] of connectors.entries()) {
    const connection = { ...newConnection(`Contoso ${index + 1} – "north"`), connectorId };
    const connectionId = await writer.createConnection(connection, start);
    const runId = await writer.createRun({
      connectionId,
      mode: "full_pull",
      transformMapVersion: 1,
      trigger: "person",
      at: start,
    });
    contexts.push({ connectionId, runId, at: start, claim: "" });
  }
  return contexts;
}

async function bringAll(
  writer: StorageWriter,
  contexts: readonly WriteContext[],
  devices: readonly RandomDevice[],
): Promise<readonly AssetId[]> {
  const brought: AssetId[] = [];
  for (const [index, one] of devices.entries()) {
    const context = contexts[one.connection] as WriteContext;
    const later = { ...context, at: start + (index % 7) * day };
    const id = index % 3 === 0 ? `AB-${index}` : `ab-${index}_%`;
    brought.push(await bringDevice(writer, later, { id, ...one.first }));
    if (one.second !== null)
      await bringDevice(writer, { ...later, at: later.at + day }, { id, ...one.second });
  }
  return brought;
}

async function endRun(writer: StorageWriter, context: WriteContext): Promise<void> {
  const run = { ...context, at: start + 20 * day };
  await writer.startRun(run);
  const proof = {
    tenant: 0,
    activeAssets: 0,
    rejected: 0,
    notImportedWithActiveAsset: 0,
    excluded: 0,
    kept: 0,
    withoutId: 0,
    difference: 0,
    explained: true,
  };
  const basis = { selectedProperties: [], scope: "everything" };
  await writer.completeRun(run, { deltaLink: deltaLink("x"), basis, proof, kind: "full_pull" });
}

async function decorate(
  { db }: OpenStore,
  devices: readonly RandomDevice[],
  brought: readonly AssetId[],
): Promise<void> {
  const tags = tagNames.map((name) => ({
    name,
    name_key: name,
    colour: "#112233",
    description: "",
    criticality: 4,
    rule: null,
    version: 1,
    created_at: start,
  }));
  const tagIds = await db.insertInto("tag").values(tags).returning(["id", "name"]).execute();
  const idOf = new Map(tagIds.map(({ id, name }) => [name, id]));
  const indexOf = new Map(brought.map((id, index) => [id, index]));
  await moveAssets(db, brought, (traits, id) => {
    const own = devices[indexOf.get(id) ?? 0]?.tags ?? [];
    return { ...traits, tag_set: toTagSet(own.map((tag) => idOf.get(tagNames[tag] ?? "") ?? 0)) };
  });
  const attributes = devices.flatMap((one, index) =>
    Object.entries(one.attributes).map(([name, value]) => ({
      asset_id: brought[index] as number,
      name,
      value,
      value_text: searchText(value),
    })),
  );
  if (attributes.length > 0) await db.insertInto("asset_attribute").values(attributes).execute();
  for (const [index, { keptAt, isRetired }] of devices.entries())
    if (keptAt !== null && !isRetired)
      await db
        .updateTable("asset")
        .set({ last_seen_at: start + keptAt * day })
        .where("id", "=", brought[index] as number)
        .execute();
}

/** Answers the ids of the assets, in the order of the devices. */
export async function fillStore(
  store: OpenStore,
  devices: readonly RandomDevice[],
): Promise<readonly AssetId[]> {
  const contexts = await store.storage.transaction(beginRuns);
  const severities = { not_compliant: 4, compliance_unknown: 2, not_managed: 3, disabled: null, stale: 5 };
  await store.db
    .updateTable("connection")
    .set({ severity_map: JSON.stringify({ severities, staleAfterDays: 10 }) })
    .where("id", "<>", contexts[2]?.connectionId ?? 0)
    .execute();
  const brought = await store.storage.transaction((writer) => bringAll(writer, contexts, devices));
  await store.storage.transaction(async (writer) => {
    for (const [index, id] of brought.entries()) {
      const one = devices[index];
      const context = contexts[one?.connection ?? 0] as WriteContext;
      if (one?.isRetired)
        await writer.retire({ ...context, at: start + 9 * day }, [
          { assetId: id, reason: "deleted_at_source" },
        ]);
    }
    await endRun(writer, contexts[0] as WriteContext);
  });
  await decorate(store, devices, brought);
  return brought;
}

/** What the store holds of each asset, read without a condition. */
export async function readFacts({ db }: OpenStore): Promise<readonly AssetFacts[]> {
  const sort = { field: "id", isDescending: false } as const;
  const { assets } = await searchAssets(db, { condition: everyAsset, sort, after: null, limit: 10_000 });
  const attributes = await db.selectFrom("asset_attribute").selectAll().execute();
  const changes = await db.selectFrom("asset_change").selectAll().execute();
  return assets.map((asset) => ({
    ...asset,
    tags: asset.tags.map(({ name }) => name),
    lifecycle: asset.lifecycle.state,
    retiredAt: asset.lifecycle.state === "retired" ? asset.lifecycle.retiredAt : null,
    attributes: new Map(
      attributes.filter((one) => one.asset_id === asset.id).map(({ name, value }) => [name, value]),
    ),
    changes: changes
      .filter((one) => one.asset_id === asset.id)
      .map(({ property, at }) => ({ field: property, at })),
  }));
}

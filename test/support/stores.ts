// Every store that the contract is held against, each opened anew: SQLite in memory, SQLite on file and PostgreSQL 18.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { type ConnectionId, externalId } from "../../src/core/id.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { RunRequest } from "../../src/core/run-storage.ts";
import { everyDevice } from "../../src/core/scope.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage, StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { openSqlite } from "../../src/storage/sqlite/open.ts";
import { openThreadedSqlite } from "../../src/storage/sqlite/threaded/open.ts";
import { testKeys } from "./engine.ts";
import { createDatabaseOn } from "./postgres.ts";

let folder = "";

const embeddedStores: Readonly<Record<string, () => Promise<Storage>>> = {
  "SQLite in memory": () => openSqlite(":memory:", testKeys),
  "SQLite on file": () => openSqlite(join(folder, `${crypto.randomUUID()}.sqlite`), testKeys),
  "SQLite behind threads": async () =>
    (await openThreadedSqlite(join(folder, `${crypto.randomUUID()}.sqlite`), testKeys)).storage,
};

/** Each of the databases that the tests are of: the embedded ones, or PostgreSQL. */
function storesUnderTest(): typeof embeddedStores {
  const url = inject("postgresUrl");
  if (url === null) return embeddedStores;
  return {
    "PostgreSQL 18": async () => (await openPostgres(await createDatabaseOn(url), testKeys)).storage,
  };
}

/** Runs a suite on each store; it asks for the store within its tests. */
export function describeStores(suite: (storage: () => Storage, name: string) => void): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rollcall-storage-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  describe.each(Object.entries(storesUnderTest()))("%s", (name, open) => {
    let storage: Storage | null = null;
    beforeAll(async () => {
      storage = await open();
    });
    afterAll(() => storage?.close());
    suite(() => {
      if (storage === null) throw new Error("The store is not open yet.");
      return storage;
    }, name);
  });
}

export const testSettings = {
  tenantId: "contoso.example",
  clientId: "client",
  loginUrl: "https://login.example",
  graphUrl: "https://graph.example",
  tokenEndpoint: "v2",
} as const;

export const storeRules = {
  map: entraConnector.defaultTransformMap,
  neverSet: {},
  scope: everyDevice,
  unlikeAsked: new Set<string>(),
};

export function deltaRequest(connectionId: ConnectionId): RunRequest {
  return { connectionId, mode: "delta_pull", transformMapVersion: 1, trigger: "person", at: 5 };
}

/** A connection of its own. */
export function newConnection(name = `Connection ${crypto.randomUUID()}`) {
  const secret = new Secret("planted-secret");
  return { name, connectorId: "entra-devices", settings: testSettings, secret };
}

/** A new connection, and a first run of it that is queued. */
export async function beginRun(writer: StorageWriter): Promise<WriteContext> {
  const connectionId = await writer.createConnection(newConnection(), 5);
  const runId = await writer.createRun({ ...deltaRequest(connectionId), mode: "full_pull" });
  return { connectionId, runId, at: 1_800_000_000_000, claim: "" };
}

/** What a page with one device writes; answers the device's id. */
export async function bringDevice(
  writer: StorageWriter,
  context: WriteContext,
  record: { id: string; [name: string]: unknown },
) {
  const id = externalId(record.id);
  const known = await writer.findDevices(context, [id]);
  const verdict = reconcile(known.get(id) ?? null, { externalId: id, record }, "whole", storeRules);
  const [assetId] = await writer.applyVerdicts(context, [verdict]);
  if (assetId === undefined) throw new Error("No asset id was answered.");
  return assetId;
}

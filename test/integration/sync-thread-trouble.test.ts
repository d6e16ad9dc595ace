// A sync thread that cannot begin keeps neither the scheduler from its work nor the server from stopping.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConnectionId } from "../../src/core/id.ts";
import { Secret } from "../../src/core/secret.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { createRuns, type Runs } from "../../src/server/runs.ts";
import { SyncThreadKeeper } from "../../src/server/sync-thread-keeper.ts";
import { openThreadedSqlite, type ThreadedSqlite } from "../../src/storage/sqlite/threaded/open.ts";
import { testKeys } from "../support/engine.ts";

let folder = "";
let store: ThreadedSqlite;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-trouble-"));
  store = await openThreadedSqlite(join(folder, "rollcall.sqlite"), testKeys);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A database that no thread can open. */
const setup = () => ({
  store: { kind: "embedded", databaseFile: join(folder, "no-such-folder", "rollcall.sqlite") } as const,
  masterKeys: testKeys,
  transport: {},
  clouds: [],
  concurrency: 1,
});

const settings = {
  tenantId: "contoso.example",
  clientId: "11111111-2222-3333-4444-555555555555",
  loginUrl: "https://login.microsoftonline.com",
  graphUrl: "https://graph.microsoft.com",
  tokenEndpoint: "v1",
} as const;

function makeScheduled(): Promise<ConnectionId> {
  const schedule = {
    kind: "daily",
    timeZone: "UTC",
    start: "2026-01-01T00:00",
    end: "9000-01-01T00:00",
  } as const;
  const connection = { name: "Scheduled", connectorId: entraConnector.id, settings, schedule };
  return store.storage.transaction((writer) =>
    writer.createConnection({ ...connection, secret: new Secret("a secret") }, Date.now()),
  );
}

function nextPlan(runs: Runs): Promise<number> {
  return new Promise((resolve) => {
    runs.feed.subscribe((event) => {
      if (event.kind === "connection_changed") resolve(event.connectionId);
    });
  });
}

test("[SV58] a sync thread that cannot begin is told, and the scheduler goes on planning", async () => {
  const runs = createRuns({
    storage: store.storage,
    logger: pino({ enabled: false }),
    setup,
  });
  const planned = nextPlan(runs);
  const id = await makeScheduled();
  await expect(runs.start()).rejects.toThrow("Cannot open database");
  try {
    expect(await planned).toBe(id);
    expect((await store.storage.readConnection(id)).nextRunAt).not.toBeNull();
  } finally {
    await runs.stop();
  }
});

test("[SV58] a sync thread that dies while it is stopped has stopped", async () => {
  const troubles: string[] = [];
  const keeper = new SyncThreadKeeper(setup, {
    onEvent: () => undefined,
    onWarning: () => undefined,
    onTrouble: ({ code }) => troubles.push(code),
  });
  const started = expect(keeper.start()).rejects.toThrow("Cannot open database");
  await expect(keeper.stop()).resolves.toBeUndefined();
  await started;
  expect(keeper.isRunning).toBe(false);
  expect(troubles).toEqual(["thread.failed"]);
});

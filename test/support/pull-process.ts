// A process that brings one run of a database to its end: it begins the run where there is none, takes it up where it was
// cut off, and says how the run ended in one line of JSON. Whoever starts it may kill it at any moment and start it again.

import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Clock } from "../../src/core/clock.ts";
import { RollcallError } from "../../src/core/error.ts";
import { type ConnectionId, connectionId, type SyncRunId, syncRunId } from "../../src/core/id.ts";
import { everyDevice } from "../../src/core/scope.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage } from "../../src/core/storage.ts";
import type { SyncRun } from "../../src/core/sync-run.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { openSqlite } from "../../src/storage/sqlite/open.ts";
import { runSync } from "../../src/sync/run-sync.ts";
import { testKeys } from "./engine.ts";

const orderSchema = z.strictObject({
  databaseFile: z.string(),
  settings: z.strictObject({
    tenantId: z.string(),
    clientId: z.string(),
    loginUrl: z.url(),
    graphUrl: z.url(),
    tokenEndpoint: z.enum(["v1", "v2"]),
  }),
  secret: z.string(),
  /** Which run of the database, from 1; the one before it has ended. */
  run: z.number().int().positive(),
  mode: z.enum(["full_pull", "delta_pull"]),
});

/** What the process is told, as JSON in its only argument. */
export type PullOrder = z.infer<typeof orderSchema>;

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (durationMs, signal) => {
    await sleep(durationMs, undefined, { signal });
  },
};

/** Null where the store says that there is no such thing; any other error is thrown. */
async function existing<Value>(read: Promise<Value>, missing: string): Promise<Value | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof RollcallError && error.code === missing) return null;
    throw error;
  }
}

async function findConnection(storage: Storage, { settings, secret }: PullOrder): Promise<ConnectionId> {
  const found = await existing(storage.readConnection(connectionId(1)), "connection.not_found");
  if (found !== null) return found.id;
  const connection = {
    name: "Contoso",
    connectorId: entraConnector.id,
    settings,
    secret: new Secret(secret),
  };
  return storage.transaction((writer) => writer.createConnection(connection, clock.now()));
}

async function findRun(storage: Storage, id: ConnectionId, { run, mode }: PullOrder): Promise<SyncRunId> {
  const found = await existing(storage.readRun(syncRunId(run)), "run.not_found");
  if (found !== null) return found.id;
  const { version: transformMapVersion } = entraConnector.defaultTransformMap;
  const queued = await storage.transaction((writer) =>
    writer.createRun({ connectionId: id, mode, transformMapVersion, trigger: "person", at: clock.now() }),
  );
  if (queued !== run) throw new Error(`The next run is ${queued}, not ${run}.`);
  return queued;
}

async function bringToItsEnd(storage: Storage, order: PullOrder): Promise<SyncRun> {
  const runId = await findRun(storage, await findConnection(storage, order), order);
  const run = await storage.readRun(runId);
  // It ended, and the process was killed before it could say so.
  if (run.state.name === "completed") return run;
  const { signal } = new AbortController();
  return runSync(
    { storage, connector: entraConnector, clock, scope: everyDevice, signal, onProgress: () => undefined },
    runId,
  );
}

async function main(argument: string): Promise<void> {
  const order = orderSchema.parse(JSON.parse(argument));
  const storage = await openSqlite(order.databaseFile, testKeys);
  const run = await bringToItsEnd(storage, order);
  await storage.close();
  process.stdout.write(`${JSON.stringify(run)}\n`);
}

await main(process.argv[2] ?? "");

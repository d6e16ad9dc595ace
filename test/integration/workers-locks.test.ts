// Who locks what of a run and its connection on PostgreSQL, and in which order: nobody waits for somebody who waits for them.

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RollcallError } from "../../src/core/error.ts";
import { type ConnectionId, deltaLink, type SyncRunId } from "../../src/core/id.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage } from "../../src/core/storage.ts";
import { noCounters } from "../../src/core/sync-run.ts";
import { createRunQueue } from "../../src/queue/run-requests.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { testKeys } from "../support/engine.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const clock = { now: () => Date.now(), sleep: async () => undefined };

function connectTo(storage: Storage, tenantId: string): Promise<ConnectionId> {
  const hosts = { loginUrl: "http://127.0.0.1:1", graphUrl: "http://127.0.0.1:2" };
  const settings = { tenantId, clientId: "client", ...hosts, tokenEndpoint: "v1" } as const;
  const connection = {
    name: tenantId,
    connectorId: "entra-devices",
    settings,
    secret: new Secret("planted"),
  };
  return storage.transaction((writer) => writer.createConnection(connection, clock.now()));
}

const queueOn = (storage: Storage) =>
  createRunQueue({ storage, clock, onQueued: () => undefined, onCancelled: () => undefined });

const checkpoint = {
  phase: "confirming",
  afterAssetId: 0,
  deltaLink: deltaLink("http://127.0.0.1:2/delta"),
} as const;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof RollcallError) return error.code;
    throw error;
  }
}

test("[MW3] a worker that stands still with its run locked is ended by the database: another takes the run up, and the first is refused", async () => {
  const url = await postgres.createDatabase();
  const first = await openPostgres(url, testKeys, { idleInTransactionMs: 200 });
  const second = await openPostgres(url, testKeys);
  const connectionId = await connectTo(first.storage, "contoso.example");
  const runId = await queueOn(first.storage).request(connectionId, "full_pull", "person");
  const contextOf = (claim: string) => ({ connectionId, runId, claim, at: clock.now() });
  const save = (storage: Storage, claim: string) =>
    storage.transaction(async (writer) => {
      await writer.holdRun(contextOf(claim));
      await writer.saveProgress(contextOf(claim), checkpoint, { ...noCounters, pages: 1 });
    });
  await first.storage.transaction((writer) => writer.startRun(contextOf("first")));
  const [held, takenUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = first.storage.transaction(async (writer) => {
    await writer.holdRun(contextOf("first"));
    held.resolve();
    await takenUp.promise;
    await writer.saveProgress(contextOf("first"), checkpoint, { ...noCounters, pages: 9 });
  });
  const refused = codeOf(late);
  await held.promise;
  // It waits for the row until the database ends the session that stands still with it.
  await second.storage.transaction((writer) => writer.startRun(contextOf("second")));
  takenUp.resolve();
  expect(await refused).toBe("storage.unavailable");
  expect(await codeOf(save(first.storage, "first"))).toBe("run.taken_over");
  await save(second.storage, "second");
  expect((await second.storage.readRun(runId)).counters.pages).toBe(1);
  await Promise.all([first.storage.close(), second.storage.close()]);
});

/** One connection's runs, again and again, by a worker. */
async function workOn(
  storage: Storage,
  connectionId: ConnectionId,
  rounds: number,
  codes: string[],
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const run = await storage.readLatestRun(connectionId);
    if (run === null || (run.state.name !== "queued" && run.state.name !== "running")) {
      // Decided on and asked for anew by turns, or the latest run would hardly ever be one that is held.
      if (run !== null) codes.push(`decide: ${await codeOf(queueOn(storage).decide(run.id, "dismissed"))}`);
      else await codeOf(queueOn(storage).request(connectionId, "full_pull", "person"));
      continue;
    }
    const claim = crypto.randomUUID();
    const context = { connectionId, runId: run.id, claim, at: clock.now() };
    const step = (): Promise<void> =>
      storage.transaction(async (writer) => {
        await writer.holdRun(context);
        await writer.readConnection(connectionId);
        await writer.saveProgress(context, checkpoint, noCounters);
      });
    const end = (): Promise<void> =>
      storage.transaction(async (writer) => {
        if (await writer.isCancelRequested(run.id)) return writer.cancelRun(context);
        const reason = round % 2 === 0 ? "held_for_approval" : "source_error";
        return writer.failRun(context, { reason, code: "test.failed", message: "It failed." });
      });
    for (const work of [() => storage.transaction((writer) => writer.startRun(context)), step, step, end])
      codes.push(`work: ${await codeOf(work())}`);
  }
}

/** Whatever people do to it meanwhile. */
async function meddle(
  storage: Storage,
  connectionId: ConnectionId,
  rounds: number,
  codes: string[],
): Promise<void> {
  const queue = queueOn(storage);
  const change = async (): Promise<void> => {
    const { version } = await storage.readConnection(connectionId);
    const changed = { description: crypto.randomUUID(), fullPullEveryMs: 3_600_000 };
    await storage.transaction((writer) =>
      writer.changeConnection(connectionId, version, changed, clock.now()),
    );
  };
  const pause = (at: number | null): Promise<void> =>
    storage.transaction((writer) => writer.setPaused(connectionId, at));
  const latest = async (): Promise<SyncRunId> => {
    const run = await storage.readLatestRun(connectionId);
    if (run === null) throw new RollcallError("run.not_found", "There is none.");
    return run.id;
  };
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    request: () => queue.request(connectionId, "full_pull", "person"),
    decide: async () => queue.decide(await latest(), "dismissed"),
    resume: async () => queue.resume(await latest()),
    change,
    cancel: async () => queue.cancel(await latest()),
    pause: () => pause(clock.now()),
    unpause: () => pause(null),
  };
  const each = Object.entries(acts).map(async ([name, act]) => {
    for (let round = 0; round < rounds; round += 1) codes.push(`${name}: ${await codeOf(act())}`);
  });
  await Promise.all(each);
}

test("[MW14] a run's transactions and what people do to it and its connection at the same time never wait for each other in a ring", async () => {
  const url = await postgres.createDatabase();
  const { storage } = await openPostgres(url, testKeys, { connections: 30 });
  const codes: string[] = [];
  const connections = await Promise.all(["one", "two", "three"].map((name) => connectTo(storage, name)));
  await Promise.all(
    connections.map(async (id) => {
      await Promise.all([workOn(storage, id, 300, codes), meddle(storage, id, 150, codes)]);
      await codeOf(
        storage.transaction((writer) => writer.removeConnection({ id, assets: "retire" }, clock.now())),
      );
    }),
  );
  // Sessions tell what they counted when they end.
  await storage.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  await client.end();
  expect(rows).toEqual([{ deadlocks: 0 }]);
  expect(codes.filter((code) => code.endsWith("storage.unavailable"))).toEqual([]);
  // They did meet.
  for (const done of [
    "work: done",
    "request: done",
    "decide: done",
    "resume: done",
    "change: done",
    "cancel: done",
  ])
    expect(codes, done).toContain(done);
});

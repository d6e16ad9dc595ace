// What people ask of a connection and what its runs write, at the same moment on PostgreSQL: nobody waits in a circle.

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RollcallError } from "../../src/core/error.ts";
import type { ConnectionId, SyncRunId } from "../../src/core/id.ts";
import type { Storage, WriteContext } from "../../src/core/storage.ts";
import { noCounters } from "../../src/core/sync-run.ts";
import { createRunQueue } from "../../src/queue/run-requests.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { testKeys } from "../support/engine.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { beginRun, deltaRequest, newConnection, testSettings } from "../support/stores.ts";

let postgres: TestPostgres;
let url = "";
let storage: Storage;
beforeAll(async () => {
  postgres = await startPostgres();
  url = await postgres.createDatabase();
  ({ storage } = await openPostgres(url, testKeys, { connections: 20 }));
});
afterAll(async () => {
  await storage.close();
  await postgres.stop();
});

const clock = { now: () => 1_800_000_000_000, sleep: async () => undefined };
const decide = (id: SyncRunId): Promise<void> =>
  createRunQueue({ storage, clock, onQueued: () => undefined, onCancelled: () => undefined }).decide(
    id,
    "approved",
  );

/** The run is taken up, and ends held with a checkpoint: all that a decision and a change of the settings need. */
async function hold(run: WriteContext): Promise<WriteContext> {
  const context = { ...run, claim: crypto.randomUUID() };
  await storage.transaction((writer) => writer.startRun(context));
  await storage.transaction(async (writer) => {
    await writer.holdRun(context);
    const checkpoint = { phase: "initial_round", next: null } as const;
    await writer.saveProgress(context, checkpoint, noCounters);
    await writer.addLog(context, {
      at: context.at,
      level: "info",
      code: "m",
      message: "m",
      requestId: null,
      details: {},
    });
  });
  await storage.transaction(async (writer) => {
    await writer.holdRun(context);
    const reason = "held_for_approval" as const;
    await writer.failRun(context, { reason, code: "run.held_for_approval", message: "m" });
  });
  return context;
}

/** Other hosts each time, so that what the connection's runs have noted is forgotten. */
let hosts = 0;
async function changeSettings(id: ConnectionId): Promise<void> {
  const { version } = await storage.readConnection(id);
  hosts += 1;
  const settings = { ...testSettings, graphUrl: `https://graph-${hosts}.example` };
  await storage.transaction((writer) => writer.changeConnection(id, version, { settings }, 5));
}

async function withClient<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A database tells nobody of its locks: it is asked until so many sessions wait for one. */
async function untilWaiting(client: pg.Client, count: number): Promise<void> {
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while ((await client.query(waiting)).rows.length < count);
}

test("[MW20] a decision on a held run and a change of its connection's settings, each in the middle of the other, both end", async () => {
  const run = await hold(await storage.transaction(beginRun));
  await withClient(async (watcher) => {
    const results = await withClient(async (holder) => {
      await holder.query("begin");
      await holder.query("select 1 from sync_run where id = $1 for update", [run.runId]);
      const first = decide(run.runId);
      await untilWaiting(watcher, 1);
      const second = changeSettings(run.connectionId);
      await untilWaiting(watcher, 2);
      await holder.query("commit");
      return Promise.allSettled([first, second]);
    });
    // The decision queues the run, and a connection with a run has the settings that it was asked for with.
    expect(results).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { code: "connection.busy" } },
    ]);
  });
});

/** What people are refused by, and who has lost a run: everything else is a failure. */
const expected = new Set([
  "connection.busy",
  "connection.changed_meanwhile",
  "connection.not_found",
  "connection.paused",
  "run.ended",
  "run.held",
  "run.not_failed",
  "run.not_held",
  "run.superseded",
  "run.taken_over",
]);

/** A round of everything that locks a run or its connection, all at the same moment. */
async function playRound(connectionId: ConnectionId, context: WriteContext): Promise<readonly unknown[]> {
  const { runId } = context;
  const write = storage.transaction;
  const results = await Promise.allSettled([
    decide(runId),
    changeSettings(connectionId),
    write((writer) => writer.requeueRun(runId, 60)),
    write((writer) => writer.createRun(deltaRequest(connectionId))),
    hold(context),
    hold(context),
    write((writer) => writer.requestCancel(runId, 50)),
    write((writer) => writer.setPaused(connectionId, 7)),
    write((writer) => writer.setPaused(connectionId, null)),
  ]);
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

test("[MW20] runs, decisions, changes, pauses, cancellations and removals of a connection never wait for each other in a circle", async () => {
  const unexpected: unknown[] = [];
  let refusals = 0;
  for (let round = 0; round < 60; round += 1) {
    const connectionId = await storage.transaction((writer) => writer.createConnection(newConnection(), 5));
    const runId = await storage.transaction((writer) => writer.createRun(deltaRequest(connectionId)));
    const context = { connectionId, runId, at: 1_800_000_000_000, claim: "" };
    // Every other round begins with a run that is held, the others with one that is queued.
    if (round % 2 === 0) await hold(context);
    const refused = [...(await playRound(connectionId, context))];
    const latest = (await storage.readLatestRun(connectionId))?.id ?? runId;
    const removed = await Promise.allSettled([
      storage.transaction((writer) => writer.removeConnection({ id: connectionId, assets: "purge" }, 9)),
      storage.transaction((writer) => writer.requestCancel(latest, 50)),
      hold({ ...context, runId: latest }),
    ]);
    for (const result of removed) if (result.status === "rejected") refused.push(result.reason);
    refusals += refused.length;
    for (const reason of refused)
      if (!(reason instanceof RollcallError && expected.has(reason.code))) unexpected.push(reason);
  }
  expect(unexpected).toEqual([]);
  expect(refusals).toBeGreaterThan(0);
});

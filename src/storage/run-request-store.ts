// Asks for runs, and for the end of runs; finds those that are still to be run.

import type { Kysely } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import type { ConnectionState } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import { type ConnectionId, type SyncRunId, syncRunId } from "../core/id.ts";
import type { RunPage, RunRequest } from "../core/run-storage.ts";
import {
  noCounters,
  RunEndedError,
  type SyncRun,
  type SyncRunState,
  unfinishedStates,
} from "../core/sync-run.ts";
import { setConnectionState } from "./connection-store.ts";
import { readRun, rowToRun, stateColumns } from "./run-store.ts";
import type { Database } from "./schema.ts";

export async function createRun(db: Kysely<Database>, request: RunRequest): Promise<SyncRunId> {
  const queued: SyncRunState = { name: "queued", queuedAt: request.at, startedAt: null };
  const row = await db
    .insertInto("sync_run")
    .values({
      connection_id: request.connectionId,
      mode: request.mode,
      trigger: request.trigger,
      ...stateColumns(queued),
      counters: JSON.stringify(noCounters),
      transform_map_version: request.transformMapVersion,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return syncRunId(row.id);
}

/** Changes a run's state from what was read; throws `run.changed_meanwhile` where somebody else was quicker. */
async function changeState(db: Kysely<Database>, run: SyncRun, state: SyncRunState): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("sync_run")
    .set({ ...stateColumns(state), cancel_requested_at: null })
    .where("id", "=", run.id)
    .where("state", "=", JSON.stringify(run.state))
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new RollcallError("run.changed_meanwhile", `The run ${run.id} has just changed: look at it again.`);
}

export async function requeueRun(db: Kysely<Database>, id: SyncRunId, at: Timestamp): Promise<void> {
  const run = await readRun(db, id);
  if (run.state.name !== "failed")
    throw new RollcallError(
      "run.not_failed",
      `The run ${id} has not failed: there is nothing to go on with.`,
    );
  await changeState(db, run, { name: "queued", queuedAt: at, startedAt: run.state.startedAt });
}

/** What a connection was before a run that never began: a run that has begun once leaves its own trace. */
async function forgetQueued(db: Kysely<Database>, run: SyncRun, at: Timestamp): Promise<void> {
  const startedAt = run.state.name === "queued" ? run.state.startedAt : null;
  await changeState(db, run, { name: "cancelled", startedAt, finishedAt: at });
  if (startedAt === null) return;
  const cancelled: ConnectionState = { name: "cancelled", runId: run.id };
  await setConnectionState(db, run.connectionId, cancelled);
}

export async function requestCancel(db: Kysely<Database>, id: SyncRunId, at: Timestamp): Promise<void> {
  const run = await readRun(db, id);
  switch (run.state.name) {
    case "queued":
      await forgetQueued(db, run, at);
      return;
    case "running":
      await db.updateTable("sync_run").set({ cancel_requested_at: at }).where("id", "=", id).execute();
      return;
    case "completed":
    case "failed":
    case "cancelled":
      throw new RunEndedError(id);
  }
}

export async function isCancelRequested(db: Kysely<Database>, id: SyncRunId): Promise<boolean> {
  const row = await db
    .selectFrom("sync_run")
    .select("cancel_requested_at")
    .where("id", "=", id)
    .executeTakeFirst();
  return row !== undefined && row.cancel_requested_at !== null;
}

export async function readUnfinishedRuns(db: Kysely<Database>, limit: number): Promise<readonly SyncRun[]> {
  const rows = await db
    .selectFrom("sync_run")
    .selectAll()
    .where("state_name", "in", unfinishedStates)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(rowToRun);
}

export async function readRuns(
  db: Kysely<Database>,
  { connectionId, states, before, limit }: RunPage,
): Promise<readonly SyncRun[]> {
  let query = db.selectFrom("sync_run").selectAll().orderBy("id", "desc").limit(limit);
  if (connectionId !== null) query = query.where("connection_id", "=", connectionId);
  if (states !== null) query = query.where("state_name", "in", states);
  if (before !== null) query = query.where("id", "<", before);
  return (await query.execute()).map(rowToRun);
}

export async function readLatestRun(db: Kysely<Database>, id: ConnectionId): Promise<SyncRun | null> {
  const [run] = await readRuns(db, { connectionId: id, states: null, before: null, limit: 1 });
  return run ?? null;
}

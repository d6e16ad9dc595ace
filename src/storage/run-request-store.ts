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
import { lockConnection, refuseBusy, setConnectionState } from "./connection-store.ts";
import { startOver } from "./retirement-store.ts";
import { readRun, rowToRun, stateColumns } from "./run-store.ts";
import type { Database } from "./schema.ts";

async function refuseSecondForMoment(
  db: Kysely<Database>,
  id: ConnectionId,
  dueAt: Timestamp,
): Promise<void> {
  const same = await db
    .selectFrom("sync_run")
    .select("id")
    .where("connection_id", "=", id)
    .where("due_at", "=", dueAt)
    .executeTakeFirst();
  if (same !== undefined)
    throw new RollcallError(
      "run.already_requested",
      `The run ${same.id} was asked for at this moment of the schedule already.`,
    );
}

export async function createRun(db: Kysely<Database>, request: RunRequest): Promise<SyncRunId> {
  await lockConnection(db, request.connectionId);
  const { connectionId, dueAt } = request;
  if (dueAt !== undefined) await refuseSecondForMoment(db, connectionId, dueAt);
  await refuseBusy(db, connectionId);
  const queued: SyncRunState = { name: "queued", queuedAt: request.at, startedAt: null };
  const row = await db
    .insertInto("sync_run")
    .values({
      connection_id: request.connectionId,
      mode: request.mode,
      trigger: request.trigger,
      due_at: request.dueAt ?? null,
      ...stateColumns(queued),
      counters: JSON.stringify(noCounters),
      transform_map_version: request.transformMapVersion,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return syncRunId(row.id);
}

async function setState(db: Kysely<Database>, id: SyncRunId, state: SyncRunState): Promise<void> {
  await db
    .updateTable("sync_run")
    .set({ ...stateColumns(state), cancel_requested_at: null })
    .where("id", "=", id)
    .execute();
}

export async function requeueRun(db: Kysely<Database>, id: SyncRunId, at: Timestamp): Promise<void> {
  const { connectionId } = await readRun(db, id);
  await lockConnection(db, connectionId);
  const { state } = await readRun(db, id);
  if (state.name !== "failed")
    throw new RollcallError(
      "run.not_failed",
      `The run ${id} has not failed: there is nothing to go on with.`,
    );
  await refuseBusy(db, connectionId);
  // It could not be taken up any more, and nobody else could run until it was cancelled.
  if ((await readLatestRun(db, connectionId))?.id !== id)
    throw new RollcallError(
      "run.superseded",
      `A later run of the connection ${connectionId} has followed the run ${id}.`,
    );
  await setState(db, id, { name: "queued", queuedAt: at, startedAt: state.startedAt });
}

/** What a connection was before a run that never began stays: a run that has begun once leaves its own trace. */
async function cancelQueued(
  db: Kysely<Database>,
  { id, connectionId }: SyncRun,
  startedAt: Timestamp | null,
  at: Timestamp,
): Promise<void> {
  await setState(db, id, { name: "cancelled", startedAt, finishedAt: at });
  await db.updateTable("sync_run").set({ checkpoint: null }).where("id", "=", id).execute();
  await startOver(db, id);
  const cancelled: ConnectionState = { name: "cancelled", runId: id };
  if (startedAt !== null) await setConnectionState(db, connectionId, cancelled);
}

/** The mark comes first: from then on nobody else takes the run up or ends it before this transaction does. */
export async function requestCancel(db: Kysely<Database>, id: SyncRunId, at: Timestamp): Promise<void> {
  const marked = await db
    .updateTable("sync_run")
    .set({ cancel_requested_at: at })
    .where("id", "=", id)
    .where("state_name", "in", unfinishedStates)
    .returningAll()
    .executeTakeFirst();
  const run = marked === undefined ? await readRun(db, id) : rowToRun(marked);
  switch (run.state.name) {
    case "queued":
      await cancelQueued(db, run, run.state.startedAt, at);
      return;
    case "running":
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
  if (states?.length === 0) return [];
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

// Reads and writes sync runs: their states, checkpoints, counters and count proofs.

import type { Kysely, Selectable, Updateable } from "kysely";
import type { Checkpoint } from "../core/checkpoint.ts";
import type { PullBasis } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import { connectionId, type SyncRunId, syncRunId } from "../core/id.ts";
import type { RetirementDecision } from "../core/retirement.ts";
import type { RunResult, WriteContext } from "../core/storage.ts";
import {
  type RunCounters,
  RunEndedError,
  type RunFailure,
  RunTakenOverError,
  type SyncMode,
  type SyncRun,
  type SyncRunState,
} from "../core/sync-run.ts";
import {
  claimConnection,
  lockConnection,
  readClaimable,
  readConnection,
  setConnectionState,
} from "./connection-store.ts";
import {
  checkpointVersion,
  countProof,
  pullBasis,
  retirementDecision,
  runCounters,
  runState,
  storedCheckpoint,
} from "./json-columns.ts";
import { dialectOf } from "./query-context.ts";
import type { Database, SyncRunTable } from "./schema.ts";
import { isRefusedBy, unfinishedRun } from "./unique-refusal.ts";

/** A run's state, and its name to be searched by. */
export function stateColumns(state: SyncRunState): { state: string; state_name: string } {
  return { state: JSON.stringify(state), state_name: state.name };
}

export function rowToRun(row: Selectable<SyncRunTable>): SyncRun {
  return {
    id: syncRunId(row.id),
    connectionId: connectionId(row.connection_id),
    mode: row.mode === "delta_pull" ? "delta_pull" : "full_pull",
    trigger: row.trigger === "schedule" ? "schedule" : "person",
    state: runState.parse(JSON.parse(row.state)),
    counters: runCounters.parse(JSON.parse(row.counters)),
    expectedDevices: row.expected_devices,
    transformMapVersion: row.transform_map_version,
    countProof: row.count_proof === null ? null : countProof.parse(JSON.parse(row.count_proof)),
    retirementDecision: retirementDecision.parse(row.retirement_decision),
    basis: row.basis === null ? null : pullBasis.parse(JSON.parse(row.basis)),
  };
}

async function readRunRow(db: Kysely<Database>, id: SyncRunId): Promise<Selectable<SyncRunTable>> {
  const row = await db.selectFrom("sync_run").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new RollcallError("run.not_found", `There is no sync run ${id}.`);
  return row;
}

export async function readRun(db: Kysely<Database>, id: SyncRunId): Promise<SyncRun> {
  return rowToRun(await readRunRow(db, id));
}

export async function readCheckpoint(
  db: Kysely<Database>,
  id: SyncRunId,
): Promise<Checkpoint | "unreadable" | null> {
  const row = await db
    .selectFrom("sync_run")
    .select(["checkpoint", "connection_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined || row.checkpoint === null) return null;
  const stored = storedCheckpoint.safeParse(row.checkpoint).data;
  return stored !== undefined && stored.connectionId === row.connection_id ? stored.position : "unreadable";
}

/** Throws `run.taken_over` unless the claim is that of whoever took the run up last; nobody else does until the transaction ends. */
export async function holdRun(db: Kysely<Database>, { runId, claim }: WriteContext): Promise<void> {
  const held = db.selectFrom("sync_run").select("id").where("id", "=", runId).where("claim", "=", claim);
  // SQLite has one writer at a time.
  const row = await (dialectOf(db) === "postgres" ? held.forUpdate() : held).executeTakeFirst();
  if (row === undefined) throw new RunTakenOverError(runId);
}

/** Writes to a run on behalf of whoever took it up last; throws `run.taken_over` for anybody else. */
async function writeAsHolder(
  db: Kysely<Database>,
  { runId, claim }: WriteContext,
  values: Updateable<SyncRunTable>,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("sync_run")
    .set(values)
    .where("id", "=", runId)
    .where("claim", "=", claim)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new RunTakenOverError(runId);
}

async function startedAtOf(db: Kysely<Database>, { runId, at }: WriteContext): Promise<number> {
  const { state } = await readRun(db, runId);
  return state.startedAt ?? at;
}

/**
 * Only from the state that was read, so that of two who do it at the same moment one fails; also where another run of the
 * connection is unfinished, which the database itself refuses.
 */
async function setRunning(
  db: Kysely<Database>,
  { id, state }: Selectable<SyncRunTable>,
  startedAt: number,
  claim: string,
): Promise<void> {
  const busy = (cause?: unknown): RollcallError =>
    new RollcallError("connection.busy", `The run ${id}, or another one, has just been taken up.`, { cause });
  const running: SyncRunState = { name: "running", startedAt };
  const { numUpdatedRows } = await db
    .updateTable("sync_run")
    .set({ ...stateColumns(running), claim })
    .where("id", "=", id)
    .where("state", "=", state)
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw isRefusedBy(error, unfinishedRun) ? busy(error) : error;
    });
  if (numUpdatedRows === 0n) throw busy();
}

/**
 * A run that is resumed keeps the time at which it first started. What another process has ended meanwhile stays ended.
 *
 * An unfinished run is written before its connection, and one that has ended after it, as everywhere: whoever holds the
 * connection first leaves unfinished runs alone, so that two transactions cannot wait for each other.
 */
export async function startRun(db: Kysely<Database>, context: WriteContext): Promise<void> {
  const { connectionId: connection, runId, claim, at } = context;
  const row = await readRunRow(db, runId);
  const { state } = rowToRun(row);
  if (state.name === "completed" || state.name === "cancelled") throw new RunEndedError(runId);
  if (state.name === "failed") await lockConnection(db, connection);
  const claimable = await readClaimable(db, connection, runId);
  await setRunning(db, row, state.startedAt ?? at, claim);
  await claimConnection(db, connection, runId, claimable);
}

export async function setMode(db: Kysely<Database>, id: SyncRunId, mode: SyncMode): Promise<void> {
  await db.updateTable("sync_run").set({ mode }).where("id", "=", id).execute();
}

export async function setBasis(db: Kysely<Database>, id: SyncRunId, basis: PullBasis): Promise<void> {
  await db
    .updateTable("sync_run")
    .set({ basis: JSON.stringify(basis) })
    .where("id", "=", id)
    .execute();
}

export async function setExpectedDevices(db: Kysely<Database>, id: SyncRunId, count: number): Promise<void> {
  await db.updateTable("sync_run").set({ expected_devices: count }).where("id", "=", id).execute();
}

export async function setRetirementDecision(
  db: Kysely<Database>,
  id: SyncRunId,
  decision: RetirementDecision | null,
): Promise<void> {
  await db.updateTable("sync_run").set({ retirement_decision: decision }).where("id", "=", id).execute();
}

export async function saveProgress(
  db: Kysely<Database>,
  context: WriteContext,
  position: Checkpoint,
  counters: RunCounters,
): Promise<void> {
  const stored = { version: checkpointVersion, connectionId: context.connectionId, position };
  await writeAsHolder(db, context, {
    checkpoint: JSON.stringify(stored),
    counters: JSON.stringify(counters),
  });
}

export async function saveCounters(
  db: Kysely<Database>,
  context: WriteContext,
  counters: RunCounters,
): Promise<void> {
  await writeAsHolder(db, context, { counters: JSON.stringify(counters) });
}

/**
 * From when the next full pull is due. One that clearly lacks devices is made again by the next run; if the repetition lacks
 * them too, the gap is the source's, and the count proof goes on telling of it.
 */
async function fullPullMoment(
  db: Kysely<Database>,
  { connectionId: connection }: WriteContext,
  kind: RunResult["kind"],
  startedAt: number,
): Promise<{ last_full_pull_at?: number | null }> {
  if (kind === "delta_pull") return {};
  const { deltaLink, lastFullPullAt } = await readConnection(db, connection);
  const isRepetition = deltaLink !== null && lastFullPullAt === null;
  return { last_full_pull_at: kind === "full_pull" || isRepetition ? startedAt : null };
}

export async function completeRun(
  db: Kysely<Database>,
  context: WriteContext,
  result: RunResult,
): Promise<void> {
  const { connectionId: connection, runId, at } = context;
  const startedAt = await startedAtOf(db, context);
  const completed: SyncRunState = { name: "completed", startedAt, finishedAt: at };
  await writeAsHolder(db, context, {
    ...stateColumns(completed),
    checkpoint: null,
    count_proof: JSON.stringify(result.proof),
  });
  await db
    .updateTable("connection")
    .set({
      delta_link: result.deltaLink,
      basis: JSON.stringify(result.basis),
      last_seen_at: startedAt,
      without_id: result.proof.withoutId,
      ...(await fullPullMoment(db, context, result.kind, startedAt)),
    })
    .where("id", "=", connection)
    .execute();
  await setConnectionState(db, connection, { name: "processed", runId });
}

export async function failRun(
  db: Kysely<Database>,
  context: WriteContext,
  failure: RunFailure,
): Promise<void> {
  const { connectionId: connection, runId, at } = context;
  const startedAt = await startedAtOf(db, context);
  const failed: SyncRunState = { name: "failed", startedAt, finishedAt: at, failure };
  await writeAsHolder(db, context, stateColumns(failed));
  const { reason, message } = failure;
  await setConnectionState(db, connection, { name: "errored", runId, reason, message });
}

/** A run that was cancelled is not taken up again: what it has brought stays, and the next run reads on from where the last completed one ended. */
export async function cancelRun(db: Kysely<Database>, context: WriteContext): Promise<void> {
  const { connectionId: connection, runId, at } = context;
  const startedAt = await startedAtOf(db, context);
  const cancelled: SyncRunState = { name: "cancelled", startedAt, finishedAt: at };
  await writeAsHolder(db, context, { ...stateColumns(cancelled), checkpoint: null });
  await setConnectionState(db, connection, { name: "cancelled", runId });
}

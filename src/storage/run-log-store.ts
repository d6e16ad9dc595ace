// Reads and writes what a run tells: its log and its rejections.

import type { Kysely, Selectable } from "kysely";
import { externalId, type SyncRunId, syncRunId } from "../core/id.ts";
import type { LogPage, RejectionPage, StoredLogEntry } from "../core/run-storage.ts";
import type { WriteContext } from "../core/storage.ts";
import type { LogLevel, Rejection, RejectionCode, RunLogEntry } from "../core/sync-run.ts";
import { inBlocks } from "./chunked.ts";
import { logDetails } from "./json-columns.ts";
import type { Database, RejectionTable, RunLogTable } from "./schema.ts";

function rowToEntry(row: Selectable<RunLogTable>): RunLogEntry {
  return {
    at: row.at,
    level: row.level as LogLevel,
    code: row.code,
    message: row.message,
    requestId: row.request_id,
    details: logDetails.parse(JSON.parse(row.details)),
  };
}

export async function readLog(db: Kysely<Database>, runId: SyncRunId): Promise<readonly RunLogEntry[]> {
  const rows = await db.selectFrom("run_log").selectAll().where("run_id", "=", runId).orderBy("id").execute();
  return rows.map(rowToEntry);
}

export async function readLogPage(db: Kysely<Database>, page: LogPage): Promise<readonly StoredLogEntry[]> {
  const { of, levels, code, after, limit, isNewestFirst = false, sinceId = 0 } = page;
  if (levels?.length === 0) return [];
  let query = db
    .selectFrom("run_log")
    .selectAll()
    .where("id", ">", isNewestFirst ? sinceId : Math.max(after, sinceId))
    .orderBy("id", isNewestFirst ? "desc" : "asc")
    .limit(limit);
  if (isNewestFirst && after > 0) query = query.where("id", "<", after);
  query =
    "runId" in of ? query.where("run_id", "=", of.runId) : query.where("connection_id", "=", of.connectionId);
  if (levels !== null) query = query.where("level", "in", levels);
  if (code !== null) query = query.where("code", "=", code);
  const rows = await query.execute();
  return rows.map((row) => ({ id: row.id, runId: syncRunId(row.run_id), ...rowToEntry(row) }));
}

export async function addLog(
  db: Kysely<Database>,
  { runId, connectionId }: WriteContext,
  entry: RunLogEntry,
): Promise<void> {
  const { requestId, details, ...plain } = entry;
  await db
    .insertInto("run_log")
    .values({
      ...plain,
      run_id: runId,
      connection_id: connectionId,
      request_id: requestId,
      details: JSON.stringify(details),
    })
    .execute();
}

function rowToRejection(row: Selectable<RejectionTable>): Rejection {
  return {
    externalId: row.external_id === null ? null : externalId(row.external_id),
    code: row.code as RejectionCode,
    message: row.message,
  };
}

export async function readRejections(db: Kysely<Database>, runId: SyncRunId): Promise<readonly Rejection[]> {
  const rows = await db
    .selectFrom("rejection")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("id")
    .execute();
  return rows.map(rowToRejection);
}

export async function readRejectionPage(
  db: Kysely<Database>,
  { runId, after, limit }: RejectionPage,
): Promise<readonly (Rejection & { readonly id: number })[]> {
  const rows = await db
    .selectFrom("rejection")
    .selectAll()
    .where("run_id", "=", runId)
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ id: row.id, ...rowToRejection(row) }));
}

export async function forgetRejections(db: Kysely<Database>, runId: SyncRunId): Promise<void> {
  await db.deleteFrom("rejection").where("run_id", "=", runId).execute();
}

export async function addRejections(
  db: Kysely<Database>,
  runId: SyncRunId,
  rejections: readonly Rejection[],
): Promise<void> {
  for (const some of inBlocks(rejections)) {
    const rows = some.map((rejection) => ({
      run_id: runId,
      external_id: rejection.externalId,
      code: rejection.code,
      message: rejection.message,
    }));
    await db.insertInto("rejection").values(rows).execute();
  }
}

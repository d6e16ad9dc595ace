// Reads and writes when connections run by their schedules.

import { isDeepStrictEqual } from "node:util";
import type { Kysely, Selectable } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import type { PlannedConnection } from "../core/connection-storage.ts";
import { RollcallError } from "../core/error.ts";
import { connectionId } from "../core/id.ts";
import { lockConnection, setStateBeforeFirstRun } from "./connection-store.ts";
import { scheduleInput } from "./json-columns.ts";
import type { ConnectionTable, Database } from "./schema.ts";

type PlanRow = Pick<Selectable<ConnectionTable>, "id" | "schedule" | "next_run_at">;

function toPlanned(row: PlanRow): PlannedConnection {
  return {
    id: connectionId(row.id),
    schedule: row.schedule === null ? null : scheduleInput.parse(JSON.parse(row.schedule)),
    nextRunAt: row.next_run_at,
  };
}

const planColumns = ["id", "schedule", "next_run_at"] as const;

export async function readUnplanned(
  db: Kysely<Database>,
  limit: number,
): Promise<readonly PlannedConnection[]> {
  const rows = await db
    .selectFrom("connection")
    .select(planColumns)
    .where("needs_plan", "=", 1)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toPlanned);
}

export async function readDue(
  db: Kysely<Database>,
  now: Timestamp,
  limit: number,
): Promise<readonly PlannedConnection[]> {
  const rows = await db
    .selectFrom("connection")
    .select(planColumns)
    .where("next_run_at", "<=", now)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null)
    .orderBy("next_run_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toPlanned);
}

export async function readNextDueAt(db: Kysely<Database>, after: Timestamp): Promise<Timestamp | null> {
  const row = await db
    .selectFrom("connection")
    .select("next_run_at")
    .where("next_run_at", ">", after)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null)
    .orderBy("next_run_at")
    .limit(1)
    .executeTakeFirst();
  return row?.next_run_at ?? null;
}

function isAsPlanned(row: Selectable<ConnectionTable>, planned: PlannedConnection): boolean {
  const { schedule, nextRunAt } = toPlanned(row);
  const isSameSchedule = isDeepStrictEqual(schedule, planned.schedule);
  return row.paused_at === null && isSameSchedule && nextRunAt === planned.nextRunAt;
}

export async function planRun(
  db: Kysely<Database>,
  planned: PlannedConnection,
  nextRunAt: Timestamp | null,
): Promise<boolean> {
  const row = await lockConnection(db, planned.id).catch((error: unknown) => {
    if (error instanceof RollcallError && error.code === "connection.not_found") return null;
    throw error;
  });
  if (row === null || !isAsPlanned(row, planned)) return false;
  await db
    .updateTable("connection")
    .set({ next_run_at: nextRunAt, needs_plan: 0 })
    .where("id", "=", planned.id)
    .execute();
  await setStateBeforeFirstRun(db, planned.id, nextRunAt === null ? "registered" : "scheduled");
  return true;
}

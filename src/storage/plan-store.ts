// Reads and writes when connections run by their schedules.

import type { Kysely, Selectable } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import type { ConnectionState } from "../core/connection.ts";
import type { PlannedConnection } from "../core/connection-storage.ts";
import { connectionId } from "../core/id.ts";
import { connectionState, scheduleInput } from "./json-columns.ts";
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

export async function readNextDueAt(db: Kysely<Database>): Promise<Timestamp | null> {
  const row = await db
    .selectFrom("connection")
    .select("next_run_at")
    .where("next_run_at", "is not", null)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null)
    .orderBy("next_run_at")
    .limit(1)
    .executeTakeFirst();
  return row?.next_run_at ?? null;
}

/** A connection that never ran tells by its state whether a first run is planned. */
function stateWithPlan(state: ConnectionState, nextRunAt: Timestamp | null): ConnectionState {
  if (state.name !== "registered" && state.name !== "scheduled") return state;
  return { name: nextRunAt === null ? "registered" : "scheduled" };
}

export async function planRun(
  db: Kysely<Database>,
  planned: PlannedConnection,
  nextRunAt: Timestamp | null,
): Promise<boolean> {
  const row = await db
    .selectFrom("connection")
    .select(["schedule", "state", "next_run_at"])
    .where("id", "=", planned.id)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (row === undefined || row.next_run_at !== planned.nextRunAt) return false;
  if (row.schedule !== (planned.schedule === null ? null : JSON.stringify(planned.schedule))) return false;
  const state = stateWithPlan(connectionState.parse(JSON.parse(row.state)), nextRunAt);
  const { numUpdatedRows } = await db
    .updateTable("connection")
    .set({ next_run_at: nextRunAt, needs_plan: 0, state: JSON.stringify(state) })
    .where("id", "=", planned.id)
    .where("state", "=", row.state)
    .where("next_run_at", planned.nextRunAt === null ? "is" : "=", planned.nextRunAt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

// Reads and writes tasks: work on many assets, and how far it is.

import { type Kysely, type Selectable, sql } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type InventoryTaskId, inventoryTaskId, type TagId } from "../core/id.ts";
import type { InventoryTask, InventoryWork, TaskStep } from "../core/inventory-task.ts";
import type { TaskPage } from "../core/task-storage.ts";
import { inventoryWork } from "./json-columns.ts";
import type { Database, InventoryTaskTable } from "./schema.ts";

function toTask(row: Selectable<InventoryTaskTable>): InventoryTask {
  const { error_code: code, error_message: message } = row;
  return {
    id: inventoryTaskId(row.id),
    work: inventoryWork.parse(JSON.parse(row.work)),
    state: row.state === "done" || row.state === "failed" ? row.state : "waiting",
    createdAt: row.created_at,
    endedAt: row.ended_at,
    afterAssetId: row.after_asset_id,
    throughAssetId: row.through_asset_id,
    changed: row.changed,
    error: code === null ? null : { code, message: message ?? "" },
  };
}

export async function readTask(db: Kysely<Database>, id: InventoryTaskId): Promise<InventoryTask> {
  const row = await db.selectFrom("inventory_task").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new RollcallError("task.not_found", `There is no task ${id}.`);
  return toTask(row);
}

export async function readTasks(
  db: Kysely<Database>,
  { before, limit }: TaskPage,
): Promise<readonly InventoryTask[]> {
  const newest = db.selectFrom("inventory_task").selectAll().orderBy("id", "desc").limit(limit);
  const rows = await (before === null ? newest : newest.where("id", "<", before)).execute();
  return rows.map(toTask);
}

export async function readWaitingTask(db: Kysely<Database>, after: number): Promise<InventoryTask | null> {
  const row = await db
    .selectFrom("inventory_task")
    .selectAll()
    .where("state", "=", "waiting")
    .where("id", ">", after)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toTask(row);
}

/** The last task of each tag that is still to be done. */
export async function readTagTasks(db: Kysely<Database>): Promise<ReadonlyMap<TagId, InventoryTaskId>> {
  const rows = await db
    .selectFrom("inventory_task")
    .select(["id", "work"])
    .where("state", "=", "waiting")
    .orderBy("id")
    .execute();
  return new Map(
    rows.flatMap(({ id, work: text }) => {
      const work = inventoryWork.parse(JSON.parse(text));
      return "tagId" in work ? [[work.tagId, inventoryTaskId(id)]] : [];
    }),
  );
}

export async function createTask(
  db: Kysely<Database>,
  work: InventoryWork,
  at: Timestamp,
): Promise<InventoryTaskId> {
  const last = db.selectFrom("asset").select(sql<number>`cast(coalesce(max(id), 0) as bigint)`.as("id"));
  const row = await db
    .insertInto("inventory_task")
    .values({
      work: JSON.stringify(work),
      state: "waiting",
      created_at: at,
      after_asset_id: 0,
      through_asset_id: last,
      changed: 0,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return inventoryTaskId(row.id);
}

export async function takeTask(db: Kysely<Database>, id: InventoryTaskId): Promise<InventoryTask | null> {
  // Both databases know a write; SQLite has no `for update`.
  const row = await db
    .updateTable("inventory_task")
    .set({ state: "waiting" })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toTask(row);
}

export async function saveTaskStep(
  db: Kysely<Database>,
  { id, changed, afterAssetId }: InventoryTask,
  step: TaskStep,
  at: Timestamp,
): Promise<void> {
  const isDone = step.afterAssetId === null;
  await db
    .updateTable("inventory_task")
    .set({
      after_asset_id: step.afterAssetId ?? afterAssetId,
      changed: changed + step.changed,
      ...(isDone && { state: "done", ended_at: at }),
    })
    .where("id", "=", id)
    .execute();
}

export async function failTask(
  db: Kysely<Database>,
  id: InventoryTaskId,
  { code, message }: NonNullable<InventoryTask["error"]>,
  at: Timestamp,
): Promise<void> {
  await db
    .updateTable("inventory_task")
    .set({ state: "failed", ended_at: at, error_code: code, error_message: message.replaceAll("\u0000", "") })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .execute();
}

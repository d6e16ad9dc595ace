// Removes connections: gone for everybody at once, while their assets are seen to some at a time.

import { type Kysely, sql } from "kysely";
import { lifecycleField } from "../core/asset-change.ts";
import type { Timestamp } from "../core/clock.ts";
import type { Removal } from "../core/connection-storage.ts";
import { assetId, type ConnectionId, connectionId } from "../core/id.ts";
import { shareAssets } from "./asset-lock.ts";
import { inBlocks } from "./chunked.ts";
import { lockConnection, refuseBusy } from "./connection-store.ts";
import { judgeAssets } from "./dynamic-tags.ts";
import { isOneOf } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";
import { moveAssets, traitsOfConnection } from "./traits-store.ts";

export async function removeConnection(
  db: Kysely<Database>,
  { id, assets }: Removal,
  at: Timestamp,
): Promise<void> {
  await lockConnection(db, id);
  await refuseBusy(db, id);
  await db
    .updateTable("connection")
    .set({
      removed_at: at,
      removed_assets: assets,
      // The row stays behind its assets, the credentials do not.
      secret: "",
      next_secret: null,
      delta_link: null,
      secret_warned_days: null,
      next_run_at: null,
      needs_plan: 0,
    })
    .where("id", "=", id)
    .execute();
}

export async function readRemovals(db: Kysely<Database>): Promise<readonly Removal[]> {
  const rows = await db
    .selectFrom("connection")
    .select(["id", "removed_assets"])
    .where("removed_assets", "is not", null)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: connectionId(row.id),
    assets: row.removed_assets === "purge" ? "purge" : "retire",
  }));
}

async function latestRunOf(db: Kysely<Database>, id: ConnectionId): Promise<number> {
  const row = await db
    .selectFrom("sync_run")
    .select("id")
    .where("connection_id", "=", id)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  return row.id;
}

/** An active asset was seen when its connection's last run was completed; a kept one knows it already. */
export async function retireRemoved(
  db: Kysely<Database>,
  id: ConnectionId,
  limit: number,
  at: Timestamp,
): Promise<number> {
  await shareAssets(db);
  const active = await db
    .selectFrom("asset")
    .select("id")
    .where("traits_id", "in", traitsOfConnection(db, id).where("is_retired", "=", 0))
    .limit(limit)
    .execute();
  if (active.length === 0) return 0;
  const ids = active.map((asset) => asset.id);
  const { last_seen_at: seenAt } = await db
    .selectFrom("connection")
    .select("last_seen_at")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const reason = "connection_removed";
  const retired = await db
    .updateTable("asset")
    .set(({ fn, val, ref }) => ({
      retired_at: at,
      retired_reason: reason,
      last_changed_at: at,
      last_seen_at: fn.coalesce(ref("last_seen_at"), val(seenAt)),
    }))
    .where((query) => isOneOf(dialectOf(db), query.ref("id"), ids))
    .where("retired_at", "is", null)
    .returning("id")
    .execute();
  await moveAssets(
    db,
    retired.map((asset) => assetId(asset.id)),
    (traits) => ({ ...traits, is_retired: 1 }),
  );
  const runId = await latestRunOf(db, id);
  const changes = retired.map((asset) => ({
    asset_id: asset.id,
    run_id: runId,
    at,
    kind: "retired",
    property: lifecycleField,
    after: reason,
  }));
  for (const some of inBlocks(changes)) await db.insertInto("asset_change").values(some).execute();
  await judgeAssets(
    db,
    retired.map((asset) => assetId(asset.id)),
    at,
  );
  return ids.length;
}

async function purgeDevices(db: Kysely<Database>, id: ConnectionId, limit: number): Promise<number> {
  await shareAssets(db);
  const devices = await db
    .selectFrom("device")
    .select("asset_id")
    .where("connection_id", "=", id)
    .orderBy("asset_id")
    .limit(limit)
    .execute();
  if (devices.length === 0) return 0;
  const ids = devices.map((device) => device.asset_id);
  const isAmong = (column: string) => isOneOf(dialectOf(db), sql.ref(column), ids);
  await db.deleteFrom("asset_change").where(isAmong("asset_id")).execute();
  await db.deleteFrom("asset_attribute").where(isAmong("asset_id")).execute();
  await db.deleteFrom("asset").where(isAmong("id")).execute();
  await db.deleteFrom("device").where(isAmong("asset_id")).execute();
  return ids.length;
}

/** They may be many more than the devices, and whoever writes meanwhile must not wait for all of them at once. */
async function purgeTold(db: Kysely<Database>, id: ConnectionId, limit: number): Promise<number> {
  const runs = db.selectFrom("sync_run").select("id").where("connection_id", "=", id);
  const entries = db.selectFrom("run_log").select("id").where("connection_id", "=", id).limit(limit);
  const rejections = db.selectFrom("rejection").select("id").where("run_id", "in", runs).limit(limit);
  const log = await db.deleteFrom("run_log").where("id", "in", entries).executeTakeFirst();
  const rejected = await db.deleteFrom("rejection").where("id", "in", rejections).executeTakeFirst();
  return Number(log.numDeletedRows + rejected.numDeletedRows);
}

export async function purgeRemoved(db: Kysely<Database>, id: ConnectionId, limit: number): Promise<number> {
  const devices = await purgeDevices(db, id, limit);
  return devices > 0 ? devices : purgeTold(db, id, limit);
}

export async function finishRemoval(db: Kysely<Database>, { id, assets }: Removal): Promise<void> {
  const runs = db.selectFrom("sync_run").select("id").where("connection_id", "=", id);
  await db.deleteFrom("seen_page").where("run_id", "in", runs).execute();
  await db.deleteFrom("retirement_candidate").where("run_id", "in", runs).execute();
  if (assets === "retire") {
    await db.updateTable("connection").set({ removed_assets: null }).where("id", "=", id).execute();
    return;
  }
  await db.deleteFrom("rejection").where("run_id", "in", runs).execute();
  await db.deleteFrom("run_log").where("connection_id", "=", id).execute();
  await db.deleteFrom("sync_run").where("connection_id", "=", id).execute();
  await db.deleteFrom("transform_map").where("connection_id", "=", id).execute();
  await db.deleteFrom("traits").where("connection_id", "=", id).execute();
  await db.deleteFrom("connection").where("id", "=", id).execute();
}

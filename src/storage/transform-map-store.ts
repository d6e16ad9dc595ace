// Reads and writes the transform maps of connections, and reads by them what is stored of devices.

import { type Kysely, sql } from "kysely";
import { attributesOf } from "../core/asset-attribute.ts";
import type { Timestamp } from "../core/clock.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import { RollcallError } from "../core/error.ts";
import {
  type AssetId,
  assetId,
  type ConnectionId,
  type InventoryTaskId,
  type SyncRunId,
} from "../core/id.ts";
import type {
  MapStep,
  MapStepResult,
  MapVersion,
  MapVersionPage,
  StoredSample,
} from "../core/map-storage.ts";
import type { AddedRule } from "../core/transform-map.ts";
import { setAttributes } from "./attribute-store.ts";
import { lockConnection } from "./connection-store.ts";
import { addedRules } from "./json-columns.ts";
import type { Database } from "./schema.ts";
import { createTask } from "./task-store.ts";
import { traitsOfConnection } from "./traits-store.ts";

/** Of `transform_map.rules`; null where the connection has the connector's own map. */
export const toRules = (column: string | null): readonly AddedRule[] =>
  column === null ? [] : addedRules.parse(JSON.parse(column));

/** Null where there is no such connection, not even a removed one. */
async function findTransformMap(db: Kysely<Database>, id: ConnectionId): Promise<MapVersion | null> {
  const row = await db
    .selectFrom("connection")
    .leftJoin("transform_map", (join) =>
      join
        .onRef("transform_map.connection_id", "=", "connection.id")
        .onRef("transform_map.version", "=", "connection.transform_map_version"),
    )
    .select(["connection.transform_map_version", "connection.created_at as began_at"])
    .select(["transform_map.rules", "transform_map.created_at"])
    .where("connection.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    version: row.transform_map_version,
    added: toRules(row.rules),
    createdAt: row.created_at ?? row.began_at,
  };
}

export async function readTransformMap(db: Kysely<Database>, id: ConnectionId): Promise<MapVersion> {
  const map = await findTransformMap(db, id);
  if (map === null) throw new RollcallError("connection.not_found", `There is no connection ${id}.`);
  return map;
}

/** The first one is the connector's own, which adds nothing and is not stored. */
export async function readTransformMaps(
  db: Kysely<Database>,
  { connectionId, before, limit }: MapVersionPage,
): Promise<readonly MapVersion[]> {
  let query = db
    .selectFrom("transform_map")
    .select(["version", "rules", "created_at"])
    .where("connection_id", "=", connectionId)
    .orderBy("version", "desc")
    .limit(limit);
  if (before !== null) query = query.where("version", "<", before);
  const rows = await query.execute();
  const versions = rows.map((row) => ({
    version: row.version,
    added: toRules(row.rules),
    createdAt: row.created_at,
  }));
  if (rows.length === limit || (before !== null && before <= 1)) return versions;
  const { created_at: createdAt } = await db
    .selectFrom("connection")
    .select("created_at")
    .where("id", "=", connectionId)
    .executeTakeFirstOrThrow();
  return [...versions, { version: 1, added: [], createdAt }];
}

export async function saveTransformMap(
  db: Kysely<Database>,
  id: ConnectionId,
  version: number,
  added: readonly AddedRule[],
  at: Timestamp,
): Promise<InventoryTaskId> {
  const row = await lockConnection(db, id);
  if (row.transform_map_version !== version)
    throw new RollcallError(
      "transform_map.changed_meanwhile",
      `Somebody else has changed the transform map of the connection ${id} meanwhile: read it again.`,
    );
  const rules = JSON.stringify(added.map(({ from, to }) => ({ from, to })));
  await db
    .insertInto("transform_map")
    .values({ connection_id: id, version: version + 1, rules, created_at: at })
    .execute();
  await db
    .updateTable("connection")
    .set({ transform_map_version: version + 1, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  return createTask(db, { kind: "apply_transform_map", connectionId: id }, at);
}

export async function setRunMapVersion(db: Kysely<Database>, id: SyncRunId, version: number): Promise<void> {
  await db.updateTable("sync_run").set({ transform_map_version: version }).where("id", "=", id).execute();
}

const parse = (record: string): DeviceRecord => JSON.parse(record) as DeviceRecord;

/** What each asset of a step shows: the last record that was imported. */
function readShown(db: Kysely<Database>, { connectionId, after, through, limit }: MapStep) {
  return db
    .selectFrom("device")
    .innerJoin("asset", "asset.id", "device.asset_id")
    .select(["asset.id", "device.record", "asset.accepted_record"])
    .where("device.connection_id", "=", connectionId)
    .where("device.asset_id", ">", after)
    .where("device.asset_id", "<=", through)
    .orderBy("device.asset_id")
    .limit(limit)
    .execute();
}

export async function applyTransformMap(db: Kysely<Database>, step: MapStep): Promise<MapStepResult> {
  const map = await findTransformMap(db, step.connectionId);
  if (map === null) return { after: null, changed: [] };
  const rows = await readShown(db, step);
  const attributes = rows.map((row): [AssetId, ReadonlyMap<string, string>] => [
    assetId(row.id),
    attributesOf(map.added, parse(row.accepted_record ?? row.record)),
  ]);
  const changed = await setAttributes(db, new Map(attributes));
  return { after: rows.length < step.limit ? null : (rows.at(-1)?.id ?? null), changed };
}

/** Attributes of devices that were just written, by the map that their connection has now. */
export async function writeAttributes(
  db: Kysely<Database>,
  connection: ConnectionId,
  written: readonly { readonly id: AssetId; readonly record: string }[],
): Promise<void> {
  if (written.length === 0) return;
  const { added } = await readTransformMap(db, connection);
  // Attributes that a map of before has left are the business of the task that follows each change of it.
  if (added.length === 0) return;
  const attributes = written.map(({ id, record }): [AssetId, ReadonlyMap<string, string>] => [
    id,
    attributesOf(added, parse(record)),
  ]);
  await setAttributes(db, new Map(attributes));
}

export async function readSample(
  db: Kysely<Database>,
  connection: ConnectionId,
  asset: AssetId | null,
): Promise<StoredSample | null> {
  const devices = db
    .selectFrom("asset")
    .innerJoin("device", "device.asset_id", "asset.id")
    .select(["asset.id", "device.record", "asset.accepted_record"])
    .where("device.connection_id", "=", connection);
  const row = await (asset === null
    ? devices
        // By a sum, so that SQLite takes the index by the last change, and does not sort all assets of the connection.
        .where(
          sql<number>`asset.traits_id + 0`,
          "in",
          traitsOfConnection(db, connection).where("is_retired", "=", 0),
        )
        .orderBy("asset.last_changed_at", "desc")
        .limit(1)
    : devices.where("asset.id", "=", asset)
  ).executeTakeFirst();
  return row === undefined ? null : { assetId: assetId(row.id), record: row.accepted_record ?? row.record };
}

// Reads the inventory: assets, their records and sources, and how the devices of a connection stand.

import type { Kysely, Selectable } from "kysely";
import type { Asset, AssetSource, RetirementReason } from "../core/asset.ts";
import type { DeviceStandings } from "../core/count-proof.ts";
import {
  type AssetId,
  assetId,
  type ConnectionId,
  connectionId,
  type ExternalId,
  externalId,
  syncRunId,
} from "../core/id.ts";
import type { AssetPage } from "../core/storage.ts";
import type { AssetTable, Database } from "./schema.ts";
import { countAssets, type Traits } from "./traits-store.ts";

const toBoolean = (value: number | null): boolean | null => (value === null ? null : value === 1);

export function toAsset(row: Selectable<AssetTable> & Omit<Traits, "connection_id">): Asset {
  return {
    id: assetId(row.id),
    fields: {
      name: row.name,
      operatingSystem: row.operating_system,
      operatingSystemVersion: row.operating_system_version,
      isCompliant: toBoolean(row.is_compliant),
      isManaged: toBoolean(row.is_managed),
      entraDeviceId: row.entra_device_id,
      trustType: row.trust_type,
      lastSignInAt: row.last_sign_in_at,
      isEnabled: toBoolean(row.is_enabled),
      registeredAt: row.registered_at,
    },
    lifecycle:
      row.retired_at === null
        ? { state: "active" }
        : { state: "retired", retiredAt: row.retired_at, reason: row.retired_reason as RetirementReason },
    firstSeenAt: row.first_seen_at,
    lastChangedAt: row.last_changed_at,
    createdByRunId: syncRunId(row.created_by_run_id),
  };
}

export async function readAssets(
  db: Kysely<Database>,
  { connectionId, after, limit }: AssetPage,
): Promise<readonly Asset[]> {
  const rows = await db
    .selectFrom("asset")
    .innerJoin("traits", "traits.id", "asset.traits_id")
    .selectAll("traits")
    .selectAll("asset")
    .where("traits.connection_id", "=", connectionId)
    .where("asset.id", ">", after)
    .orderBy("asset.id")
    .limit(limit)
    .execute();
  return rows.map(toAsset);
}

export async function readDeviceRecord(
  db: Kysely<Database>,
  id: AssetId,
): Promise<{ externalId: ExternalId; record: string } | null> {
  const row = await db
    .selectFrom("device")
    .innerJoin("asset", "asset.id", "device.asset_id")
    .select(["device.external_id", "device.record", "asset.accepted_record"])
    .where("device.asset_id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { externalId: externalId(row.external_id), record: row.accepted_record ?? row.record };
}

interface SourceRow {
  readonly id: number;
  readonly name: string;
  readonly connector_id: string;
  readonly first_seen_at: number;
  readonly kept_at: number | null;
  readonly completed_at: number | null;
}

/**
 * An asset has one source, its connection. While it is active, when it was last seen follows from the connection's last
 * completed run, so that a pull which finds nothing changed writes nothing; a retired one, and one that is kept although its device is gone, keep the time.
 */
export function toSource(row: SourceRow): AssetSource {
  const seenAt = row.kept_at ?? row.completed_at;
  return {
    connectionId: connectionId(row.id),
    connectionName: row.name,
    connectorId: row.connector_id,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: Math.max(row.first_seen_at, seenAt ?? row.first_seen_at),
  };
}

export async function readSources(db: Kysely<Database>, id: AssetId): Promise<readonly AssetSource[]> {
  const rows = await db
    .selectFrom("asset")
    .innerJoin("traits", "traits.id", "asset.traits_id")
    .innerJoin("connection", "connection.id", "traits.connection_id")
    .select(["connection.id", "connection.name", "connection.connector_id"])
    .select("asset.first_seen_at")
    .select(["asset.last_seen_at as kept_at", "connection.last_seen_at as completed_at"])
    .where("asset.id", "=", id)
    .execute();
  return rows.map(toSource);
}

export function readRetiredCount(db: Kysely<Database>, connection: ConnectionId): Promise<number> {
  return countAssets(db, connection, true);
}

export function countActiveAssets(db: Kysely<Database>, connection: ConnectionId): Promise<number> {
  return countAssets(db, connection, false);
}

export async function readStandings(
  db: Kysely<Database>,
  connection: ConnectionId,
): Promise<DeviceStandings> {
  const rows = await db
    .selectFrom("device")
    .select((query) => ["standing", query.fn.countAll<number>().as("count")])
    .where("connection_id", "=", connection)
    .groupBy("standing")
    .execute();
  const counts = new Map(rows.map(({ standing, count }) => [standing, Number(count)]));
  const kept = await db
    .selectFrom("device")
    .innerJoin("asset", "asset.id", "device.asset_id")
    .select((query) => query.fn.countAll<number>().as("count"))
    .where("device.connection_id", "=", connection)
    .where("device.standing", "in", ["rejected", "excluded"])
    .where("asset.retired_at", "is", null)
    .executeTakeFirstOrThrow();
  return {
    activeAssets: await countActiveAssets(db, connection),
    rejected: counts.get("rejected") ?? 0,
    notImportedWithActiveAsset: Number(kept.count),
    excluded: counts.get("excluded") ?? 0,
    kept: counts.get("kept") ?? 0,
  };
}

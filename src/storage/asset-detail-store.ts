// Reads everything that is known of one asset.

import type { Kysely } from "kysely";
import type { AssetDetail, AssetSeverity } from "../core/asset-detail.ts";
import { type AssetId, connectionId, externalId, tagId } from "../core/id.ts";
import { appliedSignals, type Severity } from "../core/severity.ts";
import type { Criticality } from "../core/tag.ts";
import { toAsset, toSource } from "./inventory-store.ts";
import { toSeverityMap } from "./json-columns.ts";
import type { Database } from "./schema.ts";
import { tagIdsOf } from "./traits-store.ts";
import { toRules } from "./transform-map-store.ts";

/** One statement, so that its parts are of one moment. */
function readRow(db: Kysely<Database>, id: AssetId) {
  return db
    .selectFrom("asset")
    .innerJoin("traits", "traits.id", "asset.traits_id")
    .innerJoin("device", "device.asset_id", "asset.id")
    .innerJoin("connection", "connection.id", "traits.connection_id")
    .leftJoin("transform_map", (join) =>
      join
        .onRef("transform_map.connection_id", "=", "connection.id")
        .onRef("transform_map.version", "=", "connection.transform_map_version"),
    )
    .selectAll("traits")
    .selectAll("asset")
    .select(["device.external_id", "device.record", "connection.name as connection_name"])
    .select(["connection.connector_id", "connection.severity_map"])
    .select(["connection.last_seen_at as completed_at", "connection.transform_map_version"])
    .select("transform_map.rules")
    .where("asset.id", "=", id)
    .executeTakeFirst();
}

type Row = NonNullable<Awaited<ReturnType<typeof readRow>>>;

function severityOfRow(row: Row, { fields }: AssetDetail["asset"]): AssetSeverity {
  const map = toSeverityMap(row.severity_map);
  const reasons = appliedSignals(map, { ...fields, isStale: row.is_stale === 1 }).flatMap((signal) => {
    const severity = map.severities[signal];
    return severity === null ? [] : [{ signal, severity }];
  });
  return { severity: row.severity as Severity | null, reasons };
}

async function readTags(db: Kysely<Database>, tagSet: string): Promise<AssetDetail["tags"]> {
  const ids = tagIdsOf(tagSet);
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("tag")
    .select(["id", "name", "colour", "rule", "name_key"])
    .where("id", "in", ids)
    .execute();
  // Not ordered by the database, whose locale may be any.
  return rows
    .toSorted((one, other) => (one.name_key < other.name_key ? -1 : 1))
    .map(({ id, name, colour, rule }) => ({ id: tagId(id), name, colour, rule }));
}

/** Null where there is no such asset. */
export async function readAssetDetail(db: Kysely<Database>, id: AssetId): Promise<AssetDetail | null> {
  const row = await readRow(db, id);
  if (row === undefined) return null;
  const asset = toAsset(row);
  const source = toSource({
    ...row,
    id: connectionId(row.connection_id),
    name: row.connection_name,
    kept_at: row.last_seen_at,
  });
  return {
    asset,
    externalId: externalId(row.external_id),
    record: row.accepted_record ?? row.record,
    additions: { version: row.transform_map_version, added: toRules(row.rules) },
    sources: [source],
    tags: await readTags(db, row.tag_set),
    criticality: row.criticality as Criticality,
    severity: severityOfRow(row, asset),
  };
}

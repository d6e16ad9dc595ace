// Severities: saved as a map for each connection, counted before that, and kept true as devices grow stale.

import { isDeepStrictEqual } from "node:util";
import { type Kysely, type Selectable, sql } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type AssetId, assetId, type ConnectionId, type InventoryTaskId } from "../core/id.ts";
import type { MapStep, MapStepResult, SeverityCount } from "../core/map-storage.ts";
import { type Severity, type SeverityMap, severityOf, staleBefore } from "../core/severity.ts";
import { lockConnection } from "./connection-store.ts";
import { judgeAskingFor } from "./dynamic-tags.ts";
import { toSeverityMap } from "./json-columns.ts";
import { isOneOf } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database, TraitsTable } from "./schema.ts";
import { createTask } from "./task-store.ts";
import { moveAssets, postureOf, readSeverityMap } from "./traits-store.ts";

/** Whether other devices are stale by one map than by the other, or none are. */
function callsOthersStale(one: SeverityMap, other: SeverityMap): boolean {
  return staleBefore(one, 0) !== staleBefore(other, 0);
}

type CountedTraits = Pick<
  Selectable<TraitsTable>,
  "id" | "is_compliant" | "is_managed" | "is_enabled" | "is_stale" | "severity" | "asset_count"
>;

function readTraits(db: Kysely<Database>, id: ConnectionId) {
  return db
    .selectFrom("traits")
    .select(["id", "is_compliant", "is_managed", "is_enabled", "is_stale", "severity", "asset_count"])
    .where("connection_id", "=", id);
}

/** How many assets of each traits signed in last before a time: read from an index alone, whatever their connection. */
async function countSignedInBefore(
  db: Kysely<Database>,
  before: Timestamp | null,
): Promise<ReadonlyMap<number, number>> {
  if (before === null) return new Map();
  const rows = await db
    .selectFrom("asset")
    .select([sql<number>`traits_id + 0`.as("traits_id"), sql<number>`cast(count(*) as bigint)`.as("count")])
    .where("last_sign_in_at", "<", before)
    // By a sum, so that SQLite does not walk the assets by their traits and look up each one's sign-in.
    .groupBy(sql`traits_id + 0`)
    .execute();
  return new Map(rows.map((row) => [row.traits_id, row.count]));
}

type StaleCount = (traits: CountedTraits) => number;

async function staleCounts(
  db: Kysely<Database>,
  id: ConnectionId,
  map: SeverityMap,
  now: Timestamp,
): Promise<StaleCount> {
  if (!callsOthersStale(await readSeverityMap(db, id), map))
    return (traits) => (traits.is_stale === 1 ? traits.asset_count : 0);
  const counts = await countSignedInBefore(db, staleBefore(map, now));
  return (traits) => counts.get(traits.id) ?? 0;
}

export async function countSeverities(
  db: Kysely<Database>,
  id: ConnectionId,
  map: SeverityMap,
  now: Timestamp,
): Promise<readonly SeverityCount[]> {
  const staleOf = await staleCounts(db, id, map, now);
  const rows = await readTraits(db, id).where("is_retired", "=", 0).where("asset_count", ">", 0).execute();
  const severities: readonly (Severity | null)[] = [null, 1, 2, 3, 4, 5];
  const before = new Map<number | null, number>();
  const after = new Map<number | null, number>();
  const add = (counts: Map<number | null, number>, severity: number | null, assets: number): void => {
    counts.set(severity, (counts.get(severity) ?? 0) + assets);
  };
  for (const row of rows) {
    const stale = staleOf(row);
    add(before, row.severity, row.asset_count);
    add(after, severityOf(map, { ...postureOf(row), isStale: true }), stale);
    add(after, severityOf(map, { ...postureOf(row), isStale: false }), row.asset_count - stale);
  }
  return severities.map((severity) => ({
    severity,
    before: before.get(severity) ?? 0,
    after: after.get(severity) ?? 0,
  }));
}

/** A few thousand rows at most, whatever the number of assets. */
async function judgeTraits(db: Kysely<Database>, id: ConnectionId, map: SeverityMap): Promise<void> {
  const rows = await readTraits(db, id).execute();
  const wrong = rows.filter((row) => row.severity !== severityOf(map, postureOf(row)));
  for (const [severity, members] of Map.groupBy(wrong, (row) => severityOf(map, postureOf(row))))
    await db
      .updateTable("traits")
      .set({ severity })
      .where((query) =>
        isOneOf(
          dialectOf(db),
          query.ref("id"),
          members.map((row) => row.id),
        ),
      )
      .execute();
}

export async function saveSeverityMap(
  db: Kysely<Database>,
  id: ConnectionId,
  version: number,
  map: SeverityMap,
  at: Timestamp,
): Promise<InventoryTaskId | null> {
  const row = await lockConnection(db, id);
  if (row.version !== version)
    throw new RollcallError(
      "connection.changed_meanwhile",
      `Somebody else has changed the connection ${id} meanwhile: read it again.`,
    );
  const before = toSeverityMap(row.severity_map);
  if (isDeepStrictEqual(before, map)) return null;
  await db
    .updateTable("connection")
    .set({ severity_map: JSON.stringify(map), version: version + 1 })
    .where("id", "=", id)
    .execute();
  await judgeTraits(db, id, map);
  await judgeAskingFor(db, "severity", at);
  if (!callsOthersStale(before, map)) return null;
  return createTask(db, { kind: "apply_severity_map", connectionId: id }, at);
}

async function setStale(db: Kysely<Database>, ids: readonly AssetId[], isStale: boolean): Promise<void> {
  await moveAssets(db, ids, (traits) => ({ ...traits, is_stale: Number(isStale) }));
}

export async function applySeverityMap(
  db: Kysely<Database>,
  { connectionId, after, through, limit }: MapStep,
  at: Timestamp,
): Promise<MapStepResult> {
  const map = await readSeverityMap(db, connectionId);
  const before = staleBefore(map, at);
  const rows = await db
    .selectFrom("device")
    .innerJoin("asset", "asset.id", "device.asset_id")
    .innerJoin("traits", "traits.id", "asset.traits_id")
    .select(["asset.id", "asset.last_sign_in_at", "traits.is_stale"])
    .where("device.connection_id", "=", connectionId)
    .where("device.asset_id", ">", after)
    .where("device.asset_id", "<=", through)
    .orderBy("device.asset_id")
    .limit(limit)
    .execute();
  const isStale = (at: number | null): boolean => before !== null && at !== null && at < before;
  const wrong = rows.filter((row) => isStale(row.last_sign_in_at) !== (row.is_stale === 1));
  for (const wanted of [true, false]) {
    const some = wrong.filter((row) => isStale(row.last_sign_in_at) === wanted);
    await setStale(
      db,
      some.map((row) => assetId(row.id)),
      wanted,
    );
  }
  const changed = wrong.map((row) => assetId(row.id));
  return { after: rows.length < limit ? null : (rows.at(-1)?.id ?? null), changed };
}

/** Connections that call the same devices stale, by how long ago these signed in last. */
async function connectionsByStaleBefore(
  db: Kysely<Database>,
  at: Timestamp,
): Promise<ReadonlyMap<number | null, readonly ConnectionId[]>> {
  const rows = await db
    .selectFrom("connection")
    .select(["id", "severity_map"])
    .where("severity_map", "is not", null)
    .execute();
  const groups = Map.groupBy(rows, (row) => staleBefore(toSeverityMap(row.severity_map), at));
  return new Map(
    [...groups].map(([before, members]) => [before, members.map(({ id }) => id as ConnectionId)]),
  );
}

export async function noteStale(
  db: Kysely<Database>,
  at: Timestamp,
  limit: number,
): Promise<readonly AssetId[]> {
  const noticed: AssetId[] = [];
  for (const [before, connections] of await connectionsByStaleBefore(db, at)) {
    if (before === null || noticed.length >= limit) continue;
    const fresh = db
      .selectFrom("traits")
      .select("traits.id")
      .where("connection_id", "in", connections)
      .where("is_stale", "=", 0);
    const rows = await db
      .selectFrom("asset")
      .select("id")
      .where("last_sign_in_at", "<", before)
      // By a sum, so that SQLite takes the index on sign-ins, which has both, and not the one on traits.
      .where(sql<number>`traits_id + 0`, "in", fresh)
      .limit(limit - noticed.length)
      .execute();
    noticed.push(...rows.map((row) => assetId(row.id)));
  }
  await setStale(db, noticed, true);
  return noticed;
}

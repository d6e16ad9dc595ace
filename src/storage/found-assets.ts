// Assets as a search shows them, read by their ids.

import type { Kysely } from "kysely";
import type { AssetLifecycle, RetirementReason } from "../core/asset.ts";
import type { ExportedAsset, FoundAsset } from "../core/asset-search.ts";
import { assetId } from "../core/id.ts";
import type { Criticality } from "../core/tag.ts";
import { isOneOf } from "./match-sql.ts";
import type { KnownConnection, KnownTag, QueryContext } from "./query-context.ts";
import type { Database } from "./schema.ts";
import { selectTraits, type TraitsRow } from "./search-plan.ts";
import { tagIdsOf } from "./traits-store.ts";

const toFlag = (value: number | null): boolean | null => (value === null ? null : value === 1);

function selectAssets(db: Kysely<Database>) {
  return db
    .selectFrom("asset")
    .innerJoin("device", "device.asset_id", "asset.id")
    .select([
      "asset.id",
      "asset.traits_id",
      "asset.name",
      "asset.entra_device_id",
      "asset.last_sign_in_at",
      "asset.registered_at",
      "asset.retired_at",
      "asset.retired_reason",
      "asset.last_seen_at",
      "asset.first_seen_at",
      "asset.last_changed_at",
      "device.external_id",
    ]);
}
type AssetRow = Awaited<ReturnType<ReturnType<typeof selectAssets>["execute"]>>[number];

/** What is the same for all assets of the same traits. */
type Shared = Omit<
  FoundAsset,
  | "id"
  | "externalId"
  | "name"
  | "entraDeviceId"
  | "lastSignInAt"
  | "registeredAt"
  | "firstSeenAt"
  | "lastSeenAt"
  | "lastChangedAt"
  | "lifecycle"
>;

interface Known {
  readonly shared: Shared;
  readonly connection: KnownConnection;
}

function shareTraits(
  row: TraitsRow,
  tags: ReadonlyMap<number, KnownTag>,
  connections: ReadonlyMap<number, KnownConnection>,
): Known {
  // A connection that was made since: nothing is known of it yet.
  const unknown = { id: row.connection_id, name: "", vendor: "", product: "", lastSeenAt: null };
  const connection = connections.get(row.connection_id) ?? unknown;
  const shared = {
    connectionId: connection.id,
    connectionName: connection.name,
    vendor: connection.vendor,
    product: connection.product,
    operatingSystem: row.operating_system,
    operatingSystemVersion: row.operating_system_version,
    category: row.category,
    trustType: row.trust_type,
    isCompliant: toFlag(row.is_compliant),
    isManaged: toFlag(row.is_managed),
    isEnabled: toFlag(row.is_enabled),
    severity: row.severity,
    criticality: row.criticality as Criticality,
    tags: tagIdsOf(row.tag_set).flatMap((id) => tags.get(id) ?? []),
  };
  return { shared, connection };
}

function lifecycleOf({ retired_at: retiredAt, retired_reason: reason }: AssetRow): AssetLifecycle {
  if (retiredAt === null) return { state: "active" };
  return { state: "retired", retiredAt, reason: reason as RetirementReason };
}

function toFoundAsset(row: AssetRow, { shared, connection }: Known): FoundAsset {
  const firstSeenAt = row.first_seen_at;
  return {
    id: assetId(row.id),
    externalId: row.external_id,
    name: row.name,
    ...shared,
    entraDeviceId: row.entra_device_id,
    lastSignInAt: row.last_sign_in_at,
    registeredAt: row.registered_at,
    firstSeenAt,
    lastSeenAt: Math.max(firstSeenAt, row.last_seen_at ?? connection.lastSeenAt ?? firstSeenAt),
    lastChangedAt: row.last_changed_at,
    lifecycle: lifecycleOf(row),
  };
}

export interface FoundAssetReader {
  /** In the order of the ids; one that is gone is left out. */
  read(ids: readonly number[]): Promise<readonly FoundAsset[]>;
  readWithAttributes(ids: readonly number[], names: readonly string[]): Promise<readonly ExportedAsset[]>;
}

/** Traits are read once and kept. */
export function createFoundAssetReader(db: Kysely<Database>, context: QueryContext): FoundAssetReader {
  const { dialect } = context;
  const tags = new Map(context.tags.map((tag) => [tag.id, tag]));
  const connections = new Map(context.connections.map((connection) => [connection.id, connection]));
  const known = new Map<number, Known>();
  const learn = async (ids: ReadonlySet<number>): Promise<void> => {
    const missing = [...ids].filter((id) => !known.has(id));
    if (missing.length === 0) return;
    const rows = await selectTraits(db)
      .where((query) => isOneOf(dialect, query.ref("traits.id"), missing))
      .execute();
    for (const row of rows) known.set(row.id, shareTraits(row, tags, connections));
  };
  const read = async (ids: readonly number[]): Promise<readonly FoundAsset[]> => {
    if (ids.length === 0) return [];
    const rows = await selectAssets(db)
      .where((query) => isOneOf(dialect, query.ref("asset.id"), ids))
      .execute();
    await learn(new Set(rows.map((row) => row.traits_id)));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      const of = row && known.get(row.traits_id);
      return row === undefined || of === undefined ? [] : [toFoundAsset(row, of)];
    });
  };
  return { read, readWithAttributes: (ids, names) => withAttributes(db, dialect, read(ids), ids, names) };
}

async function withAttributes(
  db: Kysely<Database>,
  dialect: QueryContext["dialect"],
  reading: Promise<readonly FoundAsset[]>,
  ids: readonly number[],
  names: readonly string[],
): Promise<readonly ExportedAsset[]> {
  const none: ReadonlyMap<string, string> = new Map();
  const assets = await reading;
  if (names.length === 0) return assets.map((asset) => ({ ...asset, attributes: none }));
  const rows = await db
    .selectFrom("asset_attribute")
    .select(["asset_id", "name", "value"])
    .where((query) => isOneOf(dialect, query.ref("asset_id"), ids))
    .where("name", "in", names)
    .execute();
  const byAsset = Map.groupBy(rows, (row) => row.asset_id);
  return assets.map((asset) => {
    const own = byAsset.get(asset.id)?.map(({ name, value }) => [name, value] as const);
    return { ...asset, attributes: own === undefined ? none : new Map(own) };
  });
}

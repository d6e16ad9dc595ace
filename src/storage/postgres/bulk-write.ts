// A page of devices in PostgreSQL: one statement for all rows, each column as one array, so that nothing has a limit of
// parameters and a page costs a few round trips.

import { type Kysely, sql } from "kysely";
import { assetId } from "../../core/id.ts";
import type { BulkWrite, StoredRow } from "../bulk-write.ts";
import type { Database } from "../schema.ts";

/** PostgreSQL holds no NUL in a text. JSON has it escaped; a property's name, say, has it as it is. */
function withoutNul(value: unknown): unknown {
  return typeof value === "string" && value.includes("\u0000") ? value.replaceAll("\u0000", "") : value;
}

/** `unnest($1::bigint[], $2::text[], …)`: the rows, column by column. */
function unnested<Row extends object>(
  rows: readonly Row[],
  columns: Readonly<Partial<Record<keyof Row & string, "bigint" | "integer" | "text">>>,
) {
  const arrays = (Object.keys(columns) as (keyof Row & string)[]).map((name) => {
    const values = rows.map((row) => withoutNul(row[name]));
    return sql`${values}::${sql.raw(`${columns[name]}[]`)}`;
  });
  const names = Object.keys(columns).map((name) => sql.id(name));
  return sql`unnest(${sql.join(arrays)}) as incoming (${sql.join(names)})`;
}

const fieldColumns = {
  id: "bigint",
  traits_id: "bigint",
  name: "text",
  name_text: "text",
  entra_device_id: "text",
  last_sign_in_at: "bigint",
  registered_at: "bigint",
  last_changed_at: "bigint",
} as const;
const newAssetColumns = {
  ...fieldColumns,
  first_seen_at: "bigint",
  created_by_run_id: "bigint",
} as const;
const changeColumns = {
  asset_id: "bigint",
  run_id: "bigint",
  at: "bigint",
  kind: "text",
  property: "text",
  before: "text",
  after: "text",
} as const;

const namesOf = (columns: object) => sql.join(Object.keys(columns).map((name) => sql.id(name)));

async function insert<Row extends object>(
  db: Kysely<Database>,
  table: string,
  rows: readonly Row[],
  columns: Readonly<Partial<Record<keyof Row & string, "bigint" | "integer" | "text">>>,
): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(columns);
  await sql`insert into ${sql.id(table)} (${names}) select ${names} from ${unnested(rows, columns)}`.execute(
    db,
  );
}

async function insertDevices(db: Kysely<Database>, rows: Parameters<BulkWrite["insertDevices"]>[0]) {
  if (rows.length === 0) return [];
  const columns = { connection_id: "bigint", external_id: "text", standing: "text", record: "text" } as const;
  const names = namesOf(columns);
  const answer = await sql<{ asset_id: number; external_id: string }>`
    insert into device (${names}) select ${names} from ${unnested(rows, columns)}
    returning asset_id, external_id`.execute(db);
  // PostgreSQL does not promise the order of the rows that it answers.
  const ids = new Map(answer.rows.map((row) => [row.external_id, assetId(row.asset_id)]));
  return rows.map((row) => {
    const id = ids.get(row.external_id);
    if (id === undefined) throw new TypeError(`No id came back for the device ${row.external_id}.`);
    return id;
  });
}

async function updateAssets(db: Kysely<Database>, rows: Parameters<BulkWrite["updateAssets"]>[0]) {
  if (rows.length === 0) return;
  const { id: _, ...fields } = fieldColumns;
  const sets = Object.keys(fields).map((name) => {
    const value = sql`incoming.${sql.id(name)}`;
    const kept = name === "last_changed_at" ? sql`coalesce(${value}, asset.last_changed_at)` : value;
    return sql`${sql.id(name)} = ${kept}`;
  });
  await sql`
    update asset set ${sql.join(sets)}, retired_at = null, retired_reason = null, last_seen_at = null, accepted_record = null
    from ${unnested(rows, fieldColumns)} where asset.id = incoming.id`.execute(db);
}

/** For one transaction: `db` is Kysely's transaction. */
export function createPostgresBulkWrite(db: Kysely<Database>): BulkWrite {
  return {
    findDevices: async (connectionId, ids) => {
      if (ids.length === 0) return [];
      const found = await sql<StoredRow>`
        select device.asset_id, device.external_id, device.standing, device.record, asset.id as imported_id,
          asset.retired_at, asset.accepted_record
        from device
        left join asset on asset.id = device.asset_id
        where device.connection_id = ${connectionId} and device.external_id = any(${ids}::text[])`.execute(
        db,
      );
      return found.rows;
    },
    insertDevices: (rows) => insertDevices(db, rows),
    updateDevices: async (rows) => {
      if (rows.length === 0) return;
      const incoming = unnested(rows, { asset_id: "bigint", standing: "text", record: "text" });
      await sql`
        update device set standing = incoming.standing, record = incoming.record
        from ${incoming} where device.asset_id = incoming.asset_id`.execute(db);
    },
    insertAssets: (rows) => insert(db, "asset", rows, newAssetColumns),
    updateAssets: (rows) => updateAssets(db, rows),
    keepAcceptedRecords: async (rows) => {
      if (rows.length === 0) return;
      const incoming = unnested(rows, { id: "bigint", accepted_record: "text" });
      await sql`
        update asset set accepted_record = incoming.accepted_record
        from ${incoming} where asset.id = incoming.id`.execute(db);
    },
    insertChanges: (rows) => insert(db, "asset_change", rows, changeColumns),
  };
}

// A page of devices in PostgreSQL: its rows by COPY into a table of the session's own, and from there by one statement to where they
// belong; its history by COPY alone, since it is only added to.

import { CompiledQuery, type Kysely, sql } from "kysely";
import { type AssetId, assetId } from "../../core/id.ts";
import {
  assetFieldColumns,
  type BulkWrite,
  changeColumns,
  newAssetColumns,
  type PageRow,
  type StoredRow,
} from "../bulk-write.ts";
import type { Database } from "../schema.ts";
import { type CopyValue, toCopyText } from "./copy-text.ts";

const deviceColumns = ["asset_id", "external_id", "standing", "record"] as const;
const stagedColumns = ["page", ...deviceColumns, "act", ...newAssetColumns, "accepted_record"] as const;
const named = (columns: readonly string[], of = ""): string =>
  columns.map((name) => `${of}"${name}"`).join(", ");

/** Of the session: nobody else sees it, nothing of it is in the log that makes a crash good, and a commit empties it. */
const makeStaging = `
  create temporary table if not exists page_staging (
    page integer not null, asset_id bigint, external_id text not null, standing text not null, record text not null,
    act text not null, traits_id bigint, name text, name_text text, entra_device_id text, last_sign_in_at bigint,
    registered_at bigint, last_changed_at bigint, first_seen_at bigint, created_by_run_id bigint, accepted_record text
  ) on commit delete rows`;

const updatedFields = assetFieldColumns
  .map((name) => {
    const value = `staged."${name}"`;
    return `"${name}" = ${name === "last_changed_at" ? `coalesce(${value}, asset."${name}")` : value}`;
  })
  .join(", ");

/** `$1` is the page, `$2` the connection. A table of one page's new ids is what is answered. */
const merge = `
  with staged as materialized (select * from page_staging where page = $1),
  new_device as (
    insert into device (connection_id, external_id, standing, record)
    select $2::bigint, external_id, standing, record from staged where asset_id is null
    returning asset_id, external_id
  ),
  changed_device as (
    update device set standing = staged.standing, record = staged.record
    from staged where device.connection_id = $2 and device.asset_id = staged.asset_id
  ),
  new_asset as (
    insert into asset (id, ${named(newAssetColumns)})
    select coalesce(staged.asset_id, new_device.asset_id), ${named(newAssetColumns, "staged.")}
    from staged left join new_device on new_device.external_id = staged.external_id
    where staged.act = 'insert'
  ),
  changed_asset as (
    update asset set ${updatedFields}, retired_at = null, retired_reason = null, last_seen_at = null, accepted_record = null
    from staged where staged.act = 'update' and asset.id = staged.asset_id
  ),
  kept_asset as (
    update asset set accepted_record = staged.accepted_record
    from staged where staged.act = 'keep' and asset.id = staged.asset_id
  )
  select asset_id, external_id from new_device`;

function stagedRow(page: number, { asset, ...device }: PageRow): readonly CopyValue[] {
  const fields = asset.act === "insert" || asset.act === "update" ? asset.row : null;
  const values: Readonly<Record<string, CopyValue>> = { ...fields };
  return [
    page,
    ...deviceColumns.map((name) => device[name]),
    asset.act,
    ...newAssetColumns.map((name) => values[name] ?? null),
    asset.act === "keep" ? asset.acceptedRecord : null,
  ];
}

function copy(db: Kysely<Database>, target: string, rows: Iterable<readonly CopyValue[]>) {
  return db.executeQuery(CompiledQuery.raw(`copy ${target} from stdin`, [toCopyText(rows)]));
}

async function writeRows(
  db: Kysely<Database>,
  page: number,
  connection: number,
  rows: readonly PageRow[],
): Promise<readonly AssetId[]> {
  if (rows.length === 0) return [];
  await db.executeQuery(CompiledQuery.raw(makeStaging));
  await copy(
    db,
    `page_staging (${named(stagedColumns)})`,
    rows.map((row) => stagedRow(page, row)),
  );
  const answer = await db.executeQuery<{ asset_id: number; external_id: string }>(
    CompiledQuery.raw(merge, [page, connection]),
  );
  // PostgreSQL does not promise the order of the rows that it answers.
  const ids = new Map(answer.rows.map((row) => [row.external_id, assetId(row.asset_id)]));
  return rows.map((row) => {
    const id = row.asset_id ?? ids.get(row.external_id);
    if (id === undefined) throw new TypeError(`No id came back for the device ${row.external_id}.`);
    return id;
  });
}

/** For one transaction: `db` is Kysely's transaction. */
export function createPostgresBulkWrite(db: Kysely<Database>): BulkWrite {
  let pages = 0;
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
    writePage: async (connectionId, rows, changes) => {
      pages += 1;
      const ids = await writeRows(db, pages, connectionId, rows);
      if (changes.length > 0)
        await copy(
          db,
          `asset_change (${named(changeColumns)})`,
          changes.map((change) => changeColumns.map((name) => change[name])),
        );
      return ids;
    },
  };
}

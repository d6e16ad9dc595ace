// A page of devices in SQLite: statements prepared once and run for each row, which is quicker than one large statement.

import type { Database as Connection, Statement } from "better-sqlite3";
import { type AssetId, assetId } from "../../core/id.ts";
import {
  assetFieldColumns,
  type BulkWrite,
  changeColumns,
  newAssetColumns,
  type StepwiseWrite,
  type StoredRow,
  writeStepwise,
} from "../bulk-write.ts";

const findSql = `
  select device.asset_id, device.external_id, device.standing, device.record,
    asset.id as imported_id, asset.retired_at, asset.accepted_record
  from device
  left join asset on asset.id = device.asset_id
  where device.connection_id = ? and device.external_id = ?`;

const insertSql = (table: string, names: readonly string[]): string =>
  `insert into ${table} (${names.map((name) => `"${name}"`).join(", ")}) values (${names.map((name) => `@${name}`).join(", ")})`;

function runEach<Row extends object>(statement: Statement<[Row]>): (rows: readonly Row[]) => Promise<void> {
  return async (rows) => {
    for (const row of rows) statement.run(row);
  };
}

/** Works on the one connection that Kysely's transactions are on too, so its writes belong to the open transaction. */
export function prepareSqliteBulkWrite(connection: Connection): BulkWrite {
  const find = connection.prepare<[number, string], StoredRow>(findSql);
  const insertDevice = connection.prepare<object>(
    insertSql("device", ["connection_id", "external_id", "standing", "record"]),
  );
  const setFields = assetFieldColumns
    .map((name) => `${name} = ${name === "last_changed_at" ? `coalesce(@${name}, ${name})` : `@${name}`}`)
    .join(", ");
  const steps: StepwiseWrite = {
    insertDevices: async (rows) =>
      rows.map((row): AssetId => assetId(Number(insertDevice.run(row).lastInsertRowid))),
    updateDevices: runEach(
      connection.prepare(
        "update device set standing = @standing, record = @record where asset_id = @asset_id",
      ),
    ),
    insertAssets: runEach(connection.prepare(insertSql("asset", ["id", ...newAssetColumns]))),
    updateAssets: runEach(
      connection.prepare(
        `update asset set ${setFields}, retired_at = null, retired_reason = null, last_seen_at = null, accepted_record = null where id = @id`,
      ),
    ),
    keepAcceptedRecords: runEach(
      connection.prepare("update asset set accepted_record = @accepted_record where id = @id"),
    ),
    insertChanges: runEach(connection.prepare(insertSql("asset_change", changeColumns))),
  };
  return {
    findDevices: async (connectionId, ids) =>
      ids.map((id) => find.get(connectionId, id)).filter((row) => row !== undefined),
    writePage: (connectionId, rows, changes) => writeStepwise(steps, connectionId, rows, changes),
  };
}

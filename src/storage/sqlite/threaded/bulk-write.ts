// A page of devices through Kysely alone. The engine writes its pages on a connection of its own (../bulk-write.ts); this one is
// for the few that are written from the serving thread.

import type { Kysely } from "kysely";
import { assetId } from "../../../core/id.ts";
import { type BulkWrite, type StepwiseWrite, writeStepwise } from "../../bulk-write.ts";
import { inBlocks } from "../../chunked.ts";
import { isOneOfTexts } from "../../match-sql.ts";
import type { Database } from "../../schema.ts";

async function insertDevices(db: Kysely<Database>, rows: Parameters<StepwiseWrite["insertDevices"]>[0]) {
  const ids = new Map<string, number>();
  for (const some of inBlocks(rows)) {
    const made = await db.insertInto("device").values(some).returning(["asset_id", "external_id"]).execute();
    // SQLite does not promise the order of the rows that it answers.
    for (const row of made) ids.set(row.external_id, row.asset_id);
  }
  return rows.map(({ external_id }) => {
    const id = ids.get(external_id);
    if (id === undefined) throw new TypeError(`No id came back for the device ${external_id}.`);
    return assetId(id);
  });
}

async function findDevices(
  db: Kysely<Database>,
  connectionId: number,
  ids: readonly string[],
): ReturnType<BulkWrite["findDevices"]> {
  return db
    .selectFrom("device")
    .leftJoin("asset", "asset.id", "device.asset_id")
    .select(["device.asset_id", "device.external_id", "device.standing", "device.record"])
    .select(["asset.id as imported_id", "asset.retired_at", "asset.accepted_record"])
    .where("device.connection_id", "=", connectionId)
    .where((query) => isOneOfTexts("sqlite", query.ref("device.external_id"), ids))
    .execute();
}

/** For one transaction: `db` is Kysely's transaction. */
export function createPlainBulkWrite(db: Kysely<Database>): BulkWrite {
  const steps: StepwiseWrite = {
    insertDevices: (rows) => insertDevices(db, rows),
    updateDevices: async (rows) => {
      for (const { asset_id, ...changed } of rows)
        await db.updateTable("device").set(changed).where("asset_id", "=", asset_id).execute();
    },
    insertAssets: async (rows) => {
      for (const some of inBlocks(rows)) await db.insertInto("asset").values(some).execute();
    },
    updateAssets: async (rows) => {
      const active = { retired_at: null, retired_reason: null, last_seen_at: null, accepted_record: null };
      for (const { id, last_changed_at: changedAt, ...fields } of rows)
        await db
          .updateTable("asset")
          .set({ ...fields, ...active, ...(changedAt !== null && { last_changed_at: changedAt }) })
          .where("id", "=", id)
          .execute();
    },
    keepAcceptedRecords: async (rows) => {
      for (const { id, accepted_record } of rows)
        await db.updateTable("asset").set({ accepted_record }).where("id", "=", id).execute();
    },
    insertChanges: async (rows) => {
      for (const some of inBlocks(rows)) await db.insertInto("asset_change").values(some).execute();
    },
  };
  return {
    findDevices: (connectionId, ids) => findDevices(db, connectionId, ids),
    writePage: (connectionId, rows, changes) => writeStepwise(steps, connectionId, rows, changes),
  };
}

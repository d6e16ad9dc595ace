// Reads and writes devices and assets: what a page of verdicts means in rows.

import type { Insertable, Kysely } from "kysely";
import type { AssetFields } from "../core/asset.ts";
import type { PropertyChange } from "../core/device-record.ts";
import { type AssetId, assetId, type ExternalId, externalId } from "../core/id.ts";
import type { DeviceStanding, StoredDevice, Verdict } from "../core/reconcile.ts";
import type { WriteContext } from "../core/storage.ts";
import type { AssetChangeTable, Database } from "./schema.ts";

/**
 * A device whose removal this run has staged stands as removed for this run alone, until it is retired: a run that does not
 * get that far leaves no mark. A page's ids at once stay far below the parameters that one statement may have.
 */
export async function findDevices(
  db: Kysely<Database>,
  { connectionId, runId }: WriteContext,
  ids: readonly ExternalId[],
): Promise<ReadonlyMap<ExternalId, StoredDevice>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("device")
    .leftJoin("asset", "asset.id", "device.asset_id")
    .leftJoin("retirement_candidate as staged", (join) =>
      join.onRef("staged.asset_id", "=", "device.asset_id").on("staged.run_id", "=", runId),
    )
    .select(["device.asset_id", "device.external_id", "device.standing", "device.record"])
    .select(["asset.id", "asset.retired_at", "asset.accepted_record", "staged.reason"])
    .where("device.connection_id", "=", connectionId)
    .where("device.external_id", "in", ids)
    .execute();
  return new Map(
    rows.map((row) => [
      externalId(row.external_id),
      {
        assetId: assetId(row.asset_id),
        externalId: externalId(row.external_id),
        standing: row.reason === null ? (row.standing as DeviceStanding) : "removed",
        record: row.record,
        asset:
          row.id === null
            ? null
            : { isRetired: row.retired_at !== null, acceptedRecord: row.accepted_record },
      },
    ]),
  );
}

type Written = Exclude<Verdict, { kind: "unchanged" }>;

async function writeDevice(
  db: Kysely<Database>,
  { connectionId }: WriteContext,
  verdict: Written,
): Promise<AssetId> {
  const standing: DeviceStanding = verdict.kind === "rejected" ? "rejected" : "imported";
  const { record } = verdict;
  if (verdict.assetId !== null) {
    await db
      .updateTable("device")
      .set({ standing, record })
      .where("asset_id", "=", verdict.assetId)
      .execute();
    return verdict.assetId;
  }
  const row = await db
    .insertInto("device")
    .values({ connection_id: connectionId, external_id: verdict.externalId, standing, record })
    .returning("asset_id")
    .executeTakeFirstOrThrow();
  return assetId(row.asset_id);
}

const toColumn = (value: boolean | null): number | null => (value === null ? null : Number(value));

function fieldColumns(fields: AssetFields) {
  return {
    name: fields.name,
    operating_system: fields.operatingSystem,
    operating_system_version: fields.operatingSystemVersion,
    is_compliant: toColumn(fields.isCompliant),
    is_managed: toColumn(fields.isManaged),
    entra_device_id: fields.entraDeviceId,
    trust_type: fields.trustType,
    last_sign_in_at: fields.lastSignInAt,
  };
}

function changeRow(
  { runId, at }: WriteContext,
  id: AssetId,
  { property, before, after }: PropertyChange,
): Insertable<AssetChangeTable> {
  // JSON.stringify answers undefined for undefined: absent becomes SQL null, and null becomes the text `null`.
  return {
    asset_id: id,
    run_id: runId,
    at,
    kind: "changed",
    property,
    before: JSON.stringify(before) ?? null,
    after: JSON.stringify(after) ?? null,
  };
}

async function writeChanges(
  db: Kysely<Database>,
  context: WriteContext,
  id: AssetId,
  verdict: Extract<Written, { kind: "updated" | "restored" }>,
): Promise<void> {
  const rows = verdict.changes.map((change) => changeRow(context, id, change));
  if (verdict.kind === "restored")
    rows.unshift({ asset_id: id, run_id: context.runId, at: context.at, kind: "restored" });
  if (rows.length > 0) await db.insertInto("asset_change").values(rows).execute();
}

async function writeAsset(
  db: Kysely<Database>,
  context: WriteContext,
  id: AssetId,
  verdict: Written,
): Promise<void> {
  if (verdict.kind === "created") {
    await db
      .insertInto("asset")
      .values({
        id,
        connection_id: context.connectionId,
        ...fieldColumns(verdict.fields),
        first_seen_at: context.at,
        last_changed_at: context.at,
        created_by_run_id: context.runId,
      })
      .execute();
  } else if (verdict.kind === "rejected") {
    if (verdict.acceptedRecord === null) return;
    const kept = { accepted_record: verdict.acceptedRecord };
    await db.updateTable("asset").set(kept).where("id", "=", id).execute();
  } else {
    const active = { retired_at: null, retired_reason: null, accepted_record: null };
    await db
      .updateTable("asset")
      .set({ ...fieldColumns(verdict.fields), ...active, last_changed_at: context.at })
      .where("id", "=", id)
      .execute();
    await writeChanges(db, context, id, verdict);
  }
}

export async function applyVerdicts(
  db: Kysely<Database>,
  context: WriteContext,
  verdicts: readonly Verdict[],
): Promise<readonly AssetId[]> {
  const ids: AssetId[] = [];
  for (const verdict of verdicts) {
    if (verdict.kind === "unchanged") ids.push(verdict.assetId);
    else {
      const id = await writeDevice(db, context, verdict);
      await writeAsset(db, context, id, verdict);
      ids.push(id);
    }
  }
  return ids;
}

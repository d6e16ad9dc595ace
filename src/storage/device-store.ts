// Reads and writes devices and assets: what a page of verdicts means in rows.

import type { Kysely } from "kysely";
import type { AssetFields } from "../core/asset.ts";
import { lifecycleField } from "../core/asset-change.ts";
import type { Timestamp } from "../core/clock.ts";
import { type AssetId, assetId, type ExternalId, externalId } from "../core/id.ts";
import type { DeviceStanding, StoredDevice, Verdict } from "../core/reconcile.ts";
import { searchText } from "../core/search-text.ts";
import type { WriteContext } from "../core/storage.ts";
import { shareAssets } from "./asset-lock.ts";
import type { AssetFieldRow, AssetWrite, BulkWrite, ChangeRow, PageRow, StoredRow } from "./bulk-write.ts";
import { judgeAssets } from "./dynamic-tags.ts";
import type { Database } from "./schema.ts";
import { noTags, readSeverityMap, readTagSets, traitsIds, traitsOf } from "./traits-store.ts";
import { writeAttributes } from "./transform-map-store.ts";

function toStoredDevice(row: StoredRow): StoredDevice {
  const { retired_at, accepted_record: acceptedRecord } = row;
  return {
    assetId: assetId(row.asset_id),
    externalId: externalId(row.external_id),
    standing: row.standing as DeviceStanding,
    record: row.record,
    asset: row.imported_id === null ? null : { isRetired: retired_at !== null, acceptedRecord },
  };
}

export async function findDevices(
  bulk: BulkWrite,
  { connectionId }: WriteContext,
  ids: readonly ExternalId[],
): Promise<ReadonlyMap<ExternalId, StoredDevice>> {
  const rows = await bulk.findDevices(connectionId, ids);
  return new Map(rows.map((row) => [externalId(row.external_id), toStoredDevice(row)]));
}

/** One transaction: its rows, and the dialect's own way to write many of them. */
interface Writing {
  readonly db: Kysely<Database>;
  readonly bulk: BulkWrite;
}

type Written = Exclude<Verdict, { kind: "unchanged" | "still_rejected" | "still_excluded" }>;

function isWritten(verdict: Verdict): verdict is Written {
  return !(["unchanged", "still_rejected", "still_excluded"] as readonly string[]).includes(verdict.kind);
}

function standingOf({ kind }: Written): DeviceStanding {
  return kind === "rejected" || kind === "excluded" ? kind : "imported";
}

function fieldRow(fields: AssetFields, traitsId: number, changedAt: Timestamp | null): AssetFieldRow {
  return {
    traits_id: traitsId,
    name: fields.name,
    name_text: searchText(fields.name),
    entra_device_id: fields.entraDeviceId,
    last_sign_in_at: fields.lastSignInAt,
    registered_at: fields.registeredAt,
    last_changed_at: changedAt,
  };
}

function changeRows({ runId, at }: WriteContext, verdict: Written): readonly ChangeRow[] {
  if (verdict.kind !== "updated" && verdict.kind !== "restored") return [];
  const row = { asset_id: verdict.assetId, run_id: runId, at };
  const restored = { ...row, kind: "restored", property: lifecycleField, before: null, after: null };
  // JSON.stringify answers undefined for undefined: absent becomes SQL null, and null becomes the text `null`.
  const changed = verdict.changes.map(({ property, before, after }) => ({
    ...row,
    kind: "changed",
    property,
    before: JSON.stringify(before) ?? null,
    after: JSON.stringify(after) ?? null,
  }));
  return verdict.kind === "restored" ? [restored, ...changed] : changed;
}

type Shown = Extract<Written, { kind: "created" | "updated" | "restored" }>;

function isShown(verdict: Written): verdict is Shown {
  return verdict.kind !== "rejected" && verdict.kind !== "excluded";
}

/** The traits of each asset that is to show its device's latest record. */
async function readTraitsIds(
  db: Kysely<Database>,
  { connectionId, at }: WriteContext,
  shown: readonly Shown[],
): Promise<ReadonlyMap<Written, number>> {
  if (shown.length === 0) return new Map();
  const map = await readSeverityMap(db, connectionId);
  const known = shown.flatMap((verdict) => (verdict.kind === "created" ? [] : [verdict.assetId]));
  const tagSets = await readTagSets(db, known);
  const tagSetOf = (verdict: Shown) =>
    (verdict.kind === "created" ? undefined : tagSets.get(verdict.assetId)) ?? noTags;
  const ids = await traitsIds(
    db,
    shown.map((verdict) => traitsOf(connectionId, verdict.fields, map, at, tagSetOf(verdict))),
  );
  return new Map(shown.map((verdict, index) => [verdict, ids[index] ?? 0]));
}

function assetWrite(verdict: Written, traitsId: number, { runId, at }: WriteContext): AssetWrite {
  switch (verdict.kind) {
    case "created": {
      const row = { ...fieldRow(verdict.fields, traitsId, at), last_changed_at: at };
      return { act: "insert", row: { ...row, first_seen_at: at, created_by_run_id: runId } };
    }
    case "updated": {
      // Where nothing but what is asked for is another, the device has not changed.
      const changedAt = verdict.changes.length === 0 ? null : at;
      return { act: "update", row: fieldRow(verdict.fields, traitsId, changedAt) };
    }
    case "restored":
      return { act: "update", row: fieldRow(verdict.fields, traitsId, at) };
    case "rejected":
    case "excluded": {
      const { acceptedRecord } = verdict;
      return acceptedRecord === null ? { act: "none" } : { act: "keep", acceptedRecord };
    }
  }
}

/** Writes what the verdicts say; answers the id of each device, in the order of the verdicts. */
export async function applyVerdicts(
  { db, bulk }: Writing,
  context: WriteContext,
  verdicts: readonly Verdict[],
): Promise<readonly AssetId[]> {
  await shareAssets(db);
  const written = verdicts.filter(isWritten);
  const traits = await readTraitsIds(db, context, written.filter(isShown));
  const rows = written.map((verdict): PageRow => {
    const { assetId: asset_id, externalId: external_id, record } = verdict;
    const asset = assetWrite(verdict, traits.get(verdict) ?? 0, context);
    return { asset_id, external_id, standing: standingOf(verdict), record, asset };
  });
  const changes = written.flatMap((verdict) => changeRows(context, verdict));
  const ids = await bulk.writePage(context.connectionId, rows, changes);
  const idOf = new Map(written.map((verdict, index) => [verdict as Verdict, ids[index] as AssetId]));
  const shown = written.filter(isShown).map((verdict) => ({
    id: idOf.get(verdict) as AssetId,
    record: verdict.record,
  }));
  await writeAttributes(db, context.connectionId, shown);
  await judgeAssets(
    db,
    shown.map(({ id }) => id),
    context.at,
  );
  return verdicts.map((verdict) => verdict.assetId ?? (idOf.get(verdict) as AssetId));
}

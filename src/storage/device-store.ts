// Reads and writes devices and assets: what a page of verdicts means in rows.

import type { Kysely } from "kysely";
import type { AssetFields } from "../core/asset.ts";
import { lifecycleField } from "../core/asset-change.ts";
import type { Timestamp } from "../core/clock.ts";
import type { PropertyChange } from "../core/device-record.ts";
import { type AssetId, assetId, type ExternalId, externalId } from "../core/id.ts";
import type { DeviceStanding, StoredDevice, Verdict } from "../core/reconcile.ts";
import { searchText } from "../core/search-text.ts";
import type { WriteContext } from "../core/storage.ts";
import { shareAssets } from "./asset-lock.ts";
import type { BulkWrite, ChangeRow, StoredRow } from "./bulk-write.ts";
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

/** A verdict that is to be written, with the id that its device has by now. */
interface Placed<Kind extends Written["kind"]> {
  readonly id: AssetId;
  readonly verdict: Extract<Written, { kind: Kind }>;
}

function placed<Kind extends Written["kind"]>(
  verdicts: readonly Verdict[],
  ids: readonly AssetId[],
  ...kinds: readonly Kind[]
): readonly Placed<Kind>[] {
  return verdicts.flatMap((verdict, index) => {
    const id = ids[index];
    const isWanted = (kinds as readonly string[]).includes(verdict.kind);
    return id === undefined || !isWanted ? [] : [{ id, verdict: verdict as Placed<Kind>["verdict"] }];
  });
}

function standingOf({ kind }: Written): DeviceStanding {
  return kind === "rejected" || kind === "excluded" ? kind : "imported";
}

async function writeDevices(
  bulk: BulkWrite,
  { connectionId }: WriteContext,
  verdicts: readonly Verdict[],
): Promise<readonly AssetId[]> {
  const written = verdicts.filter(isWritten);
  const created = written.filter(({ assetId: id }) => id === null);
  await bulk.updateDevices(
    written.flatMap((verdict) =>
      verdict.assetId === null
        ? []
        : [{ asset_id: verdict.assetId, standing: standingOf(verdict), record: verdict.record }],
    ),
  );
  const newIds = await bulk.insertDevices(
    created.map((verdict) => ({
      connection_id: connectionId,
      external_id: verdict.externalId,
      standing: standingOf(verdict),
      record: verdict.record,
    })),
  );
  const idOf = new Map(created.map((verdict, index) => [verdict as Verdict, newIds[index]]));
  return verdicts.map((verdict) => {
    const id = verdict.assetId ?? idOf.get(verdict);
    if (id === undefined) throw new TypeError("A new device was given no id.");
    return id;
  });
}

function fieldRow(id: AssetId, fields: AssetFields, traitsId: number, changedAt: number | null) {
  return {
    id,
    traits_id: traitsId,
    name: fields.name,
    name_text: searchText(fields.name),
    entra_device_id: fields.entraDeviceId,
    last_sign_in_at: fields.lastSignInAt,
    registered_at: fields.registeredAt,
    last_changed_at: changedAt,
  };
}

function changeRows(
  { runId, at }: WriteContext,
  { id, verdict }: Placed<"updated" | "restored">,
): readonly ChangeRow[] {
  const row = { asset_id: id, run_id: runId, at };
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

interface WrittenAsset {
  readonly kind: string;
  readonly fields: AssetFields;
  readonly changes?: readonly PropertyChange[];
}

/** Where nothing but what is asked for is another, the device has not changed. */
function changedAt({ kind, changes }: WrittenAsset, at: Timestamp): Timestamp | null {
  return kind === "updated" && changes?.length === 0 ? null : at;
}

/** The columns of each asset that is written, with its traits. */
async function fieldRows(
  db: Kysely<Database>,
  context: WriteContext,
  written: readonly { readonly id: AssetId; readonly verdict: WrittenAsset }[],
) {
  if (written.length === 0) return [];
  const map = await readSeverityMap(db, context.connectionId);
  const known = written.flatMap(({ id, verdict }) => (verdict.kind === "created" ? [] : [id]));
  const tagSets = await readTagSets(db, known);
  const ids = await traitsIds(
    db,
    written.map(({ id, verdict }) =>
      traitsOf(context.connectionId, verdict.fields, map, context.at, tagSets.get(id) ?? noTags),
    ),
  );
  return written.map(({ id, verdict }, index) =>
    fieldRow(id, verdict.fields, ids[index] ?? 0, changedAt(verdict, context.at)),
  );
}

async function writeAssets(
  { db, bulk }: Writing,
  context: WriteContext,
  verdicts: readonly Verdict[],
  ids: readonly AssetId[],
): Promise<void> {
  const { runId: created_by_run_id, at: first_seen_at } = context;
  const created = await fieldRows(db, context, placed(verdicts, ids, "created"));
  await bulk.insertAssets(
    created.map((row) => ({ ...row, last_changed_at: first_seen_at, created_by_run_id, first_seen_at })),
  );
  const updated = placed(verdicts, ids, "updated", "restored");
  await bulk.updateAssets(await fieldRows(db, context, updated));
  await bulk.insertChanges(updated.flatMap((change) => changeRows(context, change)));
  await bulk.keepAcceptedRecords(
    placed(verdicts, ids, "rejected", "excluded").flatMap(({ id, verdict: { acceptedRecord } }) =>
      acceptedRecord === null ? [] : [{ id, accepted_record: acceptedRecord }],
    ),
  );
}

/** Writes what the verdicts say; answers the id of each device, in the order of the verdicts. */
export async function applyVerdicts(
  writing: Writing,
  context: WriteContext,
  verdicts: readonly Verdict[],
): Promise<readonly AssetId[]> {
  await shareAssets(writing.db);
  const ids = await writeDevices(writing.bulk, context, verdicts);
  await writeAssets(writing, context, verdicts, ids);
  const changed = placed(verdicts, ids, "created", "updated", "restored");
  await writeAttributes(
    writing.db,
    context.connectionId,
    changed.map(({ id, verdict: { record } }) => ({ id, record })),
  );
  await judgeAssets(
    writing.db,
    changed.map(({ id }) => id),
    context.at,
  );
  return ids;
}

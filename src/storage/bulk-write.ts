// What a page of devices needs of a database at once: a thousand rows at a time, in the dialect's own quickest way.

import type { AssetId, ConnectionId, ExternalId, SyncRunId } from "../core/id.ts";

/** A device with what is known of its asset; the asset's columns are null where the device was never imported. */
export interface StoredRow {
  readonly asset_id: number;
  readonly external_id: string;
  readonly standing: string;
  readonly record: string;
  readonly imported_id: number | null;
  readonly retired_at: number | null;
  readonly accepted_record: string | null;
}

/** The columns of an asset that follow from its device. */
export interface AssetFieldRow {
  readonly traits_id: number;
  readonly name: string;
  readonly name_text: string;
  readonly entra_device_id: string | null;
  readonly last_sign_in_at: number | null;
  readonly registered_at: number | null;
  /** Null: the device is as it was, and only more or less is asked of it. */
  readonly last_changed_at: number | null;
}

export interface NewAssetRow extends AssetFieldRow {
  readonly last_changed_at: number;
  readonly first_seen_at: number;
  readonly created_by_run_id: SyncRunId;
}

/** The columns of these rows, as both databases name them. */
export const assetFieldColumns = [
  "traits_id",
  "name",
  "name_text",
  "entra_device_id",
  "last_sign_in_at",
  "registered_at",
  "last_changed_at",
] as const satisfies readonly (keyof AssetFieldRow)[];
export const newAssetColumns = [
  ...assetFieldColumns,
  "first_seen_at",
  "created_by_run_id",
] as const satisfies readonly (keyof NewAssetRow)[];

/** What becomes of the asset of a device that is written. */
export type AssetWrite =
  | { readonly act: "none" }
  | { readonly act: "insert"; readonly row: NewAssetRow }
  /** It is active from now on, and shows the device's latest record. */
  | { readonly act: "update"; readonly row: AssetFieldRow }
  /** It goes on showing this record, since its device's latest is rejected. */
  | { readonly act: "keep"; readonly acceptedRecord: string };

/** A device that is new or has changed, and its asset. */
export interface PageRow {
  /** Null where the device is new; its id is the asset's. */
  readonly asset_id: AssetId | null;
  readonly external_id: ExternalId;
  readonly standing: string;
  readonly record: string;
  readonly asset: AssetWrite;
}

export interface ChangeRow {
  readonly asset_id: AssetId;
  readonly run_id: SyncRunId;
  readonly at: number;
  readonly kind: string;
  readonly property: string;
  readonly before: string | null;
  readonly after: string | null;
}

export const changeColumns = [
  "asset_id",
  "run_id",
  "at",
  "kind",
  "property",
  "before",
  "after",
] as const satisfies readonly (keyof ChangeRow)[];

/** Runs within the transaction that it was made for. Every list may be empty. */
export interface BulkWrite {
  findDevices(connection: ConnectionId, ids: readonly ExternalId[]): Promise<readonly StoredRow[]>;
  /** Writes devices, assets and history; answers the id of each row, in their order. */
  writePage(
    connection: ConnectionId,
    rows: readonly PageRow[],
    changes: readonly ChangeRow[],
  ): Promise<readonly AssetId[]>;
}

type OfId<Row> = Row & { readonly id: AssetId };

/** The same where one statement for a row, or for a block of them, is quickest. */
export interface StepwiseWrite {
  updateDevices(
    rows: readonly (Pick<PageRow, "standing" | "record"> & { asset_id: AssetId })[],
  ): Promise<void>;
  /** Answers the new ids, in the order of the rows. */
  insertDevices(
    rows: readonly (Pick<PageRow, "external_id" | "standing" | "record"> & { connection_id: ConnectionId })[],
  ): Promise<readonly AssetId[]>;
  insertAssets(rows: readonly OfId<NewAssetRow>[]): Promise<void>;
  updateAssets(rows: readonly OfId<AssetFieldRow>[]): Promise<void>;
  keepAcceptedRecords(rows: readonly OfId<{ readonly accepted_record: string }>[]): Promise<void>;
  insertChanges(rows: readonly ChangeRow[]): Promise<void>;
}

async function writeDevices(
  steps: StepwiseWrite,
  connection_id: ConnectionId,
  rows: readonly PageRow[],
): Promise<readonly AssetId[]> {
  await steps.updateDevices(
    rows.flatMap(({ asset_id, standing, record }) =>
      asset_id === null ? [] : [{ asset_id, standing, record }],
    ),
  );
  const added = rows.filter(({ asset_id }) => asset_id === null);
  const newIds = await steps.insertDevices(
    added.map(({ external_id, standing, record }) => ({ connection_id, external_id, standing, record })),
  );
  const idOf = new Map(added.map((row, index) => [row, newIds[index]]));
  return rows.map((row) => {
    const id = row.asset_id ?? idOf.get(row);
    if (id === undefined) throw new TypeError("A new device was given no id.");
    return id;
  });
}

/** `writePage` in steps, one after the other. */
export async function writeStepwise(
  steps: StepwiseWrite,
  connection: ConnectionId,
  rows: readonly PageRow[],
  changes: readonly ChangeRow[],
): Promise<readonly AssetId[]> {
  const ids = await writeDevices(steps, connection, rows);
  const placed = rows.map(({ asset }, index) => ({ id: ids[index] as AssetId, asset }));
  await steps.insertAssets(
    placed.flatMap(({ id, asset }) => (asset.act === "insert" ? [{ id, ...asset.row }] : [])),
  );
  await steps.updateAssets(
    placed.flatMap(({ id, asset }) => (asset.act === "update" ? [{ id, ...asset.row }] : [])),
  );
  await steps.insertChanges(changes);
  await steps.keepAcceptedRecords(
    placed.flatMap(({ id, asset }) =>
      asset.act === "keep" ? [{ id, accepted_record: asset.acceptedRecord }] : [],
    ),
  );
  return ids;
}

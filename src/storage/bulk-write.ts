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

export interface NewDeviceRow {
  readonly connection_id: ConnectionId;
  readonly external_id: ExternalId;
  readonly standing: string;
  readonly record: string;
}

export interface DeviceRow {
  readonly asset_id: AssetId;
  readonly standing: string;
  readonly record: string;
}

/** The columns of an asset that follow from its device. */
export interface AssetFieldRow {
  readonly id: AssetId;
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

export interface ChangeRow {
  readonly asset_id: AssetId;
  readonly run_id: SyncRunId;
  readonly at: number;
  readonly kind: string;
  readonly property: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Runs within the transaction that it was made for. Every list may be empty. */
export interface BulkWrite {
  findDevices(connection: ConnectionId, ids: readonly ExternalId[]): Promise<readonly StoredRow[]>;
  /** Answers the new ids, in the order of the rows. */
  insertDevices(rows: readonly NewDeviceRow[]): Promise<readonly AssetId[]>;
  updateDevices(rows: readonly DeviceRow[]): Promise<void>;
  insertAssets(rows: readonly NewAssetRow[]): Promise<void>;
  /** The asset is active from now on, and shows the device's latest record. */
  updateAssets(rows: readonly AssetFieldRow[]): Promise<void>;
  /** The asset goes on showing this record, since its device's latest is rejected. */
  keepAcceptedRecords(
    rows: readonly { readonly id: AssetId; readonly accepted_record: string }[],
  ): Promise<void>;
  insertChanges(rows: readonly ChangeRow[]): Promise<void>;
}

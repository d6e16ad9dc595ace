// What a device that came means for the inventory: pure, from what is stored and what arrived.

import { type AssetFields, assetFields } from "./asset.ts";
import {
  canonicalJson,
  compareRecords,
  type DeviceRecord,
  mergeRecord,
  type PropertyChange,
} from "./device-record.ts";
import type { AssetId, ExternalId } from "./id.ts";
import type { Rejection } from "./sync-run.ts";
import { type TransformMap, transformDevice } from "./transform-map.ts";

/** How a device that the source has, or had, stands with us. */
export type DeviceStanding = "imported" | "rejected" | "excluded" | "removed";

export interface StoredDevice {
  readonly assetId: AssetId;
  readonly externalId: ExternalId;
  readonly standing: DeviceStanding;
  /** The latest record, as canonical JSON. */
  readonly record: string;
  /** Null while the device has never been imported. */
  readonly asset: {
    readonly isRetired: boolean;
    /** The last record that was imported, where the latest one is not. */
    readonly acceptedRecord: string | null;
  } | null;
}

/**
 * How much of a device a record shows: `whole` has every property (a list), `partial` at least those that changed (a delta
 * round), `fresh` all that were ever set (an initial delta round, or a device that is back after its removal).
 */
export type RecordManner = "whole" | "partial" | "fresh";

interface Imported {
  readonly externalId: ExternalId;
  readonly record: string;
  readonly fields: AssetFields;
}

export type Verdict =
  | { readonly kind: "unchanged"; readonly assetId: AssetId }
  | (Imported & { readonly kind: "created"; readonly assetId: AssetId | null })
  | (Imported & {
      readonly kind: "updated" | "restored";
      readonly assetId: AssetId;
      readonly changes: readonly PropertyChange[];
    })
  | {
      readonly kind: "rejected";
      readonly assetId: AssetId | null;
      readonly externalId: ExternalId;
      readonly record: string;
      /** What an asset that is kept shows from now on; null where there is none. */
      readonly acceptedRecord: string | null;
      readonly rejection: Rejection;
    };

const parse = (record: string): DeviceRecord => JSON.parse(record) as DeviceRecord;

/** A device new to us arrives whole: what a delta round leaves out was never set, and a list would show it as null. */
function completeRecord(partial: DeviceRecord, selectedProperties: readonly string[]): DeviceRecord {
  const nulls = Object.fromEntries(selectedProperties.map((property) => [property, null]));
  return { ...nulls, ...partial };
}

function latestRecord(
  stored: StoredDevice | null,
  incoming: DeviceRecord,
  manner: RecordManner,
  selectedProperties: readonly string[],
): DeviceRecord {
  if (manner === "whole") return incoming;
  // A device that was gone and is back is sent as a new one, so nothing of its old record may shine through.
  if (manner === "fresh" || stored === null || stored.standing === "removed")
    return completeRecord(incoming, selectedProperties);
  return mergeRecord(parse(stored.record), incoming);
}

function emptyFieldRejection(externalId: ExternalId, field: string): Rejection {
  return {
    externalId,
    code: "device.required_field_empty",
    message: `The required device field ${field} is empty.`,
  };
}

/** Which properties of the source a connector always asks for, and how they become asset fields. */
export interface ReconcileRules {
  readonly map: TransformMap;
  readonly selectedProperties: readonly string[];
}

/** The one decision about one device. `stored` is null for a device that we do not know. */
export function reconcile(
  stored: StoredDevice | null,
  incoming: { readonly externalId: ExternalId; readonly record: DeviceRecord },
  manner: RecordManner,
  rules: ReconcileRules,
): Verdict {
  const latest = latestRecord(stored, incoming.record, manner, rules.selectedProperties);
  const record = canonicalJson(latest);
  if (stored?.standing === "imported" && stored.record === record)
    return { kind: "unchanged", assetId: stored.assetId };
  const { externalId } = incoming;
  const assetId = stored?.assetId ?? null;
  const asset = stored?.asset ?? null;
  const accepted = asset === null || stored === null ? null : (asset.acceptedRecord ?? stored.record);
  const result = transformDevice(rules.map, latest);
  if (result.kind === "required_field_empty") {
    const rejection = emptyFieldRejection(externalId, result.field);
    return { kind: "rejected", assetId, externalId, record, acceptedRecord: accepted, rejection };
  }
  const imported = { externalId, record, fields: assetFields(result.document) };
  if (assetId === null || asset === null || accepted === null)
    return { kind: "created", assetId, ...imported };
  const changes = compareRecords(parse(accepted), latest);
  return { kind: asset.isRetired ? "restored" : "updated", assetId, ...imported, changes };
}

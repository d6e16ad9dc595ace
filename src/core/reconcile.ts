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
import { everyDevice, type KnownAsset, type Scope } from "./scope.ts";
import type { Rejection } from "./sync-run.ts";
import { type AssetDocument, type TransformMap, transformDevice } from "./transform-map.ts";

/**
 * How a device that the source has, or had, stands with us. `kept`: the source removed it, and a person decided that its
 * asset stays.
 */
export type DeviceStanding = "imported" | "rejected" | "excluded" | "removed" | "kept";

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
    }
  | {
      readonly kind: "excluded";
      readonly assetId: AssetId | null;
      readonly externalId: ExternalId;
      readonly record: string;
      /** What its asset shows until it is retired; null where there is none. */
      readonly acceptedRecord: string | null;
      /** Whether it has an asset that is still active. */
      readonly leavesAsset: boolean;
    }
  /** Excluded before, and nothing about it has changed. */
  | { readonly kind: "still_excluded"; readonly assetId: AssetId; readonly leavesAsset: boolean }
  /** Rejected before, and nothing about it has changed. */
  | { readonly kind: "still_rejected"; readonly assetId: AssetId; readonly rejection: Rejection };

const parse = (record: string): DeviceRecord => JSON.parse(record) as DeviceRecord;

const isGone = ({ standing }: StoredDevice): boolean => standing === "removed" || standing === "kept";

function latestRecord(
  stored: StoredDevice | null,
  incoming: DeviceRecord,
  manner: RecordManner,
  neverSet: DeviceRecord,
): DeviceRecord {
  if (manner === "whole") return incoming;
  // A device that is new to us, or was gone and is back, arrives whole: nothing of an old record may shine through, and
  // what a delta round leaves out was never set.
  if (manner === "fresh" || stored === null || isGone(stored))
    return mergeRecord(neverSet, incoming, neverSet);
  return mergeRecord(parse(stored.record), incoming, neverSet);
}

function emptyFieldRejection(externalId: ExternalId, field: string): Rejection {
  return {
    externalId,
    code: "device.required_field_empty",
    message: `The required device field ${field} is empty.`,
  };
}

/** How a device becomes asset fields, and what it shows of properties that were never set (see `Connector`). */
export interface ReconcileRules {
  readonly map: TransformMap;
  readonly neverSet: DeviceRecord;
  readonly scope: Scope;
  /** What is known of the assets of the page, where the scope asks for it. */
  readonly assets?: ReadonlyMap<AssetId, KnownAsset>;
  /** Properties that are asked for now and were not before, or the other way round: that they come or go is no change of the device. */
  readonly unlikeAsked: ReadonlySet<string>;
}

interface Latest {
  readonly externalId: ExternalId;
  readonly record: DeviceRecord;
  /** The record's canonical text. */
  readonly text: string;
}

/** What a device that is not imported means: its asset, where there is one, goes on showing the last record that was. */
function notImported(stored: StoredDevice | null, { externalId, text }: Latest) {
  const asset = stored?.asset ?? null;
  const acceptedRecord = asset === null || stored === null ? null : (asset.acceptedRecord ?? stored.record);
  return { assetId: stored?.assetId ?? null, externalId, record: text, acceptedRecord };
}

function reject(stored: StoredDevice | null, latest: Latest, field: string): Verdict {
  const rejection = emptyFieldRejection(latest.externalId, field);
  if (stored?.standing === "rejected" && stored.record === latest.text)
    return { kind: "still_rejected", assetId: stored.assetId, rejection };
  return { kind: "rejected", ...notImported(stored, latest), rejection };
}

function exclude(stored: StoredDevice | null, latest: Latest): Verdict {
  const leavesAsset = stored?.asset?.isRetired === false;
  if (stored?.standing === "excluded" && stored.record === latest.text)
    return { kind: "still_excluded", assetId: stored.assetId, leavesAsset };
  return { kind: "excluded", ...notImported(stored, latest), leavesAsset };
}

/** What has changed at the source, as far as one can know. */
function changesSince(
  before: DeviceRecord,
  after: DeviceRecord,
  unlikeAsked: ReadonlySet<string>,
): readonly PropertyChange[] {
  const changes = compareRecords(before, after);
  if (unlikeAsked.size === 0) return changes;
  const cameOrWent = (name: string) => Object.hasOwn(before, name) !== Object.hasOwn(after, name);
  return changes.filter(({ property }) => !(unlikeAsked.has(property) && cameOrWent(property)));
}

function accept(
  stored: StoredDevice | null,
  latest: Latest,
  document: AssetDocument,
  unlikeAsked: ReadonlySet<string>,
): Verdict {
  const { externalId, record, text } = latest;
  const imported = { externalId, record: text, fields: assetFields(document, record) };
  if (stored === null || stored.asset === null)
    return { kind: "created", assetId: stored?.assetId ?? null, ...imported };
  const { assetId, asset } = stored;
  const changes = changesSince(parse(asset.acceptedRecord ?? stored.record), record, unlikeAsked);
  return { kind: asset.isRetired ? "restored" : "updated", assetId, ...imported, changes };
}

/** The one decision about one device. `stored` is null for a device that we do not know. */
export function reconcile(
  stored: StoredDevice | null,
  incoming: { readonly externalId: ExternalId; readonly record: DeviceRecord },
  manner: RecordManner,
  { map, neverSet, scope, unlikeAsked, assets }: ReconcileRules,
): Verdict {
  const record = latestRecord(stored, incoming.record, manner, neverSet);
  const latest = { externalId: incoming.externalId, record, text: canonicalJson(record) };
  const isUnchanged = stored?.standing === "imported" && stored.record === latest.text;
  // Where everything is in scope, a device that did not change need not be transformed to know what becomes of it.
  if (isUnchanged && scope === everyDevice) return { kind: "unchanged", assetId: stored.assetId };
  const result = transformDevice(map, record);
  if (result.kind === "required_field_empty") return reject(stored, latest, result.field);
  const { document } = result;
  const assetId = stored?.assetId ?? null;
  const asset = assetId === null ? null : (assets?.get(assetId) ?? null);
  const { externalId } = latest;
  if (!scope.includes({ externalId, record, document, map, assetId, asset })) return exclude(stored, latest);
  return isUnchanged
    ? { kind: "unchanged", assetId: stored.assetId }
    : accept(stored, latest, document, unlikeAsked);
}

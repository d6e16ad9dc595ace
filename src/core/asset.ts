// The asset: our inventory's record of a host, and the fields of it that can be searched.

import type { Timestamp } from "./clock.ts";
import type { DeviceRecord } from "./device-record.ts";
import type { AssetId, ConnectionId, SyncRunId } from "./id.ts";
import type { AssetDocument } from "./transform-map.ts";
import { valueAt } from "./transform-map.ts";

/**
 * Why an asset is retired: the source removed the device for good, the source soft-deleted it (it can still be restored
 * there), a completed full pull did not see it and the source confirmed by id that it is gone, it left the connection's scope, or its connection was removed.
 */
export type RetirementReason =
  | "deleted_at_source"
  | "soft_deleted_at_source"
  | "gone_from_source"
  | "left_scope"
  | "connection_removed";

export type AssetLifecycle =
  | { readonly state: "active" }
  | { readonly state: "retired"; readonly retiredAt: Timestamp; readonly reason: RetirementReason };

/** The asset fields kept in columns of their own; null stands for absent, null and a value of another type alike. */
export interface AssetFields {
  readonly name: string;
  readonly operatingSystem: string | null;
  readonly operatingSystemVersion: string | null;
  readonly isCompliant: boolean | null;
  readonly isManaged: boolean | null;
  readonly entraDeviceId: string | null;
  readonly trustType: string | null;
  readonly lastSignInAt: Timestamp | null;
  /** These two are not on the transform map: the query language knows them by the device itself. */
  readonly isEnabled: boolean | null;
  readonly registeredAt: Timestamp | null;
}

export interface Asset {
  readonly id: AssetId;
  readonly fields: AssetFields;
  readonly lifecycle: AssetLifecycle;
  readonly firstSeenAt: Timestamp;
  readonly lastChangedAt: Timestamp;
  readonly createdByRunId: SyncRunId;
}

/**
 * Where an asset was seen: by which connection, whose connector names vendor and product, and when first and last. It was
 * there at `lastSeenAt` or later.
 */
export interface AssetSource {
  readonly connectionId: ConnectionId;
  readonly connectionName: string;
  readonly connectorId: string;
  readonly firstSeenAt: Timestamp;
  readonly lastSeenAt: Timestamp;
}

/** Years before this are .NET's zero date or the like: no real sign-in. */
const earliestRealYear = 1970;

function textAt(document: AssetDocument, path: string): string | null {
  const value = valueAt(document, path);
  // PostgreSQL holds no NUL character in a text, so a column never gets one; the record itself keeps it.
  return typeof value === "string" ? value.replaceAll("\u0000", "") : null;
}

function booleanAt(document: AssetDocument, path: string): boolean | null {
  const value = valueAt(document, path);
  return typeof value === "boolean" ? value : null;
}

function timestampAt(document: AssetDocument, path: string): Timestamp | null {
  const value = valueAt(document, path);
  if (typeof value !== "string") return null;
  const at = Date.parse(value);
  return Number.isNaN(at) || new Date(at).getUTCFullYear() < earliestRealYear ? null : at;
}

/** The searchable fields of an asset; pure, so they can be made anew from the stored device at any time. */
export function assetFields(document: AssetDocument, record: DeviceRecord): AssetFields {
  const detail = "asset.assetDetail";
  return {
    name: textAt(document, `${detail}.name`) ?? "",
    operatingSystem: textAt(document, `${detail}.hostAssetClass.operatingSystem`),
    operatingSystemVersion: textAt(document, `${detail}.hostAssetClass.operatingSystemVersion`),
    isCompliant: booleanAt(document, `${detail}.untypedAttributes.entraDeviceIsCompliant`),
    isManaged: booleanAt(document, `${detail}.untypedAttributes.entraDeviceIsManaged`),
    entraDeviceId: textAt(document, `${detail}.typedAttributes.entraDeviceId`),
    trustType: textAt(document, `${detail}.typedAttributes.entraDeviceTrustType`),
    lastSignInAt: timestampAt(document, `${detail}.typedAttributes.entraDeviceLastSignIn`),
    isEnabled: booleanAt(record, "accountEnabled"),
    registeredAt: timestampAt(record, "registrationDateTime"),
  };
}

// Which properties of an Entra device are asked for, and how Graph's records become the engine's.

import type { DeltaItem, ListItem } from "../core/connector.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import { externalId } from "../core/id.ts";
import { readDeltaItem, readListItem } from "../graph/device.ts";

type GraphItem = ReturnType<typeof readListItem>;

/**
 * The `$select` of list and delta: every property that v1.0 declares for a device, those that come only on `$select`
 * (`isManagementRestricted`, `onPremisesSecurityIdentifier`), and the dynamic `createdDateTime` and `extensionAttributes`,
 * which clients select on v1.0. Left out: `alternativeSecurityIds`, `deviceMetadata` and `deviceVersion`, which Microsoft
 * calls internal; `hostnames`, `domainName`, `externalSourceName` and `sourceType`, which v1.0 does not declare and nobody
 * has been seen to select: to ask for one that is not there refuses the whole request.
 * Source: learn.microsoft.com/graph/api/resources/device.
 */
export const selectedProperties = [
  "id",
  "deletedDateTime",
  "accountEnabled",
  "approximateLastSignInDateTime",
  "complianceExpirationDateTime",
  "createdDateTime",
  "deviceCategory",
  "deviceId",
  "deviceOwnership",
  "displayName",
  "enrollmentProfileName",
  "enrollmentType",
  "extensionAttributes",
  "isCompliant",
  "isManaged",
  "isManagementRestricted",
  "isRooted",
  "managementType",
  "manufacturer",
  "mdmAppId",
  "model",
  "onPremisesLastSyncDateTime",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "operatingSystem",
  "operatingSystemVersion",
  "physicalIds",
  "profileType",
  "registrationDateTime",
  "systemLabels",
  "trustType",
] as const;

const extensionAttributes = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, null]),
);

/** What a list shows of properties that were never set: collections are never null, and `extensionAttributes` has 15 members. */
export const neverSet: DeviceRecord = {
  ...Object.fromEntries(selectedProperties.filter((name) => name !== "id").map((name) => [name, null])),
  extensionAttributes,
  physicalIds: [],
  systemLabels: [],
};

/** The properties without OData's annotations (`@odata.type`, `physicalIds@odata.type`): they describe the transport. */
function withoutAnnotations(properties: DeviceRecord): DeviceRecord {
  const isAnnotation = (name: string) => name.includes("@odata.");
  if (!Object.keys(properties).some(isAnnotation)) return properties;
  // Not by assignment: a property named `__proto__` would be lost.
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !isAnnotation(name)));
}

function toListItem(item: GraphItem): ListItem {
  if (item.kind === "device") {
    const record = withoutAnnotations(item.properties);
    return { kind: "device", externalId: externalId(item.id), record };
  }
  const rejection =
    item.why === "not_an_object"
      ? { code: "device.not_an_object" as const, message: "The record is no JSON object." }
      : { code: "device.id_missing" as const, message: "The record has no id." };
  return { kind: "unreadable", rejection: { externalId: null, ...rejection } };
}

/** A record of a list page. Unknown properties are kept, absent ones stay absent, null stays null. */
export function listItemOf(raw: unknown): ListItem {
  return toListItem(readListItem(raw));
}

/**
 * A record of a delta page. Of the reasons of a removal only `changed` means soft-deleted and restorable; `deleted`, and a
 * reason nobody knows, do not (learn.microsoft.com/graph/delta-query-overview).
 */
export function deltaItemOf(raw: unknown): DeltaItem {
  const item = readDeltaItem(raw);
  if (item.kind !== "removed") return toListItem(item);
  return { kind: "removed", externalId: externalId(item.id), restorable: item.reason === "changed" };
}

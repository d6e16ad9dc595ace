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

/** Those whose unset form is not null. Source: learn.microsoft.com/graph/api/resources/device. */
const unset: DeviceRecord = {
  extensionAttributes,
  alternativeSecurityIds: [],
  hostnames: [],
  physicalIds: [],
  systemLabels: [],
};

/** What a list shows of properties that were never set: collections are never null, and `extensionAttributes` has 15 members. */
export function neverSet(selected: readonly string[]): DeviceRecord {
  return Object.fromEntries(
    selected.filter((name) => name !== "id").map((name) => [name, unset[name] ?? null]),
  );
}

const ownProperties: ReadonlySet<string> = new Set(selectedProperties);

/**
 * Those of the selected properties that only a map adds. Graph leaves a directory extension out of a list where it was never
 * set, and sends null where it was cleared: both are shown as null, so that a list and a delta round tell the same.
 */
export function neverSetAdditions(selected: readonly string[]): DeviceRecord {
  return neverSet(selected.filter((name) => !ownProperties.has(name)));
}

/** As OData spells identifiers. Source: docs.oasis-open.org/odata/odata-csdl-json/v4.01, SimpleIdentifier. */
const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** What hangs on a device comes only by a request of its own, or not at all. */
const relationships: ReadonlySet<string> = new Set([
  "commands",
  "extensions",
  "memberof",
  "registeredowners",
  "registeredusers",
  "transitivememberof",
  "usagerights",
]);

const spelling = new Map(
  [...selectedProperties, ...Object.keys(unset)].map((name) => [name.toLowerCase(), name]),
);

/** See `Connector.whyUnreadable`: a name that Graph would refuse, or would take and answer under another name. */
export function whyUnreadable(property: string): string | null {
  if (!identifier.test(property))
    return "A device property's name has letters, digits and `_` alone, and begins with no digit.";
  const lower = property.toLowerCase();
  if (relationships.has(lower))
    return `${property} is a relationship of a device and no property: Microsoft Graph does not send it with the device.`;
  const known = spelling.get(lower);
  return known === undefined || known === property ? null : `The property is spelt ${known}.`;
}

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

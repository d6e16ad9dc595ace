// What assets are sorted by: a column of their own, or a trait that they share.

import { type RawBuilder, sql } from "kysely";
import type { AssetPosition, AssetSort } from "../core/asset-search.ts";
import { searchText } from "../core/search-text.ts";
import { withoutIndex } from "./match-sql.ts";
import type { Dialect } from "./migrations/0001-initial.ts";
import type { CountedTraits } from "./search-plan.ts";

export type SortedValue = AssetPosition["value"];

/** What an asset is sorted by where it is not one of its traits. */
export interface ColumnOrder {
  readonly value: RawBuilder<unknown>;
  readonly isNullable: boolean;
  /** Whether there is an index in this order. */
  readonly isIndexed: boolean;
  readonly join: RawBuilder<unknown> | null;
}

const plain = (value: string, isNullable = false): ColumnOrder => ({
  value: sql.raw(value),
  isNullable,
  isIndexed: true,
  join: null,
});

function lastSeen(dialect: Dialect): ColumnOrder {
  const later = sql.raw(dialect === "sqlite" ? "max" : "greatest");
  return {
    value: sql`${later}(asset.first_seen_at, coalesce(asset.last_seen_at, connection.last_seen_at, asset.first_seen_at))`,
    isNullable: false,
    isIndexed: false,
    // An asset has one of few traits: they are looked up, and not its assets from there.
    join: sql`inner join traits on traits.id = ${withoutIndex(dialect, "asset.traits_id")} inner join connection on connection.id = traits.connection_id`,
  };
}

export function columnOrder(field: AssetSort["field"], dialect: Dialect): ColumnOrder | null {
  switch (field) {
    case "id":
      return plain("asset.id");
    case "name":
      return plain("asset.name_text");
    case "entraDeviceId":
      return plain("asset.entra_device_id", true);
    case "lastSignInAt":
      return plain("asset.last_sign_in_at", true);
    case "registeredAt":
      return { ...plain("asset.registered_at", true), isIndexed: false };
    case "firstSeenAt":
      return plain("asset.first_seen_at");
    case "lastChangedAt":
      return plain("asset.last_changed_at");
    case "lastSeenAt":
      return lastSeen(dialect);
    case "externalId":
      return {
        value: sql.raw("device.external_id"),
        isNullable: false,
        isIndexed: false,
        join: sql`inner join device on device.asset_id = ${withoutIndex(dialect, "asset.id")}`,
      };
    default:
      return null;
  }
}

/** As in `searchText`: names that differ in case alone stand together. */
const textOf = (value: string | null): SortedValue => (value === null ? null : searchText(value));

/** What assets with these traits are sorted by. */
export function traitsValue(
  field: AssetSort["field"],
  connectionNames: ReadonlyMap<number, string>,
): (traits: CountedTraits) => SortedValue {
  switch (field) {
    case "operatingSystem":
      return (traits) => textOf(traits.operating_system);
    case "operatingSystemVersion":
      return (traits) => textOf(traits.operating_system_version);
    case "category":
      return (traits) => textOf(traits.category);
    case "trustType":
      return (traits) => textOf(traits.trust_type);
    case "isCompliant":
      return (traits) => traits.is_compliant;
    case "isManaged":
      return (traits) => traits.is_managed;
    case "isEnabled":
      return (traits) => traits.is_enabled;
    case "severity":
      return (traits) => traits.severity;
    case "criticality":
      return (traits) => traits.criticality;
    case "connection":
      return (traits) => textOf(connectionNames.get(traits.connection_id) ?? "");
    case "lifecycle":
      return (traits) => traits.is_retired;
    default:
      throw new TypeError(`An asset is not sorted by its ${field} by way of its traits.`);
  }
}

/** Numbers within a text count as numbers: version 10.0.9 is before 10.0.19045. */
const collator = new Intl.Collator("en", { numeric: true });

export function compareValues(one: SortedValue, other: SortedValue): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [first, second] = [String(one), String(other)];
  return collator.compare(first, second) || (first < second ? -1 : Number(first > second));
}

// The port to the inventory as people search it: pages of assets, counts, facets, values, and everything for an export.

import type { AssetLifecycle } from "./asset.ts";
import type { AssetFacts, AssetQuery } from "./asset-query.ts";
import type { TimeStretch, Timestamp } from "./clock.ts";
import type { AssetId } from "./id.ts";
import type { Criticality } from "./tag.ts";

export const sortFields = [
  "id",
  "name",
  "externalId",
  "entraDeviceId",
  "operatingSystem",
  "operatingSystemVersion",
  "category",
  "trustType",
  "isCompliant",
  "isManaged",
  "isEnabled",
  "severity",
  "criticality",
  "connection",
  "lifecycle",
  "lastSignInAt",
  "registeredAt",
  "firstSeenAt",
  "lastSeenAt",
  "lastChangedAt",
] as const;
export type SortField = (typeof sortFields)[number];

/** Whatever has no value is lowest; assets that are alike are in the order of their ids. */
export interface AssetSort {
  readonly field: SortField;
  readonly isDescending: boolean;
}

/** Where a page ended: the value that it is sorted by, and the asset. */
export interface AssetPosition {
  readonly value: string | number | null;
  readonly id: number;
}

export interface AssetTag {
  readonly id: number;
  readonly name: string;
  readonly colour: string;
}

/** An asset as a search shows it. */
export interface FoundAsset
  extends Omit<AssetFacts, "id" | "tags" | "lifecycle" | "retiredAt" | "attributes" | "changes"> {
  readonly id: AssetId;
  readonly lifecycle: AssetLifecycle;
  readonly tags: readonly AssetTag[];
  readonly criticality: Criticality;
}

export interface AssetSearchPage {
  readonly condition: AssetQuery;
  readonly sort: AssetSort;
  /** Null for the first page. */
  readonly after: AssetPosition | null;
  /** How many assets the page leaves out at the beginning of the order; 0 unless said, and wherever `after` is a position. */
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface NeighbourSearch {
  readonly condition: AssetQuery;
  readonly sort: AssetSort;
  readonly assetId: AssetId;
}

/** What stands before and after an asset in the order of a search. */
export interface AssetNeighbours {
  readonly previous: { readonly id: AssetId; readonly name: string } | null;
  readonly next: { readonly id: AssetId; readonly name: string } | null;
}

/** How many assets were first seen, and how many were retired, within a stretch of time. */
export interface ArrivalCount {
  readonly created: number;
  /** Of those that are retired still. */
  readonly retired: number;
}

export const facetNames = [
  "operatingSystem",
  "category",
  "trustType",
  "isCompliant",
  "isManaged",
  "isEnabled",
  "severity",
  "tag",
  "connection",
  "lifecycle",
  "lastSignInAge",
] as const;
export type FacetName = (typeof facetNames)[number];

export interface FacetValue {
  /** As people read it; null where the assets have no value. */
  readonly label: string | null;
  /** The query that shows those among all; null where none can ask for them. */
  readonly query: string | null;
  readonly count: number;
}

export interface Facet {
  readonly name: FacetName;
  /** The most frequent first, except for ages, which have an order of their own. */
  readonly values: readonly FacetValue[];
  /** How many values there are besides. */
  readonly moreValues: number;
}

export interface CountedValue {
  readonly value: string;
  /** How many active assets have it; of an attribute or an id, how many assets. Null where nobody counts them. */
  readonly count: number | null;
}

/** An asset with the attributes that were asked for, as far as it has them. */
export interface ExportedAsset extends FoundAsset {
  readonly attributes: ReadonlyMap<string, string>;
}

export interface AssetSearch {
  /** Each asset that stays where it is in the order is on exactly one page, whatever happens to others meanwhile. */
  searchAssets(
    page: AssetSearchPage,
  ): Promise<{ readonly assets: readonly FoundAsset[]; readonly next: AssetPosition | null }>;
  /** Neither where the search does not find the asset. */
  readNeighbours(search: NeighbourSearch): Promise<AssetNeighbours>;
  /** For each of the stretches, in their order. */
  countArrivals(stretches: readonly TimeStretch[]): Promise<readonly ArrivalCount[]>;
  countFound(condition: AssetQuery): Promise<number>;
  readFacets(condition: AssetQuery, now: Timestamp): Promise<readonly Facet[]>;
  /** What a field holds that has a word beginning with `prefix`, by the token of the query language; empty for others. */
  readValues(token: string, prefix: string, limit: number): Promise<readonly CountedValue[]>;
  /**
   * Every asset that the condition holds for, in the order of ids, some thousand at a time. `attributes` are names as in
   * `attribute.NAME`.
   */
  exportAssets(condition: AssetQuery, attributes: readonly string[]): AsyncIterable<readonly ExportedAsset[]>;
}

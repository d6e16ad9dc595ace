// The branded ids and links of the domain: plain values at run time, never mixed up at compile time.

declare const brand: unique symbol;
type Branded<Value, Name extends string> = Value & { readonly [brand]: Name };

export type ConnectionId = Branded<number, "ConnectionId">;
export type SyncRunId = Branded<number, "SyncRunId">;

/**
 * The inventory's own id of an asset: a positive integer, given once and never reused. A device that is kept out of the
 * inventory (rejected, excluded) has one as well: the id that its asset has, or would have.
 */
export type AssetId = Branded<number, "AssetId">;

export type TagId = Branded<number, "TagId">;
export type SavedQueryId = Branded<number, "SavedQueryId">;
export type InventoryTaskId = Branded<number, "InventoryTaskId">;

/** The id by which the source knows a device; for Entra the directory object's `id`. */
export type ExternalId = Branded<string, "ExternalId">;

/** Where the next page of a listing is. Opaque: stored and followed as it came. It holds a token, so it is never logged. */
export type PageLink = Branded<string, "PageLink">;

/** Where the next page of a delta round, or the next round, is. Opaque and never logged, like a page link. */
export type DeltaLink = Branded<string, "DeltaLink">;

export const connectionId = (value: number): ConnectionId => value as ConnectionId;
export const syncRunId = (value: number): SyncRunId => value as SyncRunId;
export const assetId = (value: number): AssetId => value as AssetId;
export const tagId = (value: number): TagId => value as TagId;
export const savedQueryId = (value: number): SavedQueryId => value as SavedQueryId;
export const inventoryTaskId = (value: number): InventoryTaskId => value as InventoryTaskId;
export const externalId = (value: string): ExternalId => value as ExternalId;
export const pageLink = (value: string): PageLink => value as PageLink;
export const deltaLink = (value: string): DeltaLink => value as DeltaLink;

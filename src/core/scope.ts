// Which devices a connection imports: all of them, or those that belong to its scope.

import type { Timestamp } from "./clock.ts";
import type { DeviceRecord } from "./device-record.ts";
import type { AssetId, ExternalId, TagId } from "./id.ts";
import type { AssetDocument, TransformMap } from "./transform-map.ts";

/** What is known of an asset before a device of it comes, as far as a scope may ask for it. */
export interface KnownAsset {
  readonly tagIds: readonly TagId[];
  readonly firstSeenAt: Timestamp;
  readonly lastChangedAt: Timestamp;
  /** Empty unless the scope asks for the history. */
  readonly changes: readonly { readonly field: string; readonly at: Timestamp }[];
}

/** A device as its membership is judged: what came, what it would become by which map, and its asset, where there is one. */
export interface ScopedDevice {
  readonly externalId: ExternalId;
  readonly record: DeviceRecord;
  readonly document: AssetDocument;
  readonly map: TransformMap;
  /** The id that its asset has, or would have; null for a device that we do not know. */
  readonly assetId: AssetId | null;
  /** Null also where the scope asks for nothing of it. */
  readonly asset: KnownAsset | null;
}

/** Pure and quick: it is asked for every device of every page. */
export interface Scope {
  /** Says in a short text what is in scope: another text means another scope, by which every device is judged anew. */
  readonly name: string;
  /** What of the assets is read before a page is judged. */
  readonly asks: "nothing" | "assets" | "assets_with_history";
  includes(device: ScopedDevice): boolean;
}

/** A connection without tags imports everything. */
export const everyDevice: Scope = { name: "everything", asks: "nothing", includes: () => true };

// Which devices a connection imports: all of them, or those that belong to its scope.

import type { DeviceRecord } from "./device-record.ts";
import type { AssetId } from "./id.ts";
import type { AssetDocument } from "./transform-map.ts";

/** A device as its membership is judged: what came, what it would become, and its asset, where there is one. */
export interface ScopedDevice {
  readonly record: DeviceRecord;
  readonly document: AssetDocument;
  readonly assetId: AssetId | null;
}

/** Pure and quick: it is asked for every device of every page. */
export interface Scope {
  /** Says in a short text what is in scope: another text means another scope, by which every device is judged anew. */
  readonly name: string;
  includes(device: ScopedDevice): boolean;
}

/** A connection without tags imports everything. */
export const everyDevice: Scope = { name: "everything", includes: () => true };

// What a page says about each device, once repeats within it are folded: the last word on a device holds.

import type { DeltaItem } from "./connector.ts";
import { type DeviceRecord, mergeRecord } from "./device-record.ts";
import type { ExternalId } from "./id.ts";
import type { Rejection } from "./sync-run.ts";

/** `isBack`: the page removed the device and then brought it again, so its record stands alone. */
interface PresentDevice {
  readonly record: DeviceRecord;
  readonly isBack: boolean;
}

export interface FoldedPage {
  readonly present: ReadonlyMap<ExternalId, PresentDevice>;
  /** Removed devices, and whether the source can restore them. */
  readonly removed: ReadonlyMap<ExternalId, boolean>;
  readonly rejections: readonly Rejection[];
}

/** `neverSet` as the connector has it: it tells which properties are merged member by member. */
export function foldPage(items: readonly DeltaItem[], neverSet: DeviceRecord): FoldedPage {
  const present = new Map<ExternalId, PresentDevice>();
  const removed = new Map<ExternalId, boolean>();
  const rejections: Rejection[] = [];
  for (const item of items) {
    if (item.kind === "unreadable") rejections.push(item.rejection);
    else if (item.kind === "removed") {
      present.delete(item.externalId);
      removed.set(item.externalId, item.restorable);
    } else {
      const earlier = present.get(item.externalId);
      const isBack = removed.delete(item.externalId) || (earlier?.isBack ?? false);
      const record = earlier === undefined ? item.record : mergeRecord(earlier.record, item.record, neverSet);
      present.set(item.externalId, { record, isBack });
    }
  }
  return { present, removed, rejections };
}

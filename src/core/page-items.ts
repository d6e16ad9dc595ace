// What a page says about each device, once repeats within it are folded: the last word on a device holds.

import type { DeltaItem } from "./connector.ts";
import { type DeviceRecord, mergeRecord } from "./device-record.ts";
import type { ExternalId } from "./id.ts";
import type { Rejection } from "./sync-run.ts";

export interface FoldedPage {
  /** What the page says of each device that is there at its end, its records laid over each other in their order. */
  readonly present: ReadonlyMap<ExternalId, DeviceRecord>;
  /** Removed devices, and whether the source can restore them. */
  readonly removed: ReadonlyMap<ExternalId, boolean>;
  readonly rejections: readonly Rejection[];
}

/**
 * `neverSet` as the connector has it: it tells which properties are merged member by member. A removal between two records
 * takes nothing from them: it may be a replay of the past, and a device that really came back arrives whole.
 */
export function foldPage(items: readonly DeltaItem[], neverSet: DeviceRecord): FoldedPage {
  const records = new Map<ExternalId, DeviceRecord>();
  const removed = new Map<ExternalId, boolean>();
  const rejections: Rejection[] = [];
  for (const item of items) {
    if (item.kind === "unreadable") rejections.push(item.rejection);
    else if (item.kind === "removed") removed.set(item.externalId, item.restorable);
    else {
      const { externalId, record } = item;
      const earlier = records.get(externalId);
      removed.delete(externalId);
      records.set(externalId, earlier === undefined ? record : mergeRecord(earlier, record, neverSet));
    }
  }
  const present = new Map([...records].filter(([externalId]) => !removed.has(externalId)));
  return { present, removed, rejections };
}

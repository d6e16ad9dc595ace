// Reads one record of a device page: a device, a removal, or something that is neither.

import { z } from "zod";

/**
 * Graph's device is an open type: every property but `id` may be missing, unknown, or of any kind. They are kept by
 * keeping the record itself, so that the schema need not copy them. An id with a control character is none.
 */
const deviceSchema = z.object({ id: z.string().regex(/^[^\p{Cc}]+$/u) });
const removedSchema = z.looseObject({ reason: z.string() });

export type DeviceItem =
  | {
      readonly kind: "device";
      readonly id: string;
      readonly properties: { readonly [name: string]: unknown };
    }
  | { readonly kind: "removed"; readonly id: string; readonly reason: string | null }
  | { readonly kind: "unreadable"; readonly why: "not_an_object" | "id_missing" };

/** A record of a list page. */
export function readListItem(item: unknown): Exclude<DeviceItem, { kind: "removed" }> {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    return { kind: "unreadable", why: "not_an_object" };
  const parsed = deviceSchema.safeParse(item);
  if (!parsed.success) return { kind: "unreadable", why: "id_missing" };
  return { kind: "device", id: parsed.data.id, properties: item as { readonly [name: string]: unknown } };
}

/** A record of a delta page; a removal holds nothing to rely on but its id (learn.microsoft.com/graph/delta-query-overview). */
export function readDeltaItem(item: unknown): DeviceItem {
  const device = readListItem(item);
  if (device.kind !== "device") return device;
  const removed = device.properties["@removed"];
  if (removed === undefined || removed === null || removed === false) return device;
  const parsed = removedSchema.safeParse(removed);
  return { kind: "removed", id: device.id, reason: parsed.success ? parsed.data.reason : null };
}

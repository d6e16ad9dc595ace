// Attributes: what the lines that a person added to a transform map make of a device, as text that can be searched.

import type { DeviceRecord } from "./device-record.ts";
import { type AddedRule, valueAt } from "./transform-map.ts";

export const attributeTargets = [
  "asset.assetDetail.untypedAttributes.",
  "asset.assetDetail.typedAttributes.",
] as const;

/** The name of the attribute that a target is, as in `attribute.NAME`; null where it is none. */
export function attributeName(target: string): string | null {
  const prefix = attributeTargets.find((one) => target.startsWith(one));
  return prefix === undefined ? null : target.slice(prefix.length);
}

/** No database has to hold what PostgreSQL cannot: NUL, and halves of characters. */
function attributeText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replaceAll("\u0000", "").toWellFormed();
}

/**
 * A device's attributes by name: those that are there and not null. A text is as it is, anything else its JSON (`false`,
 * `7`, `["a"]`).
 */
export function attributesOf(added: readonly AddedRule[], record: DeviceRecord): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const { from, to } of added) {
    const value = valueAt(record, from);
    const name = attributeName(to);
    if (name !== null && value !== undefined && value !== null) attributes.set(name, attributeText(value));
  }
  return attributes;
}

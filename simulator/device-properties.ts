// The properties of a device by name: which there are, and which of them are shown when.

import { noExtensionAttributes, propertyWriters } from "./device-writers.ts";

/** Property values that differ from the generated ones, as JSON text; an open type may have properties of any name. */
export type Overlay = ReadonlyMap<string, string>;

/** Every property that all devices have, in the order seen on the wire. */
export const propertyNames: readonly string[] = Object.keys(propertyWriters);

/** "Returned only on $select" (device resource type); `hostnames` is filterable but was never seen on the wire. */
const onlyOnSelect: ReadonlySet<string> = new Set([
  "isManagementRestricted",
  "onPremisesSecurityIdentifier",
  "hostnames",
]);

export const defaultProperties = propertyNames.filter((name) => !onlyOnSelect.has(name));

export function isPropertyName(name: string): boolean {
  return Object.hasOwn(propertyWriters, name);
}

/** What a device shows of a property that was never set. */
export function isUnset(text: string): boolean {
  return text === "null" || text === "[]" || text === noExtensionAttributes;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * JSON text of a property that is set to `value` where `current` was shown: the extension attributes are always shown all
 * fifteen, so those that are not named stay as they are.
 */
export function propertyText(name: string, value: unknown, current: () => string): string {
  if (name !== "extensionAttributes" || !isRecord(value)) return JSON.stringify(value);
  const before: unknown = JSON.parse(current());
  const base: unknown = isRecord(before) ? before : JSON.parse(noExtensionAttributes);
  return JSON.stringify({ ...(base as object), ...value });
}

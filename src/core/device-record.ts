// The device as the source sends it: canonical text, merging of partial records, and differences.

/** A device's properties by the source's own names. A property that is absent, null or false is three different things. */
export type DeviceRecord = { readonly [property: string]: unknown };

/** One property that differs; `undefined` means absent. Nested properties are named by their path, `a.b`. */
export interface PropertyChange {
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
}

function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value);
  if (!isSorted(keys)) keys.sort();
  const sorted: Record<string, unknown> = {};
  for (const key of keys) {
    // Assigning to `__proto__` sets the prototype in place of a property, so that key is defined.
    if (key === "__proto__") Object.defineProperty(sorted, key, { value: value[key], enumerable: true });
    else sorted[key] = sortKeys(value[key]);
  }
  return sorted;
}

/** JSON with sorted keys: two records are equal exactly when their canonical texts are. Arrays keep their order. */
export function canonicalJson(record: DeviceRecord): string {
  return JSON.stringify(sortKeys(record));
}

/**
 * The record with the properties that a partial one names laid over it; what it does not name stays. A property that
 * `neverSet` shows as an object has fixed members, and is merged member by member in the same way.
 */
export function mergeRecord(
  record: DeviceRecord,
  partial: DeviceRecord,
  neverSet: DeviceRecord,
): DeviceRecord {
  const merged = { ...record, ...partial };
  for (const [property, value] of Object.entries(neverSet)) {
    if (!isPlainObject(value)) continue;
    const before = record[property];
    const after = merged[property];
    if (isPlainObject(before) && isPlainObject(after)) merged[property] = { ...before, ...after };
  }
  return merged;
}

function collectChanges(
  before: DeviceRecord,
  after: DeviceRecord,
  prefix: string,
  changes: PropertyChange[],
): void {
  const properties = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const property of properties) {
    const old = Object.hasOwn(before, property) ? before[property] : undefined;
    const now = Object.hasOwn(after, property) ? after[property] : undefined;
    if (isPlainObject(old) && isPlainObject(now)) collectChanges(old, now, `${prefix}${property}.`, changes);
    else if (JSON.stringify(sortKeys(old)) !== JSON.stringify(sortKeys(now)))
      changes.push({ property: `${prefix}${property}`, before: old, after: now });
  }
}

/** Every property in which two records differ, by name. */
export function compareRecords(before: DeviceRecord, after: DeviceRecord): readonly PropertyChange[] {
  const changes: PropertyChange[] = [];
  collectChanges(before, after, "", changes);
  return changes.sort((left, right) => (left.property < right.property ? -1 : 1));
}

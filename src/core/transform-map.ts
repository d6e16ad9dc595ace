// The transform map: which device field feeds which asset field, and the asset document that it yields.

import type { DeviceRecord } from "./device-record.ts";

/** One line of the map. `from` is a device property or a path into it (`a.b`); `to` is a path that begins with `asset.`. */
export interface TransformRule {
  readonly from: string;
  readonly to: string;
  /** A device whose required field is not a text with something in it is rejected. */
  readonly required: boolean;
}

export interface TransformMap {
  /** Kept with each run, so that one knows by which map a figure came about. */
  readonly version: number;
  readonly rules: readonly TransformRule[];
}

/** A line that a person added to the connector's own. Its target is an attribute, and it is never required. */
export type AddedRule = Pick<TransformRule, "from" | "to">;

/** A connection's own part of its map: the connector's lines stay as they are, so that what was added says all. */
export interface MapAdditions {
  readonly version: number;
  readonly added: readonly AddedRule[];
}

/** The connector's lines, and after them those that a person added. */
export function extendMap(own: TransformMap, { version, added }: MapAdditions): TransformMap {
  return { version, rules: [...own.rules, ...added.map(({ from, to }) => ({ from, to, required: false }))] };
}

/** The device property that a path begins at: all of it is asked for. */
export function propertyOf(path: string): string {
  return path.split(".")[0] ?? path;
}

/** What is asked of each device: the connector's `own` properties, and those at which an added line begins. */
export function propertiesToSelect(
  own: readonly string[],
  { added }: Pick<MapAdditions, "added">,
): readonly string[] {
  return [...new Set([...own, ...added.map(({ from }) => propertyOf(from)).sort()])];
}

/** An asset's JSON: `{ asset: { assetHeader: …, assetDetail: … } }`, with exactly the targets that the device had. */
export type AssetDocument = { readonly [key: string]: unknown };

export type TransformResult =
  | { readonly kind: "transformed"; readonly document: AssetDocument }
  | { readonly kind: "required_field_empty"; readonly field: string };

/** The value at a path such as `a.b`; `undefined` where it is absent, which is not the same as null. */
export function valueAt(record: DeviceRecord, path: string): unknown {
  if (Object.hasOwn(record, path)) return record[path];
  let value: unknown = record;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as DeviceRecord)[key];
  }
  return value;
}

function place(document: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? path;
  let node = document;
  for (const key of keys) {
    const child = (node[key] ?? {}) as Record<string, unknown>;
    node[key] = child;
    node = child;
  }
  node[last] = value;
}

/** The first required field of the record that is empty, or null when the record can be imported. */
function findEmptyRequiredField(map: TransformMap, record: DeviceRecord): string | null {
  for (const rule of map.rules) {
    if (!rule.required) continue;
    const value = valueAt(record, rule.from);
    if (typeof value !== "string" || value.trim() === "") return rule.from;
  }
  return null;
}

/** The asset document of a device. Absent stays absent, null stays null, false stays false. */
export function transformDevice(map: TransformMap, record: DeviceRecord): TransformResult {
  const field = findEmptyRequiredField(map, record);
  if (field !== null) return { kind: "required_field_empty", field };
  const document: Record<string, unknown> = {};
  for (const rule of map.rules) {
    const value = valueAt(record, rule.from);
    if (value !== undefined) place(document, rule.to, value);
  }
  return { kind: "transformed", document };
}

// A transform map as it is shown, what saving it needs, and what it makes of one device.

import { toMoment } from "../../contract/time.ts";
import type {
  MapChangeView,
  TransformMapPreview,
  TransformMapVersionView,
  TransformMapView,
} from "../../contract/transform-map.ts";
import type { Connection } from "../../core/connection.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { MapVersion, StoredSample } from "../../core/map-storage.ts";
import {
  extendMap,
  propertyOf,
  type TransformMap,
  transformDevice,
  valueAt,
} from "../../core/transform-map.ts";
import { describeMapChange, type MapChange, missingProperties } from "../../core/transform-map-rules.ts";

export function viewMapVersion(own: TransformMap, map: MapVersion): TransformMapVersionView {
  const { version, rules } = extendMap(own, map);
  return { version, createdAt: toMoment(map.createdAt), rules: [...rules], ownRules: own.rules.length };
}

export function viewTransformMap(
  own: TransformMap,
  { id, basis }: Pick<Connection, "id" | "basis">,
  map: MapVersion,
): TransformMapView {
  const missing = missingProperties(map.added, basis);
  return { connectionId: id, ...viewMapVersion(own, map), missingProperties: [...missing] };
}

export function viewMapChange(change: MapChange): MapChangeView {
  const missing = change.kind === "needs_full_pull" ? [...change.missingProperties] : [];
  return { kind: change.kind, missingProperties: missing, words: describeMapChange(change) };
}

/** `stored`: the properties that the last full pull asked for. */
export function viewSample(
  map: TransformMap,
  { assetId, record }: StoredSample,
  stored: ReadonlySet<string>,
): TransformMapPreview["sample"] {
  const device = JSON.parse(record) as DeviceRecord;
  const result = transformDevice(map, device);
  const lines = map.rules.map((rule) => {
    const value = valueAt(device, rule.from);
    const isStored = stored.has(propertyOf(rule.from));
    return { ...rule, isStored, isPresent: value !== undefined, ...(value !== undefined && { value }) };
  });
  const document = result.kind === "transformed" ? { ...result.document } : {};
  return { assetId, device: { ...device }, document, lines };
}

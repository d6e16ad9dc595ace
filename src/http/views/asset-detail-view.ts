// One asset in the wire's form.

import type { AssetDetailView } from "../../contract/asset-detail.ts";
import { toMoment } from "../../contract/time.ts";
import type { AssetLifecycle, AssetSource } from "../../core/asset.ts";
import type { AssetDetail } from "../../core/asset-detail.ts";
import type { Connector } from "../../core/connector.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { lifecycleWords } from "../../core/lifecycle-words.ts";
import {
  type AssetDocument,
  extendMap,
  type TransformMap,
  transformDevice,
} from "../../core/transform-map.ts";

function viewLifecycle(lifecycle: AssetLifecycle): AssetDetailView["lifecycle"] {
  const isActive = lifecycle.state === "active";
  return {
    state: lifecycle.state,
    retiredAt: isActive ? null : toMoment(lifecycle.retiredAt),
    reason: isActive ? null : lifecycle.reason,
    words: lifecycleWords(lifecycle),
  };
}

function viewSource(
  { connectionId, connectionName, firstSeenAt, lastSeenAt }: AssetSource,
  { vendor, product }: Pick<Connector, "vendor" | "product">,
): AssetDetailView["sources"][number] {
  return {
    vendor,
    product,
    connectionId,
    connectionName,
    firstSeenAt: toMoment(firstSeenAt),
    lastSeenAt: toMoment(lastSeenAt),
  };
}

/** What an asset shows was accepted once, and the required fields of a map stay the same. */
function documentOf(map: TransformMap, record: DeviceRecord): AssetDocument {
  const result = transformDevice(map, record);
  if (result.kind === "transformed") return result.document;
  throw new TypeError(`The record of an asset has no ${result.field}.`);
}

export function viewAssetDetail(
  detail: AssetDetail,
  connector: Pick<Connector, "vendor" | "product" | "defaultTransformMap">,
): AssetDetailView {
  const { asset, externalId, additions, sources, tags, criticality, severity } = detail;
  const record = JSON.parse(detail.record) as DeviceRecord;
  return {
    id: asset.id,
    name: asset.fields.name,
    externalId,
    document: documentOf(extendMap(connector.defaultTransformMap, additions), record),
    properties: record,
    lifecycle: viewLifecycle(asset.lifecycle),
    sources: sources.map((source) => viewSource(source, connector)),
    tags: tags.map(({ id, name, colour, rule }) => ({
      id,
      name,
      colour,
      kind: rule === null ? "static" : "dynamic",
    })),
    criticality,
    severity: { severity: severity.severity, reasons: [...severity.reasons] },
    firstSeenAt: toMoment(asset.firstSeenAt),
    lastSeenAt: toMoment(Math.max(...sources.map(({ lastSeenAt }) => lastSeenAt))),
    lastChangedAt: toMoment(asset.lastChangedAt),
    createdByRunId: asset.createdByRunId,
  };
}

// Found assets in the wire's form.

import type { FoundAssetView } from "../../contract/asset-search.ts";
import { toMoment, toMomentOrNull } from "../../contract/time.ts";
import type { FoundAsset } from "../../core/asset-search.ts";

export function viewFoundAsset({ connectionName, lifecycle, ...asset }: FoundAsset): FoundAssetView {
  const retired = lifecycle.state === "retired" ? lifecycle : null;
  return {
    id: asset.id,
    name: asset.name,
    externalId: asset.externalId,
    entraDeviceId: asset.entraDeviceId,
    operatingSystem: asset.operatingSystem,
    operatingSystemVersion: asset.operatingSystemVersion,
    category: asset.category,
    trustType: asset.trustType,
    isCompliant: asset.isCompliant,
    isManaged: asset.isManaged,
    isEnabled: asset.isEnabled,
    severity: asset.severity,
    criticality: asset.criticality,
    vendor: asset.vendor,
    product: asset.product,
    connectionId: asset.connectionId,
    connection: connectionName,
    tags: [...asset.tags],
    lifecycle: lifecycle.state,
    retiredAt: retired === null ? null : toMoment(retired.retiredAt),
    retiredReason: retired?.reason ?? null,
    lastSignInAt: toMomentOrNull(asset.lastSignInAt),
    registeredAt: toMomentOrNull(asset.registeredAt),
    firstSeenAt: toMoment(asset.firstSeenAt),
    lastSeenAt: toMoment(asset.lastSeenAt),
    lastChangedAt: toMoment(asset.lastChangedAt),
  };
}

// The transform map that a connection to Microsoft Entra ID begins with.

import type { TransformMap } from "../core/transform-map.ts";

export const defaultTransformMap: TransformMap = {
  version: 1,
  rules: [
    { from: "id", to: "asset.assetHeader.externalAssetId", required: true },
    { from: "id", to: "asset.assetHeader.vendorAssetId", required: true },
    { from: "displayName", to: "asset.assetDetail.name", required: true },
    {
      from: "operatingSystem",
      to: "asset.assetDetail.hostAssetClass.operatingSystem",
      required: false,
    },
    {
      from: "operatingSystemVersion",
      to: "asset.assetDetail.hostAssetClass.operatingSystemVersion",
      required: false,
    },
    {
      from: "isCompliant",
      to: "asset.assetDetail.untypedAttributes.entraDeviceIsCompliant",
      required: false,
    },
    { from: "isManaged", to: "asset.assetDetail.untypedAttributes.entraDeviceIsManaged", required: false },
    { from: "deviceId", to: "asset.assetDetail.typedAttributes.entraDeviceId", required: false },
    { from: "trustType", to: "asset.assetDetail.typedAttributes.entraDeviceTrustType", required: false },
    {
      from: "approximateLastSignInDateTime",
      to: "asset.assetDetail.typedAttributes.entraDeviceLastSignIn",
      required: false,
    },
  ],
};

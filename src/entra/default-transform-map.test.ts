// The default map is the product's table, line by line.

import { expect, test } from "vitest";
import { assetFields } from "../core/asset.ts";
import { transformDevice } from "../core/transform-map.ts";
import { defaultTransformMap } from "./default-transform-map.ts";
import { selectedProperties } from "./device-record.ts";

test("[GR20] the default map has ten lines, the first three required, all from selected properties", () => {
  const { rules, version } = defaultTransformMap;
  expect(version).toBe(1);
  expect(rules.map(({ required }) => required)).toEqual([true, true, true, ...Array(7).fill(false)]);
  for (const { from } of rules) expect(selectedProperties).toContain(from);
});

test("[GR20] a device becomes an asset with every field in its place", () => {
  const record = {
    id: "i",
    displayName: "n",
    operatingSystem: "Windows",
    operatingSystemVersion: "10",
    isCompliant: true,
    isManaged: null,
    deviceId: "d",
    trustType: "AzureAd",
    approximateLastSignInDateTime: "2026-01-02T00:00:00Z",
  };
  const result = transformDevice(defaultTransformMap, record);
  if (result.kind !== "transformed") throw new TypeError(result.kind);
  expect(result.document).toEqual({
    asset: {
      assetHeader: { externalAssetId: "i", vendorAssetId: "i" },
      assetDetail: {
        name: "n",
        hostAssetClass: { operatingSystem: "Windows", operatingSystemVersion: "10" },
        untypedAttributes: { entraDeviceIsCompliant: true, entraDeviceIsManaged: null },
        typedAttributes: {
          entraDeviceId: "d",
          entraDeviceTrustType: "AzureAd",
          entraDeviceLastSignIn: "2026-01-02T00:00:00Z",
        },
      },
    },
  });
  expect(assetFields(result.document, record)).toMatchObject({
    name: "n",
    isManaged: null,
    lastSignInAt: 1767312000000,
  });
});

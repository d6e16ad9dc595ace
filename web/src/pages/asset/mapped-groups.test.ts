// That the mapped fields are told in groups, with what feeds each, and absent apart from null.

import { expect, test } from "vitest";
import { groupMapped } from "./mapped-groups.ts";

const document = {
  asset: {
    assetHeader: { externalAssetId: "x" },
    assetDetail: {
      name: "PC",
      untypedAttributes: { entraDeviceIsCompliant: null, site: { city: "Bonn" } },
    },
  },
};
const lines = [
  { from: "id", to: "asset.assetHeader.externalAssetId" },
  { from: "isCompliant", to: "asset.assetDetail.untypedAttributes.entraDeviceIsCompliant" },
  { from: "isManaged", to: "asset.assetDetail.untypedAttributes.entraDeviceIsManaged" },
  { from: "site", to: "asset.assetDetail.untypedAttributes.site" },
];

test("[WB105] mapped fields are in groups with what feeds each; one that the device does not have is absent", () => {
  const groups = groupMapped(document, lines);
  expect(groups.map(({ title }) => title)).toEqual(["Details", "Untyped attributes", "Header"]);
  const [, attributes] = groups;
  expect(attributes?.fields.map(({ label, value, from }) => [label, value, from])).toEqual([
    ["Compliant", null, "isCompliant"],
    ["Site.city", "Bonn", null],
    ["Managed", undefined, "isManaged"],
  ]);
});

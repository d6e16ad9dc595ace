// What the catalog tells of Microsoft Entra ID (Devices).

import type { CatalogEntry } from "../core/connector.ts";
import { entraConnector } from "./connector.ts";

export const entraCatalogEntry: CatalogEntry = {
  id: entraConnector.id,
  name: "Microsoft Entra ID (Devices)",
  description: "Every device that a Microsoft Entra ID tenant knows, kept true by its change feed.",
  vendor: entraConnector.vendor,
  product: entraConnector.product,
  category: "Assets (Devices)",
  assetTypes: ["Devices"],
  findingTypes: [],
  version: "1.0.0",
  type: "SaaS",
  integrationMethod: "API integration (REST)",
  direction: "One way: Microsoft Entra ID to Rollcall",
  supports: { deltaPull: true, installedSoftware: false, sourceTags: false, filters: false },
  transformMap: entraConnector.defaultTransformMap.rules,
  deviceProperties: entraConnector.selectedProperties,
  permissions: [
    {
      name: "Device.Read.All",
      type: "Application",
      isConsentRequired: true,
      purpose: "Read the tenant's devices, their changes and their count through Microsoft Graph.",
    },
  ],
};

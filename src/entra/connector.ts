// The catalog's entry for Microsoft Entra ID (Devices).

import type { Connector } from "../core/connector.ts";
import { defaultTransformMap } from "./default-transform-map.ts";
import { neverSet, selectedProperties } from "./device-record.ts";
import { openEntraSource } from "./entra-source.ts";

export const entraConnector: Connector = {
  id: "entra-devices",
  vendor: "Microsoft",
  product: "Microsoft Entra ID",
  defaultTransformMap,
  selectedProperties,
  neverSet,
  openSource: (options) => openEntraSource(options),
};

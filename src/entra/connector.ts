// The catalog's entry for Microsoft Entra ID (Devices).

import { entraDevices } from "../core/catalog.ts";
import type { Connector } from "../core/connector.ts";
import { readProxy } from "../graph/proxy.ts";
import { secureContextOf } from "../graph/trust.ts";
import { testConnection } from "./connection-test.ts";
import { defaultTransformMap } from "./default-transform-map.ts";
import { neverSet, selectedProperties } from "./device-record.ts";
import type { EntraTransport } from "./entra-client.ts";
import { openEntraSource } from "./entra-source.ts";
import { toSourceFailure } from "./failure.ts";

/** What is wrong with the transport is wrong for every connection, and is told at once. */
function assertUsable({ http = {} }: EntraTransport): void {
  try {
    readProxy(http);
    secureContextOf(http);
  } catch (error) {
    throw toSourceFailure(error);
  }
}

/**
 * The connector over a transport: proxy, trusted certificates, time limits. Throws a `SourceFailure`
 * (`graph.proxy_malformed`, `graph.certificate_malformed`) when the transport cannot be used.
 */
export function createEntraConnector(transport: EntraTransport): Connector {
  assertUsable(transport);
  return {
    ...entraDevices,
    defaultTransformMap,
    selectedProperties,
    neverSet,
    openSource: (options) => openEntraSource(options, transport),
    testConnection: (options, signal) => testConnection(options, transport, signal),
  };
}

export const entraConnector: Connector = createEntraConnector({});

// Keeps a connector from hosts that the operator does not allow, whatever is stored: an allowance can be withdrawn.

import { type Cloud, hasSameHosts } from "../core/connection.ts";
import type { Connector } from "../core/connector.ts";
import { SourceFailure } from "../core/failure.ts";

/**
 * The connector, whose sources open for the hosts of the clouds alone; for any other `openSource` throws a `SourceFailure`
 * with the code `connection.cloud_not_allowed`.
 */
export function withinClouds(connector: Connector, clouds: readonly Cloud[]): Connector {
  return {
    ...connector,
    openSource: (options) => {
      if (clouds.some((cloud) => hasSameHosts(cloud, options.settings))) return connector.openSource(options);
      throw new SourceFailure(
        "connection.cloud_not_allowed",
        "The connection's hosts are not among those that the operator allows (ROLLCALL_CUSTOM_CLOUDS) any more.",
        { kind: "operator", reason: "source_unreachable" },
        null,
      );
    },
  };
}

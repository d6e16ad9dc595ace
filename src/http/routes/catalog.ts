// Which kinds of source there are.

import { catalog } from "../../contract/connector.ts";
import type { CatalogEntry } from "../../core/connector.ts";
import type { ApiRoutes } from "../app-options.ts";

function entryToView(entry: CatalogEntry) {
  return {
    ...entry,
    assetTypes: [...entry.assetTypes],
    findingTypes: [...entry.findingTypes],
    transformMap: [...entry.transformMap],
    deviceProperties: [...entry.deviceProperties],
    permissions: [...entry.permissions],
  };
}

export function catalogRoutes(entries: readonly CatalogEntry[]): ApiRoutes {
  return (api) => {
    api.route({
      method: "GET",
      url: "/connectors",
      config: { role: "viewer" },
      schema: {
        operationId: "listConnectors",
        summary: "The catalog of connectors",
        tags: ["connectors"],
        response: { 200: catalog },
      },
      handler: async () => ({ items: entries.map(entryToView) }),
    });
  };
}

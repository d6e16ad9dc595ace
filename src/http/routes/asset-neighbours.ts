// What stands beside an asset in a search: whoever looks at one goes on to the next.

import { neighbourQuery, neighboursView } from "../../contract/asset-search.ts";
import { assetId } from "../../core/id.ts";
import type { ApiRoutes } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { requireCondition } from "../query-input.ts";
import { assetParams } from "./asset-details.ts";
import { toSort } from "./asset-search.ts";

export function assetNeighbourRoutes({
  storage,
  clock,
}: Pick<ConnectionOptions, "storage" | "clock">): ApiRoutes {
  return (api) => {
    api.get(
      "/assets/:id/neighbours",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "readAssetNeighbours",
          summary: "Shows which assets stand before and after an asset in the order of a search",
          tags: ["assets"],
          params: assetParams,
          querystring: neighbourQuery,
          response: { 200: neighboursView },
        },
      },
      ({ params, query }) =>
        storage.readNeighbours({
          condition: requireCondition(query.query, clock.now()),
          sort: toSort(query.sort),
          assetId: assetId(params.id),
        }),
    );
  };
}

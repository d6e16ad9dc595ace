// One asset: everything that is known of it.

import { z } from "zod";
import { assetDetailView } from "../../contract/asset-detail.ts";
import { RollcallError } from "../../core/error.ts";
import { assetId } from "../../core/id.ts";
import type { ApiRoutes } from "../app-options.ts";
import { type ConnectionOptions, connectorOf } from "../connection-options.ts";
import { viewAssetDetail } from "../views/asset-detail-view.ts";

const tags = ["assets"];
export const assetParams = z.strictObject({
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

export function assetNotFound(): RollcallError {
  return new RollcallError("asset.not_found", "There is no asset with this id.");
}

export function assetDetailRoutes(options: ConnectionOptions): ApiRoutes {
  const { storage } = options;
  return (api) => {
    api.get(
      "/assets/:id",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "readAsset",
          summary: "Shows an asset: mapped fields, every property of the device, sources, tags and severity",
          tags,
          params: assetParams,
          response: { 200: assetDetailView },
        },
      },
      async ({ params }) => {
        const detail = await storage.readAssetDetail(assetId(params.id));
        if (detail === null) throw assetNotFound();
        const connector = connectorOf(options, detail.sources[0]?.connectorId);
        return viewAssetDetail(detail, connector);
      },
    );
  };
}

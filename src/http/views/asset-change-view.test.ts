// That a connection was removed is told as no run's doing.

import { expect, test } from "vitest";
import type { AssetEvent, FeedEntry } from "../../core/asset-change.ts";
import { assetId, connectionId, syncRunId } from "../../core/id.ts";
import { viewAssetChange } from "./asset-change-view.ts";

const about = { assetId: assetId(7), connectionId: connectionId(1), runId: syncRunId(3) };
const entry = (event: AssetEvent): FeedEntry => ({ ...about, at: 0, event, number: 1, assetName: "PC" });

test("[HS22] a retirement names its run, and none where the connection was removed", () => {
  expect(viewAssetChange(entry({ kind: "retired", reason: "left_scope" })).runId).toBe(3);
  expect(viewAssetChange(entry({ kind: "retired", reason: "connection_removed" })).runId).toBeNull();
});

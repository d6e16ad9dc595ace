// One entry of the history in the wire's form.

import type { AssetChangeView } from "../../contract/asset-change.ts";
import { toMoment } from "../../contract/time.ts";
import type { FeedEntry } from "../../core/asset-change.ts";
import { retirementWords } from "../../core/lifecycle-words.ts";

export function viewAssetChange(entry: FeedEntry): AssetChangeView {
  const { assetId, assetName, connectionId, runId, event } = entry;
  const about = { at: toMoment(entry.at), assetId, assetName, connectionId, runId };
  const field = "lifecycle.state" as const;
  switch (event.kind) {
    case "created":
      return { kind: event.kind, ...about };
    case "restored":
      return { kind: event.kind, ...about, field };
    case "retired":
      return {
        kind: event.kind,
        ...about,
        runId: event.reason === "connection_removed" ? null : runId,
        field,
        reason: event.reason,
        words: retirementWords(event.reason),
      };
    case "changed": {
      const { property, before, after } = event.change;
      // What is undefined is left out, so that absent and null stay apart.
      return { kind: event.kind, ...about, field: property, before, after };
    }
  }
}

// Everything that is known of one asset, as its page shows it.

import type { Asset, AssetSource } from "./asset.ts";
import type { ExternalId } from "./id.ts";
import type { PostureSignal, Severity } from "./severity.ts";
import type { Criticality, Tag } from "./tag.ts";
import type { MapAdditions } from "./transform-map.ts";

export interface AssetSeverity {
  /** Null where no signal that applies gives one. */
  readonly severity: Severity | null;
  /** Why: the signals that apply, with what the connection's severity map gives each. */
  readonly reasons: readonly { readonly signal: PostureSignal; readonly severity: Severity }[];
}

export interface AssetDetail {
  readonly asset: Asset;
  readonly externalId: ExternalId;
  /** JSON: the device's latest record, or the last accepted one where the latest is rejected. */
  readonly record: string;
  /** What its connection's transform map adds to the connector's. */
  readonly additions: MapAdditions;
  readonly sources: readonly AssetSource[];
  /** In the order of their names. */
  readonly tags: readonly Pick<Tag, "id" | "name" | "colour" | "rule">[];
  readonly criticality: Criticality;
  readonly severity: AssetSeverity;
}

// The part of the storage port that is about the maps of a connection: from device to asset, and from posture to severity.

import type { Timestamp } from "./clock.ts";
import type { AssetId, ConnectionId, InventoryTaskId, SyncRunId } from "./id.ts";
import type { Severity, SeverityMap } from "./severity.ts";
import type { AddedRule, MapAdditions } from "./transform-map.ts";

/** One that a connection has, or had. */
export interface MapVersion extends MapAdditions {
  readonly createdAt: Timestamp;
}

export interface MapVersionPage {
  readonly connectionId: ConnectionId;
  /** Those below this version; all where it is null. */
  readonly before: number | null;
  readonly limit: number;
}

/** A device as it is stored: the last record that was imported. */
export interface StoredSample {
  readonly assetId: AssetId;
  readonly record: string;
}

/** How many active assets of a connection have a severity, null standing for none: as it is, and by another map. */
export interface SeverityCount {
  readonly severity: Severity | null;
  readonly before: number;
  readonly after: number;
}

export interface MapReader {
  /** The connection's present map. Throws `connection.not_found`, also for one that is removed. */
  readTransformMap(id: ConnectionId): Promise<MapVersion>;
  /** Every map that the connection had, the newest first. */
  readTransformMaps(page: MapVersionPage): Promise<readonly MapVersion[]>;
  /** A device of the connection: of this asset, or of the active one that changed last. Null where there is none. */
  readSample(id: ConnectionId, asset: AssetId | null): Promise<StoredSample | null>;
  /** From no severity to the highest. What was not noticed yet to be stale counts as noticed where `map` has other days. */
  countSeverities(id: ConnectionId, map: SeverityMap, now: Timestamp): Promise<readonly SeverityCount[]>;
}

/** Which part of a connection's assets a step of work is for: those beyond `after`, up to `through`, `limit` at most. */
export interface MapStep {
  readonly connectionId: ConnectionId;
  readonly after: number;
  readonly through: number;
  readonly limit: number;
}

/** What a step changed; `after` is null where there is nothing left to do. */
export interface MapStepResult {
  readonly after: number | null;
  readonly changed: readonly AssetId[];
}

export interface MapWriter {
  /**
   * The connection works by this map from now on, and a task reads by it what is stored. Throws `transform_map.changed_meanwhile` unless
   * `version` is the present one, and `connection.not_found`.
   */
  saveTransformMap(
    id: ConnectionId,
    version: number,
    added: readonly AddedRule[],
    at: Timestamp,
  ): Promise<InventoryTaskId>;
  setRunMapVersion(runId: SyncRunId, version: number): Promise<void>;
  /** Reads by the connection's present map what is stored of some assets; dynamic tags are judged on them at `at`. */
  applyTransformMap(step: MapStep, at: Timestamp): Promise<MapStepResult>;
  /**
   * Severities are by this map from now on; where others are stale by it, a task sees to that, and is answered. Throws `connection.changed_meanwhile` unless the
   * connection is of that version, and `connection.not_found`.
   */
  saveSeverityMap(
    id: ConnectionId,
    version: number,
    map: SeverityMap,
    at: Timestamp,
  ): Promise<InventoryTaskId | null>;
  /** Some assets become what their connection's map says at `at`: stale, or not stale any more. */
  applySeverityMap(step: MapStep, at: Timestamp): Promise<MapStepResult>;
  /** As time passes: up to `limit` assets of all connections that are stale by now. Answers which. */
  noteStale(at: Timestamp, limit: number): Promise<readonly AssetId[]>;
}

// The port to the store: reads anywhere, writes only inside a transaction.

import type { Asset, AssetSource, RetirementReason } from "./asset.ts";
import type { AssetChange, FeedEntry, FeedFilter, FeedRange } from "./asset-change.ts";
import type { AssetDetail } from "./asset-detail.ts";
import type { AssetSearch } from "./asset-search.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Timestamp } from "./clock.ts";
import type { PullBasis } from "./connection.ts";
import type { ConnectionReader, ConnectionWriter } from "./connection-storage.ts";
import type { CountProof, DeviceStandings } from "./count-proof.ts";
import type { AssetId, ConnectionId, DeltaLink, ExternalId, SyncRunId } from "./id.ts";
import type { MapReader, MapWriter } from "./map-storage.ts";
import type { StoredDevice, Verdict } from "./reconcile.ts";
import type {
  CandidateDevice,
  CompletedFullPull,
  HeldAsset,
  HeldCount,
  RetirementCandidate,
  RetirementDecision,
} from "./retirement.ts";
import type { RunReader, RunWriter } from "./run-storage.ts";
import type { QueryReader, QueryWriter } from "./saved-query.ts";
import type { SeenDevices } from "./seen-devices.ts";
import type { Rejection, RunCounters, RunFailure, RunLogEntry, SyncMode } from "./sync-run.ts";
import type { TagReader, TagWriter } from "./tag-storage.ts";
import type { TaskReader, TaskWriter } from "./task-storage.ts";

/** Which page of something in the order of asset ids: those beyond `after`, `limit` at most. */
export interface AssetRange {
  readonly after: number;
  readonly limit: number;
}

export interface HeldRange extends AssetRange {
  /** For this reason alone. */
  readonly reason?: RetirementReason;
}

/** Which page of a connection's assets. */
export interface AssetPage extends AssetRange {
  readonly connectionId: ConnectionId;
}

export interface StorageReader
  extends ConnectionReader,
    RunReader,
    MapReader,
    TagReader,
    TaskReader,
    QueryReader,
    AssetSearch {
  /** Null before the first page; unreadable where it is another connection's, or of a schema that this release does not read. */
  readCheckpoint(runId: SyncRunId): Promise<Checkpoint | "unreadable" | null>;
  readSeenDevices(runId: SyncRunId): Promise<SeenDevices>;
  readLog(runId: SyncRunId): Promise<readonly RunLogEntry[]>;
  readRejections(runId: SyncRunId): Promise<readonly Rejection[]>;
  readStandings(connectionId: ConnectionId): Promise<DeviceStandings>;
  /** The same number as in the standings, without a look at each device. */
  countActiveAssets(connectionId: ConnectionId): Promise<number>;
  readAssets(page: AssetPage): Promise<readonly Asset[]>;
  /** Null when there is no such asset. */
  readAssetDetail(id: AssetId): Promise<AssetDetail | null>;
  /** The record that an asset shows: the device's latest, or the last accepted one where the latest is rejected. */
  readDeviceRecord(id: AssetId): Promise<{ externalId: ExternalId; record: string } | null>;
  /** Empty when there is no such asset. */
  readSources(id: AssetId): Promise<readonly AssetSource[]>;
  /** An asset's history, oldest first; it begins with the creation. */
  readHistory(id: AssetId): Promise<readonly AssetChange[]>;
  /** What became of all assets, newest first. */
  readFeed(filter: FeedFilter, range: FeedRange): Promise<readonly FeedEntry[]>;
  readRetiredCount(connectionId: ConnectionId): Promise<number>;
  /** What a run has staged. */
  readCandidates(runId: SyncRunId, range: AssetRange): Promise<readonly CandidateDevice[]>;
  /** The active assets that a run would retire, as a person looks at them. */
  readHeldAssets(runId: SyncRunId, range: HeldRange): Promise<readonly HeldAsset[]>;
  /** The same by reason, the most first. */
  countHeldAssets(runId: SyncRunId): Promise<readonly HeldCount[]>;
  /** How many active assets a run's candidates would retire. */
  countCandidateAssets(runId: SyncRunId): Promise<number>;
  /** Devices of the connection that the source had when it was last heard of them, in the order of ids. */
  readKnownDevices(page: AssetPage): Promise<readonly AssetId[]>;
}

/** By whom and when a write is made. */
export interface WriteContext {
  readonly connectionId: ConnectionId;
  readonly runId: SyncRunId;
  readonly at: Timestamp;
  /** Whoever took the run up last; only that one may write its progress or its end. */
  readonly claim: string;
}

export interface RunResult {
  readonly deltaLink: DeltaLink;
  readonly basis: PullBasis;
  readonly proof: CountProof;
  /** A full pull that clearly lacks devices is `short`: the next run is a full pull again, once. */
  readonly kind: "delta_pull" | "full_pull" | "short_full_pull";
}

export interface StorageWriter
  extends StorageReader,
    ConnectionWriter,
    RunWriter,
    MapWriter,
    TagWriter,
    TaskWriter,
    QueryWriter {
  /**
   * Takes the run up for the context's claim and sets the connection to *processing*. Throws `run.ended` when the run is
   * completed, `connection.busy` while another run of the connection is under way, and `run.superseded` when a later one
   * has begun since. What earlier runs staged is forgotten.
   */
  startRun(context: WriteContext): Promise<void>;
  /**
   * The first word of whatever a run writes: nobody takes the run up until the transaction ends. Throws `run.taken_over` where
   * somebody has: a worker that stood still comes back to a run that is not its own any more.
   */
  holdRun(context: WriteContext): Promise<void>;
  setMode(runId: SyncRunId, mode: SyncMode): Promise<void>;
  setBasis(runId: SyncRunId, basis: PullBasis): Promise<void>;
  setRetirementDecision(runId: SyncRunId, decision: RetirementDecision): Promise<void>;
  setExpectedDevices(runId: SyncRunId, count: number): Promise<void>;
  /** Throws `run.taken_over` when somebody else has taken the run up since. */
  saveProgress(context: WriteContext, checkpoint: Checkpoint, counters: RunCounters): Promise<void>;
  saveCounters(context: WriteContext, counters: RunCounters): Promise<void>;
  /** The new delta link, *processed*, and the end of the run's checkpoint, in one; throws `run.taken_over` likewise. */
  completeRun(context: WriteContext, result: RunResult): Promise<void>;
  /** Also sets the connection to *errored*; the checkpoint stays. Throws `run.taken_over` likewise. */
  failRun(context: WriteContext, failure: RunFailure): Promise<void>;
  /** The run is cancelled, and so is what it would have retired. Throws `run.taken_over` likewise. */
  cancelRun(context: WriteContext): Promise<void>;
  /** Forgets what a pull has seen, staged and rejected, and what was decided on it, for a pull that begins anew. */
  startOver(runId: SyncRunId): Promise<void>;
  addLog(context: WriteContext, entry: RunLogEntry): Promise<void>;
  forgetRejections(runId: SyncRunId): Promise<void>;
  addRejections(runId: SyncRunId, rejections: readonly Rejection[]): Promise<void>;

  /** What is stored of the devices. What a run has staged is not part of it. */
  findDevices(
    context: WriteContext,
    ids: readonly ExternalId[],
  ): Promise<ReadonlyMap<ExternalId, StoredDevice>>;
  /** Writes what the verdicts say; answers the id of each device, in the order of the verdicts. */
  applyVerdicts(context: WriteContext, verdicts: readonly Verdict[]): Promise<readonly AssetId[]>;
  addSeenDevices(runId: SyncRunId, ids: readonly AssetId[]): Promise<void>;

  /** Stages devices that the source itself says it removed, or that do not belong to the scope any more. */
  stageRemoved(context: WriteContext, removed: readonly RetirementCandidate[]): Promise<void>;
  unstage(runId: SyncRunId, ids: readonly AssetId[]): Promise<void>;
  /** Stages devices that were not seen: it takes the proof that the pull is complete. What is staged already stays as it is. */
  stageUnseen(context: WriteContext, pull: CompletedFullPull, unseen: readonly AssetId[]): Promise<void>;
  /** Marks the devices of all candidates as kept although the source removed them, and takes them off the list. */
  keepCandidates(context: WriteContext): Promise<void>;
  /** Retires what is staged; answers how many active assets that were. */
  retire(context: WriteContext, candidates: readonly RetirementCandidate[]): Promise<number>;

  /**
   * Seals with the current master key every secret that is sealed with another; answers how many that were. Throws
   * `secret.key_unknown` or `secret.unreadable` where one does not open.
   */
  reencryptSecrets(): Promise<number>;
}

export interface Storage extends StorageReader {
  /** All of `work`'s writes or, when it throws, none. */
  transaction<Result>(work: (writer: StorageWriter) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

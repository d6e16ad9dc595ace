// The storage port on top of the stores: one reader, and a writer that exists only inside a transaction.

import type { Kysely } from "kysely";
import type { AssetSearch } from "../core/asset-search.ts";
import type { Timestamp } from "../core/clock.ts";
import type { ConnectionReader, ConnectionWriter } from "../core/connection-storage.ts";
import type { MapReader, MapStepResult, MapWriter } from "../core/map-storage.ts";
import type { RunReader, RunWriter } from "../core/run-storage.ts";
import type { QueryReader, QueryWriter } from "../core/saved-query.ts";
import type { Storage, StorageReader, StorageWriter } from "../core/storage.ts";
import type { TagReader, TagWriter } from "../core/tag-storage.ts";
import type { TaskReader, TaskWriter } from "../core/task-storage.ts";
import { countArrivals } from "./arrival-store.ts";
import * as details from "./asset-detail-store.ts";
import { holdAssets } from "./asset-lock.ts";
import { readNeighbours, searchAssets } from "./asset-search-store.ts";
import type { BulkWrite } from "./bulk-write.ts";
import * as connections from "./connection-store.ts";
import * as credentials from "./credential-store.ts";
import * as devices from "./device-store.ts";
import * as dynamicTags from "./dynamic-tags.ts";
import { exportAssets } from "./export-store.ts";
import { readFacets } from "./facet-store.ts";
import * as history from "./history-store.ts";
import * as inventory from "./inventory-store.ts";
import * as plans from "./plan-store.ts";
import * as removals from "./removal-store.ts";
import * as retirements from "./retirement-store.ts";
import * as log from "./run-log-store.ts";
import * as requests from "./run-request-store.ts";
import * as runs from "./run-store.ts";
import * as queries from "./saved-query-store.ts";
import type { Database } from "./schema.ts";
import * as scopes from "./scope-store.ts";
import { countFound } from "./search-plan.ts";
import type { MasterKeys } from "./secret-box.ts";
import { reencryptSecrets } from "./secret-rotation.ts";
import * as warnings from "./secret-warning-store.ts";
import * as severities from "./severity-store.ts";
import { forgetTag, placeTag } from "./tag-placing.ts";
import * as tags from "./tag-store.ts";
import * as tasks from "./task-store.ts";
import { forgetUnusedTraits } from "./traits-store.ts";
import * as maps from "./transform-map-store.ts";
import { readValues } from "./value-store.ts";
import { createQueryTurns } from "./wide-queries.ts";

function createConnectionReader(db: Kysely<Database>, keys: MasterKeys): ConnectionReader {
  return {
    readConnection: (id) => connections.readConnection(db, id),
    readConnections: (page) => connections.readConnections(db, page),
    readSecret: (id) => credentials.readSecret(db, keys, id),
    readNextSecret: (id) => credentials.readNextSecret(db, keys, id),
    hasPassed: (tested, since) => credentials.hasPassed(db, keys, tested, since),
    readUnplanned: (limit) => plans.readUnplanned(db, limit),
    readDue: (now, limit) => plans.readDue(db, now, limit),
    readNextDueAt: (after) => plans.readNextDueAt(db, after),
    readRemovals: () => removals.readRemovals(db),
    readExpiringSecrets: (before) => warnings.readExpiringSecrets(db, before),
  };
}

function createConnectionWriter(db: Kysely<Database>, keys: MasterKeys): ConnectionWriter {
  return {
    createConnection: (connection, at) => connections.createConnection(db, keys, connection, at),
    changeConnection: (id, version, change, at) =>
      connections.changeConnection(db, keys, { id, version }, change, at),
    setPaused: (id, pausedAt) => connections.setPaused(db, id, pausedAt),
    setNextSecret: (id, secret, expiresAt, storedAt) =>
      credentials.setNextSecret(db, keys, id, { secret, storedAt, expiresAt }),
    dropNextSecret: (id) => credentials.dropNextSecret(db, id),
    takeOverNextSecret: (id) => credentials.takeOverNextSecret(db, id),
    addPass: (tested, at, since) => credentials.addPass(db, keys, tested, at, since),
    planRun: (planned, nextRunAt) => plans.planRun(db, planned, nextRunAt),
    noteSecretWarning: (secret, days) => warnings.noteSecretWarning(db, secret, days),
    removeConnection: (removal, at) => removals.removeConnection(db, removal, at),
    retireRemoved: (id, limit, at) => removals.retireRemoved(db, id, limit, at),
    purgeRemoved: (id, limit) => removals.purgeRemoved(db, id, limit),
    finishRemoval: (removal) => removals.finishRemoval(db, removal),
  };
}

function createRunReader(db: Kysely<Database>): RunReader {
  return {
    readRun: (id) => runs.readRun(db, id),
    readRuns: (page) => requests.readRuns(db, page),
    readLatestRun: (id) => requests.readLatestRun(db, id),
    readUnfinishedRuns: (limit) => requests.readUnfinishedRuns(db, limit),
    isCancelRequested: (id) => requests.isCancelRequested(db, id),
    readLogPage: (page) => log.readLogPage(db, page),
    readRejectionPage: (page) => log.readRejectionPage(db, page),
  };
}

function createRunWriter(db: Kysely<Database>): RunWriter {
  return {
    createRun: (request) => requests.createRun(db, request),
    requeueRun: (id, at) => requests.requeueRun(db, id, at),
    requestCancel: (id, at) => requests.requestCancel(db, id, at),
  };
}

function createQueryReader(db: Kysely<Database>): QueryReader {
  return {
    readSavedQueries: (userId, page) => queries.readSavedQueries(db, userId, page),
    readSavedQuery: (id) => queries.readSavedQuery(db, id),
    readRecentQueries: (userId) => queries.readRecentQueries(db, userId),
  };
}

function createQueryWriter(db: Kysely<Database>): QueryWriter {
  return {
    createSavedQuery: (userId, query, at) => queries.createSavedQuery(db, userId, query, at),
    changeSavedQuery: (id, version, change) => queries.changeSavedQuery(db, id, version, change),
    removeSavedQuery: (id) => queries.removeSavedQuery(db, id),
    addRecentQuery: (userId, query) => queries.addRecentQuery(db, userId, query),
    forgetRecentQueries: (userId) => queries.forgetRecentQueries(db, userId),
  };
}

function createTagReader(db: Kysely<Database>): TagReader {
  return {
    readTag: (id) => tags.readTag(db, id),
    readTags: (page) => tags.readTags(db, page),
    findUnknownTags: (names) => tags.findUnknownTags(db, names),
    readScopeTags: () => scopes.readScopeTags(db),
    readKnownAssets: (ids, withHistory) => scopes.readKnownAssets(db, ids, withHistory),
    readChangingTags: (at) => dynamicTags.readChangingTags(db, at),
  };
}

function createTagWriter(db: Kysely<Database>): TagWriter {
  return {
    createTag: (profile, at) => held(db, () => tags.createTag(db, profile, at)),
    changeTag: (id, version, change, at) => held(db, () => tags.changeTag(db, id, version, change, at)),
    removeTag: (id, at) => held(db, () => tags.removeTag(db, id, at)),
    placeTag: (placing, span, at) => held(db, () => placeTag(db, placing, span, at)),
    judgeTag: (id, span, at) => held(db, () => dynamicTags.judgeTag(db, id, span, at)),
    forgetTag: (id, span) => held(db, () => forgetTag(db, id, span)),
    forgetUnusedTraits: () => held(db, () => forgetUnusedTraits(db)),
  };
}

function createMapReader(db: Kysely<Database>): MapReader {
  return {
    readTransformMap: (id) => maps.readTransformMap(db, id),
    readTransformMaps: (page) => maps.readTransformMaps(db, page),
    readSample: (id, asset) => maps.readSample(db, id, asset),
    countSeverities: (id, map, now) => severities.countSeverities(db, id, map, now),
  };
}

/** Nobody else writes assets meanwhile. */
async function held<Result>(db: Kysely<Database>, work: () => Promise<Result>): Promise<Result> {
  await holdAssets(db);
  return work();
}

function createMapWriter(db: Kysely<Database>): MapWriter {
  const judged = (work: () => Promise<MapStepResult>, at: Timestamp): Promise<MapStepResult> =>
    held(db, async () => {
      const result = await work();
      await dynamicTags.judgeAssets(db, result.changed, at);
      return result;
    });
  return {
    // A page that is being written is waited for: what it has written by the old map is there for the task to find.
    saveTransformMap: (id, version, added, at) =>
      held(db, () => maps.saveTransformMap(db, id, version, added, at)),
    setRunMapVersion: (id, version) => maps.setRunMapVersion(db, id, version),
    applyTransformMap: (step, at) => judged(() => maps.applyTransformMap(db, step), at),
    saveSeverityMap: (id, version, map, at) =>
      held(db, () => severities.saveSeverityMap(db, id, version, map, at)),
    applySeverityMap: (step, at) => judged(() => severities.applySeverityMap(db, step, at), at),
    noteStale: async (at, limit) =>
      (await judged(async () => ({ after: null, changed: await severities.noteStale(db, at, limit) }), at))
        .changed,
  };
}

function createTaskReader(db: Kysely<Database>): TaskReader {
  return {
    readTask: (id) => tasks.readTask(db, id),
    readTasks: (page) => tasks.readTasks(db, page),
    readWaitingTask: (after) => tasks.readWaitingTask(db, after),
  };
}

function createTaskWriter(db: Kysely<Database>): TaskWriter {
  return {
    createTask: (work, at) => tasks.createTask(db, work, at),
    takeTask: (id) => tasks.takeTask(db, id),
    saveTaskStep: (task, step, at) => tasks.saveTaskStep(db, task, step, at),
    failTask: (id, error, at) => tasks.failTask(db, id, error, at),
  };
}

function createAssetSearch(db: Kysely<Database>): AssetSearch {
  const turn = createQueryTurns();
  return {
    searchAssets: (page) => turn(page.condition, () => searchAssets(db, page)),
    readNeighbours: (search) => turn(search.condition, () => readNeighbours(db, search)),
    countArrivals: (stretches) => countArrivals(db, stretches),
    countFound: (condition) => turn(condition, () => countFound(db, condition)),
    readFacets: (condition, now) => turn(condition, () => readFacets(db, condition, now)),
    readValues: (token, prefix, limit) => readValues(db, token, prefix, limit),
    exportAssets: (condition, attributes) => exportAssets(db, condition, attributes, turn),
  };
}

function createReader(db: Kysely<Database>, keys: MasterKeys, searches = db): StorageReader {
  return {
    ...createConnectionReader(db, keys),
    ...createRunReader(db),
    ...createQueryReader(db),
    ...createTagReader(db),
    ...createMapReader(db),
    ...createTaskReader(db),
    ...createAssetSearch(searches),
    readCheckpoint: (id) => runs.readCheckpoint(db, id),
    readSeenDevices: (id) => retirements.readSeenDevices(db, id),
    readLog: (id) => log.readLog(db, id),
    readRejections: (id) => log.readRejections(db, id),
    readStandings: (id) => inventory.readStandings(db, id),
    countActiveAssets: (id) => inventory.countActiveAssets(db, id),
    readAssets: (page) => inventory.readAssets(db, page),
    readAssetDetail: (id) => details.readAssetDetail(db, id),
    readDeviceRecord: (id) => inventory.readDeviceRecord(db, id),
    readSources: (id) => inventory.readSources(db, id),
    readHistory: (id) => history.readHistory(db, id),
    readFeed: (filter, range) => history.readFeed(db, filter, range),
    readRetiredCount: (id) => inventory.readRetiredCount(db, id),
    readCandidates: (id, range) => retirements.readCandidates(db, id, range),
    readHeldAssets: (id, range) => retirements.readHeldAssets(db, id, range),
    countHeldAssets: (id) => retirements.countHeldAssets(db, id),
    countCandidateAssets: (id) => retirements.countCandidateAssets(db, id),
    readKnownDevices: (page) => retirements.readKnownDevices(db, page),
  };
}

function createWriter(db: Kysely<Database>, keys: MasterKeys, bulk: BulkWrite): StorageWriter {
  return {
    ...createReader(db, keys),
    ...createConnectionWriter(db, keys),
    ...createRunWriter(db),
    ...createQueryWriter(db),
    ...createTagWriter(db),
    ...createMapWriter(db),
    ...createTaskWriter(db),
    startRun: async (context) => {
      await runs.startRun(db, context);
      await retirements.forgetEarlierRuns(db, context);
    },
    holdRun: (context) => runs.holdRun(db, context),
    setMode: (id, mode) => runs.setMode(db, id, mode),
    setBasis: (id, basis) => runs.setBasis(db, id, basis),
    setRetirementDecision: (id, decision) => runs.setRetirementDecision(db, id, decision),
    setExpectedDevices: (id, count) => runs.setExpectedDevices(db, id, count),
    saveProgress: (context, checkpoint, counters) => runs.saveProgress(db, context, checkpoint, counters),
    saveCounters: (context, counters) => runs.saveCounters(db, context, counters),
    completeRun: async (context, result) => {
      await runs.completeRun(db, context, result);
      await retirements.startOver(db, context.runId);
    },
    failRun: (context, failure) => runs.failRun(db, context, failure),
    cancelRun: async (context) => {
      await runs.cancelRun(db, context);
      await retirements.startOver(db, context.runId);
    },
    startOver: async (id) => {
      await retirements.startOver(db, id);
      await log.forgetRejections(db, id);
      await runs.setRetirementDecision(db, id, null);
    },
    addLog: (context, entry) => log.addLog(db, context, entry),
    forgetRejections: (id) => log.forgetRejections(db, id),
    addRejections: (id, rejections) => log.addRejections(db, id, rejections),
    findDevices: (context, ids) => devices.findDevices(bulk, context, ids),
    applyVerdicts: (context, verdicts) => devices.applyVerdicts({ db, bulk }, context, verdicts),
    addSeenDevices: (id, ids) => retirements.addSeenDevices(db, id, ids),
    stageRemoved: ({ runId }, removed) => retirements.stageRemoved(db, runId, removed),
    unstage: (id, ids) => retirements.unstage(db, id, ids),
    stageUnseen: ({ runId }, _pull, unseen) => retirements.stageUnseen(db, runId, unseen),
    keepCandidates: (context) => retirements.keepCandidates(db, context),
    retire: (context, candidates) => retirements.retire(db, context, candidates),
    reencryptSecrets: () => reencryptSecrets(db, keys),
  };
}

/** `bulkFor` answers the dialect's bulk writes for a transaction; `searches` is the same database for what may take long. */
export function createStorage(
  db: Kysely<Database>,
  keys: MasterKeys,
  bulkFor: (transaction: Kysely<Database>) => BulkWrite,
  searches = db,
): Storage {
  return {
    ...createReader(db, keys, searches),
    transaction: (work) =>
      transact(db, (transaction) => work(createWriter(transaction, keys, bulkFor(transaction)))),
    close: () => db.destroy(),
  };
}

/** A rollback may fail as well, where the disk is full for example: what the work itself threw says more. */
async function transact<Result>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<Result>,
): Promise<Result> {
  let thrown: { readonly error: unknown } | null = null;
  try {
    return await db.transaction().execute(async (transaction) => {
      try {
        return await work(transaction);
      } catch (error) {
        thrown = { error };
        throw error;
      }
    });
  } catch (error) {
    throw thrown === null ? error : (thrown as { readonly error: unknown }).error;
  }
}

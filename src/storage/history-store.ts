// Reads what became of assets: one asset's history, and the feed over all of them, each page by an index.

import { type Kysely, type Selectable, sql } from "kysely";
import type { RetirementReason } from "../core/asset.ts";
import {
  type AssetChange,
  type AssetEvent,
  type FeedEntry,
  type FeedFilter,
  type FeedPlace,
  type FeedRange,
  lifecycleField,
} from "../core/asset-change.ts";
import { type AssetId, assetId, connectionId, type SyncRunId, syncRunId } from "../core/id.ts";
import type { AssetChangeTable, Database } from "./schema.ts";

const connectionRemoved: RetirementReason = "connection_removed";

type EventColumns = Pick<Selectable<AssetChangeTable>, "kind" | "property" | "before" | "after">;

function eventOf(row: EventColumns): AssetEvent {
  if (row.kind === "restored") return { kind: "restored" };
  if (row.kind === "retired") return { kind: "retired", reason: row.after as RetirementReason };
  const parse = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
  const change = { property: row.property, before: parse(row.before), after: parse(row.after) };
  return { kind: "changed", change };
}

/** Whole, the oldest entry first. */
export async function readHistory(db: Kysely<Database>, id: AssetId): Promise<readonly AssetChange[]> {
  const asset = await db.selectFrom("asset").selectAll().where("id", "=", id).executeTakeFirst();
  if (asset === undefined) return [];
  const rows = await db
    .selectFrom("asset_change")
    .selectAll()
    .where("asset_id", "=", id)
    .orderBy("id")
    .execute();
  const creation: AssetChange = {
    assetId: id,
    runId: syncRunId(asset.created_by_run_id),
    at: asset.first_seen_at,
    event: { kind: "created" },
  };
  const later = rows.map((row) => ({
    assetId: id,
    runId: syncRunId(row.run_id),
    at: row.at,
    event: eventOf(row),
  }));
  return [creation, ...later];
}

/** The end of the range: an index is walked from one bound, so the nearer one is the only one that is told. */
function boundsOf({ from, before }: FeedFilter, { after }: FeedRange) {
  const isAfterNearer = after !== null && (before === null || after.at < before);
  return { from, before: isAfterNearer ? null : before, after: isAfterNearer ? after : null };
}

/** The property by whose index the entries are found; null where the filter leaves it open. */
function propertyOf({ field, kinds }: FeedFilter): string | null {
  const isOfLifecycle = kinds?.every((kind) => kind === "retired" || kind === "restored") ?? false;
  return field ?? (isOfLifecycle ? lifecycleField : null);
}

const asksForChanges = ({ kinds }: FeedFilter): boolean => kinds?.some((kind) => kind !== "created") ?? true;
const asksForCreations = ({ field, kinds }: FeedFilter): boolean =>
  field === null && (kinds?.includes("created") ?? true);

/**
 * The stored entries of a page. Left joins, so that the walk is along the entries. That a connection was removed is no run's
 * doing, and is kept beside its last run only so that a walk along a connection's runs meets it: `byRunsAlone` leaves it out.
 */
export function selectChanges(
  db: Kysely<Database>,
  filter: FeedFilter,
  range: FeedRange,
  byRunsAlone = filter.runId !== null,
) {
  const { from, before, after } = boundsOf(filter, range);
  const { runId, connectionId: connection, assetId: asset, kinds } = filter;
  const property = propertyOf(filter);
  let query = db
    .selectFrom("asset_change as change")
    .leftJoin("asset", "asset.id", "change.asset_id")
    .leftJoin("traits", "traits.id", "asset.traits_id")
    .selectAll("change")
    .select(["asset.name", "traits.connection_id"]);
  if (from !== null) query = query.where("change.at", ">=", from);
  if (before !== null) query = query.where("change.at", "<", before);
  if (after !== null)
    query = query.where(
      sql<boolean>`(change.at, change.asset_id, change.id) < (${after.at}, ${after.assetId}, ${after.number})`,
    );
  if (runId !== null) query = query.where("change.run_id", "=", runId);
  if (byRunsAlone)
    query = query.where(({ not, and, eb }) =>
      not(and([eb("change.kind", "=", "retired"), eb("change.after", "=", connectionRemoved)])),
    );
  if (asset !== null) query = query.where("change.asset_id", "=", asset);
  if (property !== null) query = query.where("change.property", "=", property);
  if (kinds !== null) query = query.where("change.kind", "in", kinds);
  if (connection !== null) query = query.where("traits.connection_id", "=", connection);
  return query
    .orderBy("change.at", "desc")
    .orderBy("change.asset_id", "desc")
    .orderBy("change.id", "desc")
    .limit(range.limit);
}

/** The creations of a page, which the assets themselves tell. */
export function selectCreations(db: Kysely<Database>, filter: FeedFilter, range: FeedRange) {
  const { from, before, after } = boundsOf(filter, range);
  const { runId, connectionId: connection, assetId: asset } = filter;
  let query = db
    .selectFrom("asset")
    .leftJoin("traits", "traits.id", "asset.traits_id")
    .select(["asset.id", "asset.name", "asset.first_seen_at", "asset.created_by_run_id"])
    .select("traits.connection_id");
  if (from !== null) query = query.where("asset.first_seen_at", ">=", from);
  if (before !== null) query = query.where("asset.first_seen_at", "<", before);
  if (after !== null) {
    // An asset's creation is older than its changes of the same moment.
    const id = after.number > 0 ? after.assetId + 1 : after.assetId;
    query = query.where(sql<boolean>`(asset.first_seen_at, asset.id) < (${after.at}, ${id})`);
  }
  if (runId !== null) query = query.where("asset.created_by_run_id", "=", runId);
  if (asset !== null) query = query.where("asset.id", "=", asset);
  if (connection !== null) query = query.where("traits.connection_id", "=", connection);
  return query.orderBy("asset.first_seen_at", "desc").orderBy("asset.id", "desc").limit(range.limit);
}

function compareEntries(one: FeedEntry, other: FeedEntry): number {
  return other.at - one.at || other.assetId - one.assetId || other.number - one.number;
}

async function readMerged(
  db: Kysely<Database>,
  filter: FeedFilter,
  range: FeedRange,
  byRunsAlone?: boolean,
): Promise<readonly FeedEntry[]> {
  const changes = asksForChanges(filter) ? await selectChanges(db, filter, range, byRunsAlone).execute() : [];
  const creations = asksForCreations(filter) ? await selectCreations(db, filter, range).execute() : [];
  const entries: readonly FeedEntry[] = [
    ...changes.map((row) => ({
      assetId: assetId(row.asset_id),
      runId: syncRunId(row.run_id),
      at: row.at,
      event: eventOf(row),
      number: row.id,
      assetName: row.name ?? "",
      connectionId: connectionId(row.connection_id ?? 0),
    })),
    ...creations.map((row) => ({
      assetId: assetId(row.id),
      runId: syncRunId(row.created_by_run_id),
      at: row.first_seen_at,
      event: { kind: "created" } as const,
      number: 0,
      assetName: row.name,
      connectionId: connectionId(row.connection_id ?? 0),
    })),
  ];
  return entries.toSorted(compareEntries).slice(0, range.limit);
}

/** The connection's latest run, of those up to one, that the filter finds anything of. */
async function findRun(db: Kysely<Database>, filter: FeedFilter, upTo: number): Promise<SyncRunId | null> {
  const anyOf = { after: null, limit: 1 };
  const row = await db
    .selectFrom("sync_run")
    .select("sync_run.id")
    .where("sync_run.connection_id", "=", filter.connectionId)
    .where("sync_run.id", "<=", upTo)
    .where(({ or, exists }) => {
      const ofRun = { ...filter, connectionId: null };
      // As a range, and in the index's own order: PostgreSQL would look through all assets for one of the run, since it
      // takes each run to have about as many as any other.
      const run = sql.ref<number>("sync_run.id");
      const changes = selectChanges(db, ofRun, anyOf)
        .clearOrderBy()
        .where("change.run_id", ">=", run)
        .where("change.run_id", "<=", run)
        .orderBy("change.run_id")
        .orderBy("change.at");
      const creations = selectCreations(db, ofRun, anyOf)
        .clearOrderBy()
        .where("asset.created_by_run_id", ">=", run)
        .where("asset.created_by_run_id", "<=", run)
        .orderBy("asset.created_by_run_id")
        .orderBy("asset.first_seen_at");
      return or([
        ...(asksForChanges(filter) ? [exists(changes)] : []),
        ...(asksForCreations(filter) ? [exists(creations)] : []),
      ]);
    })
    .orderBy("sync_run.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : syncRunId(row.id);
}

/** Run by run: a quiet connection's entries may be few among those of all. */
async function readOfConnection(
  db: Kysely<Database>,
  filter: FeedFilter,
  { after, limit }: FeedRange,
): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  let runId = await findRun(db, filter, after?.runId ?? Number.MAX_SAFE_INTEGER);
  while (runId !== null && entries.length < limit) {
    const place: FeedPlace | null = after?.runId === runId ? after : null;
    const range = { after: place, limit: limit - entries.length };
    entries.push(...(await readMerged(db, { ...filter, runId }, range, false)));
    runId = entries.length < limit ? await findRun(db, filter, runId - 1) : null;
  }
  return entries;
}

/** The newest first. */
export function readFeed(
  db: Kysely<Database>,
  filter: FeedFilter,
  range: FeedRange,
): Promise<readonly FeedEntry[]> {
  const goesByRun =
    filter.connectionId !== null &&
    filter.runId === null &&
    filter.assetId === null &&
    propertyOf(filter) === null;
  return goesByRun ? readOfConnection(db, filter, range) : readMerged(db, filter, range);
}

// Reads and writes what a pull has seen and what it may retire.

import type { Kysely } from "kysely";
import type { RetirementReason } from "../core/asset.ts";
import { lifecycleField } from "../core/asset-change.ts";
import { type AssetId, assetId, externalId, type SyncRunId } from "../core/id.ts";
import type { CandidateDevice, HeldAsset, HeldCount, RetirementCandidate } from "../core/retirement.ts";
import { SeenDevices } from "../core/seen-devices.ts";
import type { AssetPage, AssetRange, HeldRange, WriteContext } from "../core/storage.ts";
import { shareAssets } from "./asset-lock.ts";
import { inBlocks } from "./chunked.ts";
import { readConnection } from "./connection-store.ts";
import { judgeAssets } from "./dynamic-tags.ts";
import { assetIds } from "./json-columns.ts";
import { isOneOf } from "./match-sql.ts";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";
import { moveAssets } from "./traits-store.ts";

const pagesReadAtOnce = 100;

export async function addSeenDevices(
  db: Kysely<Database>,
  runId: SyncRunId,
  ids: readonly AssetId[],
): Promise<void> {
  await db
    .insertInto("seen_page")
    .values({ run_id: runId, asset_ids: JSON.stringify(ids) })
    .execute();
}

/** Pages are read a few at a time, so that the texts of a large pull are never in memory together. */
export async function readSeenDevices(db: Kysely<Database>, runId: SyncRunId): Promise<SeenDevices> {
  const seen = new SeenDevices();
  for (let after = 0; ; ) {
    const pages = await db
      .selectFrom("seen_page")
      .select(["id", "asset_ids"])
      .where("run_id", "=", runId)
      .where("id", ">", after)
      .orderBy("id")
      .limit(pagesReadAtOnce)
      .execute();
    for (const page of pages)
      for (const id of assetIds.parse(JSON.parse(page.asset_ids))) seen.add(assetId(id));
    const last = pages.at(-1);
    if (last === undefined) return seen;
    after = last.id;
  }
}

export async function readKnownDevices(
  db: Kysely<Database>,
  { connectionId, after, limit }: AssetPage,
): Promise<readonly AssetId[]> {
  const rows = await db
    .selectFrom("device")
    .select("asset_id")
    .where("connection_id", "=", connectionId)
    .where("standing", "!=", "removed")
    .where("asset_id", ">", after)
    .orderBy("asset_id")
    .limit(limit)
    .execute();
  return rows.map((row) => assetId(row.asset_id));
}

const candidateRow = (runId: SyncRunId, { assetId: id, reason }: RetirementCandidate) => ({
  run_id: runId,
  asset_id: id,
  reason,
});

/** What the source says about a removal itself wins over a device that was merely not seen. */
export async function stageUnseen(
  db: Kysely<Database>,
  runId: SyncRunId,
  ids: readonly AssetId[],
): Promise<void> {
  for (const some of inBlocks(ids)) {
    await db
      .insertInto("retirement_candidate")
      .values(some.map((id) => candidateRow(runId, { assetId: id, reason: "gone_from_source" })))
      .onConflict((conflict) => conflict.columns(["run_id", "asset_id"]).doNothing())
      .execute();
  }
}

export async function stageRemoved(
  db: Kysely<Database>,
  runId: SyncRunId,
  candidates: readonly RetirementCandidate[],
): Promise<void> {
  for (const some of inBlocks(candidates)) {
    await db
      .insertInto("retirement_candidate")
      .values(some.map((candidate) => candidateRow(runId, candidate)))
      // A device may be reported as removed twice in a round; the last word on why is the one that holds.
      .onConflict((conflict) =>
        conflict
          .columns(["run_id", "asset_id"])
          .doUpdateSet((update) => ({ reason: update.ref("excluded.reason") })),
      )
      .execute();
  }
}

export async function unstage(
  db: Kysely<Database>,
  runId: SyncRunId,
  ids: readonly AssetId[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .deleteFrom("retirement_candidate")
    .where("run_id", "=", runId)
    .where((query) => isOneOf(dialectOf(db), query.ref("asset_id"), ids))
    .execute();
}

export async function startOver(db: Kysely<Database>, runId: SyncRunId): Promise<void> {
  await db.deleteFrom("seen_page").where("run_id", "=", runId).execute();
  await db.deleteFrom("retirement_candidate").where("run_id", "=", runId).execute();
}

/** One run of a connection is under way at a time, so what another one of them left is of no use any more. */
export async function forgetEarlierRuns(
  db: Kysely<Database>,
  { connectionId, runId }: WriteContext,
): Promise<void> {
  const earlier = db
    .selectFrom("sync_run")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("id", "<", runId);
  await db.deleteFrom("seen_page").where("run_id", "in", earlier).execute();
  await db.deleteFrom("retirement_candidate").where("run_id", "in", earlier).execute();
}

export async function readCandidates(
  db: Kysely<Database>,
  runId: SyncRunId,
  { after, limit }: AssetRange,
): Promise<readonly CandidateDevice[]> {
  const rows = await db
    .selectFrom("retirement_candidate as candidate")
    .innerJoin("device", "device.asset_id", "candidate.asset_id")
    .leftJoin("asset", (join) =>
      join.onRef("asset.id", "=", "candidate.asset_id").on("asset.retired_at", "is", null),
    )
    .select(["candidate.asset_id", "candidate.reason", "device.external_id", "asset.id as active_id"])
    .where("candidate.run_id", "=", runId)
    .where("candidate.asset_id", ">", after)
    .orderBy("candidate.asset_id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    assetId: assetId(row.asset_id),
    externalId: externalId(row.external_id),
    reason: row.reason as RetirementReason,
    hasActiveAsset: row.active_id !== null,
  }));
}

export async function readHeldAssets(
  db: Kysely<Database>,
  runId: SyncRunId,
  { after, limit, reason }: HeldRange,
): Promise<readonly HeldAsset[]> {
  let query = db
    .selectFrom("retirement_candidate as candidate")
    .innerJoin("asset", "asset.id", "candidate.asset_id")
    .innerJoin("device", "device.asset_id", "candidate.asset_id")
    .select(["asset.id", "asset.name", "device.external_id", "candidate.reason"])
    .where("candidate.run_id", "=", runId)
    .where("asset.retired_at", "is", null)
    .where("candidate.asset_id", ">", after)
    .orderBy("candidate.asset_id")
    .limit(limit);
  if (reason !== undefined) query = query.where("candidate.reason", "=", reason);
  const rows = await query.execute();
  return rows.map((row) => ({
    assetId: assetId(row.id),
    externalId: externalId(row.external_id),
    name: row.name,
    reason: row.reason as RetirementReason,
  }));
}

export async function countHeldAssets(db: Kysely<Database>, runId: SyncRunId): Promise<readonly HeldCount[]> {
  const rows = await db
    .selectFrom("retirement_candidate as candidate")
    .innerJoin("asset", "asset.id", "candidate.asset_id")
    .select(({ fn }) => ["candidate.reason", fn.countAll<number>().as("count")])
    .where("candidate.run_id", "=", runId)
    .where("asset.retired_at", "is", null)
    .groupBy("candidate.reason")
    .orderBy("count", "desc")
    .orderBy("candidate.reason")
    .execute();
  return rows.map(({ reason, count }) => ({ reason: reason as RetirementReason, count: Number(count) }));
}

export async function countCandidateAssets(db: Kysely<Database>, runId: SyncRunId): Promise<number> {
  const { count } = await db
    .selectFrom("retirement_candidate")
    .innerJoin("asset", "asset.id", "retirement_candidate.asset_id")
    .select((query) => query.fn.countAll<number>().as("count"))
    .where("run_id", "=", runId)
    .where("asset.retired_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Soft-deleted first and removed for good later: the device can no longer be restored, and its asset says so. */
function endRestorability(db: Kysely<Database>, ids: readonly AssetId[], at: number) {
  return db
    .updateTable("asset")
    .set({ retired_reason: "deleted_at_source", last_changed_at: at })
    .where((query) => isOneOf(dialectOf(db), query.ref("id"), ids))
    .where("retired_reason", "=", "soft_deleted_at_source")
    .returning("id")
    .execute();
}

async function retireForReason(
  db: Kysely<Database>,
  { connectionId, runId, at }: WriteContext,
  ids: readonly AssetId[],
  reason: RetirementReason,
): Promise<number> {
  await shareAssets(db);
  const { lastSeenAt } = await readConnection(db, connectionId);
  const retired = await db
    .updateTable("asset")
    .set({ retired_at: at, retired_reason: reason, last_seen_at: lastSeenAt, last_changed_at: at })
    .where((query) => isOneOf(dialectOf(db), query.ref("id"), ids))
    .where("retired_at", "is", null)
    .returning("id")
    .execute();
  const final = reason === "deleted_at_source" ? await endRestorability(db, ids, at) : [];
  await moveAssets(
    db,
    retired.map(({ id }) => assetId(id)),
    (traits) => ({ ...traits, is_retired: 1 }),
  );
  const changed = [...retired, ...final].map(({ id }) => ({
    asset_id: id,
    run_id: runId,
    at,
    kind: "retired",
    property: lifecycleField,
    after: reason,
  }));
  for (const some of inBlocks(changed)) await db.insertInto("asset_change").values(some).execute();
  await judgeAssets(
    db,
    changed.map((change) => assetId(change.asset_id)),
    at,
  );
  return retired.length;
}

/** Marks the devices as removed, retires those that have an active asset, and takes them off the list of candidates. */
export async function retire(
  db: Kysely<Database>,
  context: WriteContext,
  candidates: readonly RetirementCandidate[],
): Promise<number> {
  let retired = 0;
  for (const [reason, group] of Map.groupBy(candidates, (candidate) => candidate.reason)) {
    const ids = group.map((candidate) => candidate.assetId);
    // A device that left the scope is still at the source: its standing is `excluded` already.
    if (reason !== "left_scope")
      await db
        .updateTable("device")
        .set({ standing: "removed" })
        .where((query) => isOneOf(dialectOf(db), query.ref("asset_id"), ids))
        .execute();
    retired += await retireForReason(db, context, ids, reason);
    await unstage(db, context.runId, ids);
  }
  return retired;
}

/**
 * A device without an active asset has nothing to keep: it is removed. One that left the scope is still at the source and
 * stays excluded.
 */
export async function keepCandidates(
  db: Kysely<Database>,
  { connectionId, runId }: WriteContext,
): Promise<void> {
  const { lastSeenAt } = await readConnection(db, connectionId);
  const candidates = db
    .selectFrom("retirement_candidate")
    .select("asset_id")
    .where("run_id", "=", runId)
    .where("reason", "!=", "left_scope");
  await db
    .updateTable("device")
    .set({ standing: "removed" })
    .where("asset_id", "in", candidates)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("asset")
            .select("asset.id")
            .whereRef("asset.id", "=", "device.asset_id")
            .where("asset.retired_at", "is", null),
        ),
      ),
    )
    .execute();
  await db
    .updateTable("device")
    .set({ standing: "kept" })
    .where("asset_id", "in", candidates)
    .where("standing", "!=", "removed")
    .execute();
  await db
    .updateTable("asset")
    .set({ last_seen_at: lastSeenAt })
    .where("id", "in", candidates)
    .where("last_seen_at", "is", null)
    .execute();
  await db.deleteFrom("retirement_candidate").where("run_id", "=", runId).execute();
}

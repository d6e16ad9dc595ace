// Reads and writes connections: what a person makes of them, and the states they go through.

import { isDeepStrictEqual } from "node:util";
import { type Kysely, type Selectable, sql, type Updateable } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { type Connection, type ConnectionState, defaultFullPullEveryMs } from "../core/connection.ts";
import type { ConnectionChange, ConnectionPage, NewConnection } from "../core/connection-storage.ts";
import { RollcallError } from "../core/error.ts";
import { type ConnectionId, connectionId, type SyncRunId } from "../core/id.ts";
import { defaultRetirementGuard } from "../core/retirement.ts";
import type { ScheduleInput } from "../core/schedule.ts";
import { RunEndedError, unfinishedStates } from "../core/sync-run.ts";
import { changeToColumns, nameKey, rowToConnection, scheduleText } from "./connection-row.ts";
import { judgeAskingFor } from "./dynamic-tags.ts";
import { connectionState } from "./json-columns.ts";
import type { ConnectionTable, Database } from "./schema.ts";
import { type MasterKeys, sealSecret } from "./secret-box.ts";
import { connectionByName, isRefusedBy } from "./unique-refusal.ts";

export async function readRow(db: Kysely<Database>, id: ConnectionId): Promise<Selectable<ConnectionTable>> {
  const row = await db
    .selectFrom("connection")
    .selectAll()
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) throw new RollcallError("connection.not_found", `There is no connection ${id}.`);
  return row;
}

/**
 * The connection as it is now, and as it stays until the transaction ends: whoever else would change it, remove it or ask
 * for a run of it waits. Throws `connection.not_found`.
 */
export async function lockConnection(
  db: Kysely<Database>,
  id: ConnectionId,
): Promise<Selectable<ConnectionTable>> {
  // Both databases know a write; SQLite has no `for update`.
  const row = await db
    .updateTable("connection")
    .set({ version: sql`version` })
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .returningAll()
    .executeTakeFirst();
  return row ?? readRow(db, id);
}

export async function readConnection(db: Kysely<Database>, id: ConnectionId): Promise<Connection> {
  return rowToConnection(await readRow(db, id));
}

export async function readConnections(
  db: Kysely<Database>,
  { after, limit }: ConnectionPage,
): Promise<readonly Connection[]> {
  const rows = await db
    .selectFrom("connection")
    .selectAll()
    .where("removed_at", "is", null)
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(rowToConnection);
}

/** Translates the refusal of the unique index: to look first would not hold on another machine. */
async function writeNamed<Result>(name: string | undefined, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    if (name === undefined || !isRefusedBy(cause, connectionByName)) throw cause;
    const message = `Another connection has the name ${JSON.stringify(name)}.`;
    throw new RollcallError("connection.name_taken", message, { cause });
  }
}

export async function createConnection(
  db: Kysely<Database>,
  keys: MasterKeys,
  connection: NewConnection,
  at: Timestamp,
): Promise<ConnectionId> {
  const { name, connectorId, settings, secret } = connection;
  const sealed = await sealSecret(keys, secret);
  const guard = connection.retirementGuard ?? defaultRetirementGuard;
  const registered: ConnectionState = { name: "registered" };
  const insert = db
    .insertInto("connection")
    .values({
      name,
      name_key: nameKey(name),
      description: connection.description ?? "",
      tags: JSON.stringify(connection.tags ?? []),
      connector_id: connectorId,
      cloud: connection.cloud ?? "custom",
      tenant_id: settings.tenantId,
      client_id: settings.clientId,
      login_url: settings.loginUrl,
      graph_url: settings.graphUrl,
      token_endpoint: settings.tokenEndpoint,
      secret: sealed,
      secret_stored_at: at,
      secret_expires_at: connection.secretExpiresAt ?? null,
      version: 1,
      state: JSON.stringify(registered),
      schedule: connection.schedule ? scheduleText(connection.schedule) : null,
      needs_plan: 1,
      without_id: 0,
      guard_share: guard.share,
      guard_minimum: guard.minimum,
      full_pull_every_ms: connection.fullPullEveryMs ?? defaultFullPullEveryMs,
      created_at: at,
    })
    .returning("id");
  const row = await writeNamed(name, () => insert.executeTakeFirstOrThrow());
  return connectionId(row.id);
}

/** Another tenant's devices would make every asset look gone. */
async function refuseOtherTenant(
  db: Kysely<Database>,
  row: Selectable<ConnectionTable>,
  tenantId: string,
): Promise<void> {
  if (tenantId === row.tenant_id) return;
  const device = await db
    .selectFrom("device")
    .select("asset_id")
    .where("connection_id", "=", row.id)
    .limit(1)
    .executeTakeFirst();
  if (device !== undefined)
    throw new RollcallError(
      "connection.tenant_fixed",
      "This connection has devices of its tenant; make another connection for another tenant.",
    );
}

/**
 * Throws `connection.busy` while a run is queued or under way: it would save what it did with the settings it began with, and
 * there is one at a time. The connection is locked, so that nobody else asks for one meanwhile.
 */
export async function refuseBusy(db: Kysely<Database>, id: ConnectionId): Promise<void> {
  const unfinished = await db
    .selectFrom("sync_run")
    .select(["id", "state_name"])
    .where("connection_id", "=", id)
    .where("state_name", "in", unfinishedStates)
    .executeTakeFirst();
  if (unfinished !== undefined)
    throw new RollcallError(
      "connection.busy",
      `The run ${unfinished.id} of this connection is ${unfinished.state_name}: cancel it, or wait for its end.`,
    );
}

/** Links and checkpoints of other hosts, or of another app, may not be followed: everything is read anew. */
async function forgetPlaces(db: Kysely<Database>, id: ConnectionId): Promise<void> {
  await db
    .updateTable("connection")
    .set({ delta_link: null, last_full_pull_at: null })
    .where("id", "=", id)
    .execute();
  await db
    .updateTable("sync_run")
    .set({ checkpoint: null })
    .where("connection_id", "=", id)
    .where("checkpoint", "is not", null)
    .execute();
}

/** A plan that does not hold any more: a connection that never ran is *registered* again. */
async function forgetPlan(db: Kysely<Database>, id: ConnectionId): Promise<void> {
  await db.updateTable("connection").set({ next_run_at: null, needs_plan: 1 }).where("id", "=", id).execute();
  await setStateBeforeFirstRun(db, id, "registered");
}

async function secretColumns(
  keys: MasterKeys,
  { secret, secretExpiresAt }: ConnectionChange,
  at: Timestamp,
): Promise<Updateable<ConnectionTable>> {
  if (secret === undefined)
    return secretExpiresAt === undefined
      ? {}
      : { secret_expires_at: secretExpiresAt, secret_warned_days: null };
  return {
    secret: await sealSecret(keys, secret),
    secret_stored_at: at,
    secret_expires_at: secretExpiresAt ?? null,
    secret_warned_days: null,
    next_secret: null,
    next_secret_stored_at: null,
    next_secret_expires_at: null,
  };
}

/** Settings or a schedule that are given as they are already change nothing. */
function findChanged(row: Selectable<ConnectionTable>, { settings, schedule }: ConnectionChange) {
  const connection = rowToConnection(row);
  const text = (value: ScheduleInput | null): string | null => (value === null ? null : scheduleText(value));
  return {
    settings: settings !== undefined && !isDeepStrictEqual(settings, connection.settings),
    schedule: schedule !== undefined && text(schedule) !== text(connection.schedule),
  };
}

export async function changeConnection(
  db: Kysely<Database>,
  keys: MasterKeys,
  { id, version }: Pick<Connection, "id" | "version">,
  change: ConnectionChange,
  at: Timestamp,
): Promise<void> {
  const row = await lockConnection(db, id);
  if (row.version !== version)
    throw new RollcallError(
      "connection.changed_meanwhile",
      `Somebody else has changed the connection ${id} meanwhile: read it again.`,
    );
  const changed = findChanged(row, change);
  if (changed.settings) {
    await refuseOtherTenant(db, row, change.settings?.tenantId ?? row.tenant_id);
    await refuseBusy(db, id);
  }
  const columns = { ...changeToColumns(change), ...(await secretColumns(keys, change, at)) };
  const update = db
    .updateTable("connection")
    .set({ ...columns, version: version + 1 })
    .where("id", "=", id);
  await writeNamed(change.name, () => update.execute());
  if (changed.settings) await forgetPlaces(db, id);
  if (changed.schedule) await forgetPlan(db, id);
  if (change.name !== undefined && change.name !== row.name) await judgeAskingFor(db, "connectionName", at);
}

/**
 * A plan made before the pause is dropped; what was due meanwhile is not made up. Who pauses what is paused, or resumes what
 * is not, changes nothing.
 */
export async function setPaused(
  db: Kysely<Database>,
  id: ConnectionId,
  pausedAt: Timestamp | null,
): Promise<void> {
  const row = await lockConnection(db, id);
  if ((row.paused_at === null) === (pausedAt === null)) return;
  await db
    .updateTable("connection")
    .set({ paused_at: pausedAt, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  await forgetPlan(db, id);
}

/** A connection that never ran tells by its state whether a first run is planned; any other keeps its state. */
export async function setStateBeforeFirstRun(
  db: Kysely<Database>,
  id: ConnectionId,
  name: "registered" | "scheduled",
): Promise<void> {
  const text = (state: ConnectionState): string => JSON.stringify(state);
  await db
    .updateTable("connection")
    .set({ state: text({ name }) })
    .where("id", "=", id)
    .where("state", "in", [text({ name: "registered" }), text({ name: "scheduled" })])
    .execute();
}

export async function setConnectionState(
  db: Kysely<Database>,
  id: ConnectionId,
  state: ConnectionState,
): Promise<void> {
  await db
    .updateTable("connection")
    .set({ state: JSON.stringify(state) })
    .where("id", "=", id)
    .execute();
}

const busyWith = (id: ConnectionId): RollcallError =>
  new RollcallError("connection.busy", `Another run of the connection ${id} is under way.`);

/**
 * The connection's state as text, where a run may be taken up in it. Throws `connection.busy` while another run is under way,
 * `run.superseded` when a later one has begun since, and `run.ended` when this one is completed. A run that was cut off is
 * still under way until it is taken up and ends.
 */
export async function readClaimable(
  db: Kysely<Database>,
  id: ConnectionId,
  runId: SyncRunId,
): Promise<string> {
  const { state } = await readRow(db, id);
  const current = connectionState.parse(JSON.parse(state));
  if (current.name === "processing" && current.runId !== runId) throw busyWith(id);
  if ("runId" in current && current.runId > runId)
    throw new RollcallError("run.superseded", `A later run of the connection ${id} has begun since.`);
  if (current.name === "processed" && current.runId === runId) throw new RunEndedError(runId);
  return state;
}

/**
 * Sets the connection to *processing* for a run. Two that begin at the same moment cannot both succeed: the state is changed
 * only from `claimable`, and `connection.busy` is thrown where it is another one by now.
 */
export async function claimConnection(
  db: Kysely<Database>,
  id: ConnectionId,
  runId: SyncRunId,
  claimable: string,
): Promise<void> {
  const processing: ConnectionState = { name: "processing", runId };
  const { numUpdatedRows } = await db
    .updateTable("connection")
    .set({ state: JSON.stringify(processing) })
    .where("id", "=", id)
    .where("state", "=", claimable)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw busyWith(id);
}

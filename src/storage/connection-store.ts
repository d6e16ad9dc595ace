// Reads and writes connections: what a person makes of them, and the states they go through.

import { type Kysely, type Selectable, sql } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { type Connection, type ConnectionState, defaultFullPullEveryMs } from "../core/connection.ts";
import type { ConnectionChange, ConnectionPage, NewConnection } from "../core/connection-storage.ts";
import { RollcallError } from "../core/error.ts";
import { type ConnectionId, connectionId, type SyncRunId } from "../core/id.ts";
import { defaultRetirementGuard } from "../core/retirement.ts";
import { RunEndedError, unfinishedStates } from "../core/sync-run.ts";
import { changeToColumns, rowToConnection } from "./connection-row.ts";
import { connectionState } from "./json-columns.ts";
import type { ConnectionTable, Database } from "./schema.ts";
import { type MasterKeys, sealSecret } from "./secret-box.ts";

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

/** Asked within the write's transaction; the unique index refuses what slips in between on another machine. */
async function refuseTakenName(db: Kysely<Database>, name: string, own: number | null): Promise<void> {
  const taken = await db
    .selectFrom("connection")
    .select("id")
    .where("name", "=", name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (taken !== undefined && taken.id !== own)
    throw new RollcallError(
      "connection.name_taken",
      `Another connection has the name ${JSON.stringify(name)}.`,
    );
}

export async function createConnection(
  db: Kysely<Database>,
  keys: MasterKeys,
  connection: NewConnection,
  at: Timestamp,
): Promise<ConnectionId> {
  const { name, connectorId, settings, secret } = connection;
  await refuseTakenName(db, name, null);
  const guard = connection.retirementGuard ?? defaultRetirementGuard;
  const registered: ConnectionState = { name: "registered" };
  const row = await db
    .insertInto("connection")
    .values({
      name,
      description: connection.description ?? "",
      tags: JSON.stringify(connection.tags ?? []),
      connector_id: connectorId,
      cloud: connection.cloud ?? "custom",
      tenant_id: settings.tenantId,
      client_id: settings.clientId,
      login_url: settings.loginUrl,
      graph_url: settings.graphUrl,
      token_endpoint: settings.tokenEndpoint,
      secret: await sealSecret(keys, secret),
      secret_stored_at: at,
      secret_expires_at: connection.secretExpiresAt ?? null,
      version: 1,
      state: JSON.stringify(registered),
      schedule: connection.schedule ? JSON.stringify(connection.schedule) : null,
      needs_plan: 1,
      without_id: 0,
      guard_share: guard.share,
      guard_minimum: guard.minimum,
      full_pull_every_ms: connection.fullPullEveryMs ?? defaultFullPullEveryMs,
      created_at: at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return connectionId(row.id);
}

async function hasUnfinishedRun(db: Kysely<Database>, id: ConnectionId): Promise<boolean> {
  const row = await db
    .selectFrom("sync_run")
    .select("id")
    .where("connection_id", "=", id)
    .where("state_name", "in", unfinishedStates)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
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

/** A run that is under way would save what it did with the settings it began with. */
export async function refuseBusy(db: Kysely<Database>, id: ConnectionId): Promise<void> {
  if (await hasUnfinishedRun(db, id))
    throw new RollcallError(
      "connection.busy",
      `A run of the connection ${id} is queued or under way: cancel it, or wait for its end.`,
    );
}

export async function changeConnection(
  db: Kysely<Database>,
  keys: MasterKeys,
  { id, version }: Pick<Connection, "id" | "version">,
  change: ConnectionChange,
  at: Timestamp,
): Promise<void> {
  const row = await readRow(db, id);
  const { settings, secret, name } = change;
  if (name !== undefined) await refuseTakenName(db, name, row.id);
  if (settings !== undefined) {
    await refuseOtherTenant(db, row, settings.tenantId);
    await refuseBusy(db, id);
  }
  const { numUpdatedRows } = await db
    .updateTable("connection")
    .set({
      ...changeToColumns(change),
      // A link of other hosts, or of another app, may not be followed: everything is read anew.
      ...(settings !== undefined && { delta_link: null, last_full_pull_at: null }),
      ...(secret !== undefined && {
        secret: await sealSecret(keys, secret),
        secret_stored_at: at,
        secret_expires_at: change.secretExpiresAt ?? null,
        next_secret: null,
        next_secret_stored_at: null,
        next_secret_expires_at: null,
      }),
      version: version + 1,
    })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new RollcallError(
      "connection.changed_meanwhile",
      `Somebody else has changed the connection ${id} meanwhile: read it again.`,
    );
}

/** A plan made before the pause is dropped; what was due meanwhile is not made up. */
export async function setPaused(
  db: Kysely<Database>,
  id: ConnectionId,
  pausedAt: Timestamp | null,
): Promise<void> {
  await readRow(db, id);
  await db
    .updateTable("connection")
    .set({
      paused_at: pausedAt,
      next_run_at: null,
      needs_plan: 1,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
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

/**
 * Sets the connection to *processing* for a run; throws `connection.busy` while another run is under way,
 * `run.superseded` when a later one has begun since, and `run.ended` when this one is completed. A run that was cut off is still under way until it is taken up and
 * ends. Two that begin at the same moment cannot both succeed: the state is changed only from what was read.
 */
export async function claimConnection(
  db: Kysely<Database>,
  id: ConnectionId,
  runId: SyncRunId,
): Promise<void> {
  const { state } = await readRow(db, id);
  const current = connectionState.parse(JSON.parse(state));
  const busy = new RollcallError("connection.busy", `Another run of the connection ${id} is under way.`);
  if (current.name === "processing" && current.runId !== runId) throw busy;
  if ("runId" in current && current.runId > runId)
    throw new RollcallError("run.superseded", `A later run of the connection ${id} has begun since.`);
  if (current.name === "processed" && current.runId === runId) throw new RunEndedError(runId);
  const processing: ConnectionState = { name: "processing", runId };
  const { numUpdatedRows } = await db
    .updateTable("connection")
    .set({ state: JSON.stringify(processing) })
    .where("id", "=", id)
    .where("state", "=", state)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw busy;
}

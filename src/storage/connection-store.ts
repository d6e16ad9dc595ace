// Reads and writes connections.

import type { Kysely, Selectable } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { type Connection, type ConnectionState, defaultFullPullEveryMs } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import { type ConnectionId, connectionId, deltaLink, type SyncRunId } from "../core/id.ts";
import { defaultRetirementGuard } from "../core/retirement.ts";
import type { Secret } from "../core/secret.ts";
import type { NewConnection } from "../core/storage.ts";
import { RunEndedError } from "../core/sync-run.ts";
import { connectionState, pullBasis } from "./json-columns.ts";
import type { ConnectionTable, Database } from "./schema.ts";
import { type MasterKeys, openSecret, sealSecret } from "./secret-box.ts";

async function readRow(db: Kysely<Database>, id: ConnectionId): Promise<Selectable<ConnectionTable>> {
  const row = await db.selectFrom("connection").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new RollcallError("connection.not_found", `There is no connection ${id}.`);
  return row;
}

export async function readConnection(db: Kysely<Database>, id: ConnectionId): Promise<Connection> {
  const row = await readRow(db, id);
  return {
    id: connectionId(row.id),
    name: row.name,
    connectorId: row.connector_id,
    settings: {
      tenantId: row.tenant_id,
      clientId: row.client_id,
      loginUrl: row.login_url,
      graphUrl: row.graph_url,
      tokenEndpoint: row.token_endpoint === "v2" ? "v2" : "v1",
    },
    state: connectionState.parse(JSON.parse(row.state)),
    deltaLink: row.delta_link === null ? null : deltaLink(row.delta_link),
    basis: row.basis === null ? null : pullBasis.parse(JSON.parse(row.basis)),
    withoutId: row.without_id,
    lastSeenAt: row.last_seen_at,
    lastFullPullAt: row.last_full_pull_at,
    createdAt: row.created_at,
    retirementGuard: { share: row.guard_share, minimum: row.guard_minimum },
    fullPullEveryMs: row.full_pull_every_ms,
  };
}

export async function readSecret(db: Kysely<Database>, keys: MasterKeys, id: ConnectionId): Promise<Secret> {
  return openSecret(keys, (await readRow(db, id)).secret);
}

export async function createConnection(
  db: Kysely<Database>,
  keys: MasterKeys,
  connection: NewConnection,
  at: Timestamp,
): Promise<ConnectionId> {
  const { name, connectorId, settings, secret } = connection;
  const guard = connection.retirementGuard ?? defaultRetirementGuard;
  const registered: ConnectionState = { name: "registered" };
  const row = await db
    .insertInto("connection")
    .values({
      name,
      connector_id: connectorId,
      tenant_id: settings.tenantId,
      client_id: settings.clientId,
      login_url: settings.loginUrl,
      graph_url: settings.graphUrl,
      token_endpoint: settings.tokenEndpoint,
      secret: await sealSecret(keys, secret),
      state: JSON.stringify(registered),
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

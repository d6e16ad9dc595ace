// Reads and writes a connection's secrets, and the settings that passed the connection test.

import { type Kysely, sql } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import type { TestedSettings } from "../core/connection-storage.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId } from "../core/id.ts";
import type { Secret } from "../core/secret.ts";
import { lockConnection, readRow } from "./connection-store.ts";
import type { Database } from "./schema.ts";
import { fingerprint, type MasterKeys, openSecret, sealSecret } from "./secret-box.ts";

const none = { next_secret: null, next_secret_stored_at: null, next_secret_expires_at: null };

function noNextSecret(id: ConnectionId): RollcallError {
  return new RollcallError("connection.no_next_secret", `No second secret waits at the connection ${id}.`);
}

export async function readSecret(db: Kysely<Database>, keys: MasterKeys, id: ConnectionId): Promise<Secret> {
  return openSecret(keys, (await readRow(db, id)).secret);
}

export async function readNextSecret(
  db: Kysely<Database>,
  keys: MasterKeys,
  id: ConnectionId,
): Promise<Secret> {
  const { next_secret: sealed } = await readRow(db, id);
  if (sealed === null) throw noNextSecret(id);
  return openSecret(keys, sealed);
}

export async function setNextSecret(
  db: Kysely<Database>,
  keys: MasterKeys,
  id: ConnectionId,
  note: {
    readonly secret: Secret;
    readonly storedAt: Timestamp;
    readonly expiresAt: Timestamp | null;
  },
): Promise<void> {
  await lockConnection(db, id);
  await db
    .updateTable("connection")
    .set({
      next_secret: await sealSecret(keys, note.secret),
      next_secret_stored_at: note.storedAt,
      next_secret_expires_at: note.expiresAt,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .execute();
}

export async function dropNextSecret(db: Kysely<Database>, id: ConnectionId): Promise<void> {
  if ((await lockConnection(db, id)).next_secret === null) throw noNextSecret(id);
  await db
    .updateTable("connection")
    .set({ ...none, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

export async function takeOverNextSecret(db: Kysely<Database>, id: ConnectionId): Promise<void> {
  const row = await lockConnection(db, id);
  if (row.next_secret === null || row.next_secret_stored_at === null) throw noNextSecret(id);
  await db
    .updateTable("connection")
    .set({
      secret: row.next_secret,
      secret_stored_at: row.next_secret_stored_at,
      secret_expires_at: row.next_secret_expires_at,
      secret_warned_days: null,
      ...none,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .execute();
}

/** Names come in a fixed order, so that equal settings have equal texts. */
function settingsText({ connectorId, settings, secret }: TestedSettings): string {
  const { loginUrl, graphUrl, tenantId, clientId, tokenEndpoint } = settings;
  return JSON.stringify([
    connectorId,
    loginUrl,
    graphUrl,
    tenantId,
    clientId,
    tokenEndpoint,
    secret.reveal(),
  ]);
}

export async function hasPassed(
  db: Kysely<Database>,
  keys: MasterKeys,
  tested: TestedSettings,
  since: Timestamp,
): Promise<boolean> {
  const row = await db
    .selectFrom("connection_pass")
    .select("passed_at")
    .where("fingerprint", "=", fingerprint(keys, settingsText(tested)))
    .executeTakeFirst();
  return row !== undefined && row.passed_at >= since;
}

export async function addPass(
  db: Kysely<Database>,
  keys: MasterKeys,
  tested: TestedSettings,
  at: Timestamp,
  since: Timestamp,
): Promise<void> {
  await db.deleteFrom("connection_pass").where("passed_at", "<", since).execute();
  await db
    .insertInto("connection_pass")
    .values({ fingerprint: fingerprint(keys, settingsText(tested)), passed_at: at })
    .onConflict((conflict) => conflict.column("fingerprint").doUpdateSet({ passed_at: at }))
    .execute();
}

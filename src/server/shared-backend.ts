// PostgreSQL, for as many processes of each role as there are.

import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Logger } from "pino";
import { RollcallError } from "../core/error.ts";
import { createLiveFeed } from "../core/live-event.ts";
import { Secret } from "../core/secret.ts";
import type { EventStreams } from "../http/events.ts";
import { openPgBoss } from "../queue/pg-boss.ts";
import { type Channel, openChannel } from "../storage/postgres/channel.ts";
import { openPostgres, type PostgresStore } from "../storage/postgres/open.ts";
import type { ReplaceableKeys } from "../storage/replaceable-keys.ts";
import { readOrMakeServerSecret } from "../storage/server-secret-store.ts";
import type { Backend, ServerRole } from "./backend.ts";
import type { Config, DatabaseConfig } from "./config.ts";
import { channelSettings, databaseSettings } from "./shared-database.ts";
import { createSharedMaintenance } from "./shared-maintenance.ts";
import { createSharedRuns } from "./shared-runs.ts";
import { textToSignal } from "./signals.ts";
import { describeTrouble } from "./sync-thread-messages.ts";
import { readTransport } from "./transport.ts";

interface SharedOptions {
  readonly config: Config;
  readonly database: DatabaseConfig;
  readonly role: ServerRole;
  readonly logger: Logger;
  readonly keys: ReplaceableKeys;
  readonly streams: Pick<EventStreams, "closeAll">;
}

/** A search that takes longer is refused, so that nobody holds the database for the others. */
const searchMs = 60_000;

/** With other master keys this process could open nothing that the others have sealed, and they nothing of its own. */
async function readSessionSecret({ db }: PostgresStore, keys: ReplaceableKeys): Promise<string> {
  try {
    const make = (): Secret => new Secret(randomBytes(48).toString("base64url"));
    return (await readOrMakeServerSecret(db, keys, "session", make)).reveal();
  } catch (cause) {
    if (!(cause instanceof RollcallError && cause.code.startsWith("secret."))) throw cause;
    throw new RollcallError(
      "master_key.foreign",
      "The database is sealed with other master keys: give each of its processes the same (ROLLCALL_MASTER_KEY or ROLLCALL_MASTER_KEY_FILE).",
      { cause },
    );
  }
}

function openServedChannel(
  { database, streams, logger }: SharedOptions,
  onEvent: (text: string) => void,
): Promise<Channel> {
  return openChannel(channelSettings(database, "rollcall channel"), {
    onMessage: onEvent,
    // Whoever watches begins anew with the present.
    onGap: () => streams.closeAll(),
    onTrouble: (error) => logger.warn(describeTrouble(error), "Live events pause: the database is away."),
  });
}

async function whyUnready({ db }: PostgresStore, channel: Channel): Promise<readonly string[]> {
  try {
    await sql`select 1`.execute(db);
  } catch {
    return ["The database cannot be reached at present."];
  }
  return channel.isListening() ? [] : ["Live events of other processes do not come in at present."];
}

/**
 * Throws `storage.unavailable`, `storage.newer_release`, `master_key.foreign`, and PostgreSQL's own errors, e.g. for a wrong
 * password; nothing stays open then.
 */
export async function openSharedBackend(options: SharedOptions): Promise<Backend> {
  const { config, database, role, logger, keys } = options;
  const { url, connections } = database;
  await using opened = new AsyncDisposableStack();
  const settings = { ...databaseSettings(database, `rollcall ${role}`), connections, searchMs };
  const store = await openPostgres(url, keys, settings);
  opened.defer(() => store.storage.close());
  const sessionSecret = await readSessionSecret(store, keys);
  const incoming = createLiveFeed();
  const channel = await openServedChannel(options, (text) => {
    const signal = textToSignal(text);
    if (signal?.kind === "event") incoming.publish(signal.event);
  });
  opened.defer(() => channel.close());
  const onTrouble = (error: unknown): void =>
    logger.warn(describeTrouble(error), "The queue of runs met trouble.");
  const { heartbeatSeconds } = database;
  const dispatch = await openPgBoss({
    url,
    name: "rollcall queue",
    heartbeatSeconds,
    isWorker: false,
    onTrouble,
  });
  opened.defer(() => dispatch.stop());
  const { clouds, syncConcurrency: concurrency } = config;
  const transport = readTransport(config);
  const setup = () => {
    const masterKeys = { currentId: keys.currentId, keys: keys.keys };
    return { store: { kind: "shared", database } as const, masterKeys, transport, clouds, concurrency };
  };
  const isWorker = role !== "web";
  const { storage, db } = store;
  const runs = createSharedRuns({
    ...{ storage, logger, dispatch, channel, incoming },
    setup: isWorker ? setup : null,
  });
  const whole = opened.move();
  return {
    ...{ storage, db, dialect: "postgres", sessionSecret, runs },
    maintenance: createSharedMaintenance(storage),
    isReady: async () => {
      const why = await whyUnready(store, channel);
      return isWorker && !runs.isRunning() ? [...why, "Runs are not taken up at present."] : why;
    },
    close: () => whole.disposeAsync(),
  };
}

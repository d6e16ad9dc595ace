// The server: puts the store, the runs, access and the HTTP application together, and takes them apart again.

import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import type { Access } from "../core/access.ts";
import type { Connector } from "../core/connector.ts";
import { RollcallError } from "../core/error.ts";
import { entraCatalogEntry } from "../entra/catalog-entry.ts";
import { createEntraConnector } from "../entra/connector.ts";
import { createApp } from "../http/app.ts";
import type { App } from "../http/app-options.ts";
import type { ConnectionOptions } from "../http/connection-options.ts";
import { createEventStreams, type EventStreams } from "../http/events.ts";
import type { Maintenance } from "../http/maintenance.ts";
import { assetChangeRoutes } from "../http/routes/asset-changes.ts";
import { assetDetailRoutes } from "../http/routes/asset-details.ts";
import { assetExportRoutes } from "../http/routes/asset-export.ts";
import { assetNeighbourRoutes } from "../http/routes/asset-neighbours.ts";
import { assetSearchRoutes } from "../http/routes/asset-search.ts";
import { connectionAidRoutes } from "../http/routes/connection-aids.ts";
import { connectionTestRoutes } from "../http/routes/connection-tests.ts";
import { connectionRoutes } from "../http/routes/connections.ts";
import { dailyCountRoutes } from "../http/routes/daily-counts.ts";
import { inventoryTaskRoutes } from "../http/routes/inventory-tasks.ts";
import { liveEventRoutes } from "../http/routes/live-events.ts";
import { maintenanceRoutes } from "../http/routes/maintenance.ts";
import { nextSecretRoutes } from "../http/routes/next-secrets.ts";
import { queryAidRoutes } from "../http/routes/query-aids.ts";
import { recentQueryRoutes } from "../http/routes/recent-queries.ts";
import { savedQueryRoutes } from "../http/routes/saved-queries.ts";
import { severityMapRoutes } from "../http/routes/severity-maps.ts";
import { syncRunRoutes } from "../http/routes/sync-runs.ts";
import { tagRoutes } from "../http/routes/tags.ts";
import { transformMapRoutes } from "../http/routes/transform-maps.ts";
import { createIdempotencyStore } from "../storage/idempotency-store.ts";
import { createReplaceableKeys, type ReplaceableKeys } from "../storage/replaceable-keys.ts";
import { openEverySecret } from "../storage/secret-rotation.ts";
import { openThreadedSqlite, type ThreadedSqlite } from "../storage/sqlite/threaded/open.ts";
import type { Config } from "./config.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { openLocalAccess } from "./local-access.ts";
import { loadMasterKeys, parseMasterKeys } from "./master-key.ts";
import { createMetrics } from "./metrics.ts";
import { createRuns, type Runs } from "./runs.ts";
import { openAccess } from "./server-access.ts";
import { createMaintenance } from "./server-maintenance.ts";
import { describeTrouble } from "./sync-thread-messages.ts";
import { systemClock } from "./system-clock.ts";
import { readTransport } from "./transport.ts";

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where the first administrator is made, once; null where there is a user. */
  readonly firstLink: string | null;
  /** Answers what is under way, stops runs at their next page, and resolves when everything is closed. */
  stop(): Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly folder: DataFolder;
  readonly keys: ReplaceableKeys;
  readonly store: ThreadedSqlite;
  readonly runs: Runs;
  readonly connector: Connector;
  readonly streams: EventStreams;
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** Where `scripts/build-web.mjs` leaves it. */
const consoleFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

async function openStore(file: string, keys: ReplaceableKeys, queryThreads: number): Promise<ThreadedSqlite> {
  try {
    return await openThreadedSqlite(file, keys, { queryThreads });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (!code.startsWith("SQLITE_")) throw cause;
    throw new RollcallError("storage.not_opened", `The database ${file} cannot be opened (${code}).`, {
      cause,
    });
  }
}

/** The rest works without: secrets can be entered again, or the keys come back. */
async function tellOfLostKeys({ store, keys, logger }: Parts): Promise<void> {
  try {
    await openEverySecret(store.db, keys);
  } catch (error) {
    const trouble = describeTrouble(error);
    if (!trouble.code.startsWith("secret.")) throw error;
    logger.error(
      trouble,
      "A stored client secret does not open with the master keys: bring back the keys of before, or enter the secret again.",
    );
  }
}

async function openParts(config: Config, logger: Logger, folder: DataFolder): Promise<Parts> {
  const { masterKeys, queryThreads, clouds, syncConcurrency: concurrency } = config;
  const keys = createReplaceableKeys(
    "json" in masterKeys ? parseMasterKeys(masterKeys.json) : loadMasterKeys(masterKeys.file),
  );
  const transport = readTransport(config);
  const connector = createEntraConnector(transport);
  const store = await openStore(folder.databaseFile, keys, queryThreads);
  const { databaseFile } = folder;
  const setup = () => {
    const fixedKeys = { currentId: keys.currentId, keys: keys.keys };
    return { databaseFile, masterKeys: fixedKeys, transport, clouds, concurrency };
  };
  const runs = createRuns({ storage: store.storage, logger, setup });
  return { config, logger, folder, keys, store, runs, connector, streams: createEventStreams() };
}

function connectionOptions(
  { config, store, runs, connector, streams }: Parts,
  access: Access,
): ConnectionOptions {
  return {
    access,
    streams,
    storage: store.storage,
    queue: runs.queue,
    feed: runs.feed,
    clock: systemClock,
    connectors: [connector],
    clouds: config.clouds,
    onPlanChanged: runs.onPlanChanged,
    onRemoval: runs.wake,
    onTask: runs.wake,
  };
}

function buildApp(parts: Parts, access: Access, maintenance: Maintenance): App {
  const { config, logger, store, runs } = parts;
  const connections = connectionOptions(parts, access);
  const onTrouble = (error: unknown): void => logger.error({ err: error }, "A metric could not be counted.");
  return createApp({
    access,
    clock: systemClock,
    idempotency: createIdempotencyStore(store.db),
    logger,
    version,
    catalog: [entraCatalogEntry],
    isReady: async () => (runs.isRunning() ? [] : ["Runs are not taken up at present."]),
    metrics: createMetrics(runs, store.storage, onTrouble),
    metricsOpen: config.areMetricsOpen,
    publicUrl: config.publicUrl,
    consoleFolder,
    allowedHosts: config.allowedHosts,
    ...(config.trustedProxies.length > 0 && { trustedProxies: config.trustedProxies }),
    routes: [
      connectionAidRoutes(connections),
      connectionTestRoutes(connections),
      connectionRoutes(connections),
      nextSecretRoutes(connections),
      transformMapRoutes(connections),
      severityMapRoutes(connections),
      syncRunRoutes(connections),
      assetDetailRoutes(connections),
      assetChangeRoutes(store.storage),
      savedQueryRoutes(connections),
      recentQueryRoutes(store.storage),
      inventoryTaskRoutes(connections),
      tagRoutes(connections),
      assetSearchRoutes(connections),
      assetNeighbourRoutes(connections),
      dailyCountRoutes(connections),
      assetExportRoutes(connections),
      queryAidRoutes(connections),
      liveEventRoutes(connections),
      maintenanceRoutes(maintenance, systemClock),
    ],
  });
}

/** A server that listens on every address is reached on this machine by the loopback one. */
const everyAddress: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

function urlOf(app: App, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  const name = everyAddress[host] ?? host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

async function listen(app: App, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause && "code" in cause)) throw cause;
    const message = `The server cannot listen where ROLLCALL_HOST and ROLLCALL_PORT say (${cause.code}).`;
    throw new RollcallError("server.cannot_listen", message, { cause });
  }
}

/**
 * Opens everything and listens. Throws `config.invalid`, `data_folder.…`, `master_key.…`, `storage.newer_release`,
 * `storage.not_opened`, `server.cannot_listen`, and what keeps the sync thread from its store; nothing stays open then.
 */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(openDataFolder(config.dataDir));
  const parts = await openParts(config, logger, folder);
  opened.defer(() => parts.store.close());
  await tellOfLostKeys(parts);
  const baseUrl = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const access = openAccess(parts.store, config, { baseUrl, sessionSecret: folder.sessionSecret });
  const local = opened.use(openLocalAccess(access, folder.localAccessFile));
  const maintenance = createMaintenance(parts);
  const app = buildApp(parts, local.access, maintenance);
  opened.defer(() => parts.runs.stop());
  await parts.runs.start();
  // It starts the runs again when it is done, whoever asked for it and left.
  opened.defer(() => maintenance.end());
  opened.defer(async () => {
    parts.streams.closeAll();
    await app.close();
  });
  await listen(app, config);
  const url = urlOf(app, config.host);
  local.announce(url);
  const token = await access.firstLinkToken();
  const firstLink = token === null ? null : `${config.publicUrl ?? url}/first-administrator#${token}`;
  const whole = opened.move();
  return { url, firstLink, stop: () => whole.disposeAsync() };
}

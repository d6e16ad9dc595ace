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
import type { Backend, ServerRole } from "./backend.ts";
import type { Config } from "./config.ts";
import { type DataFolder, openDataFolder, openSharedDataFolder } from "./data-folder.ts";
import { openEmbeddedBackend } from "./embedded-backend.ts";
import { openLocalAccess } from "./local-access.ts";
import { loadMasterKeys, parseMasterKeys } from "./master-key.ts";
import { createMetrics } from "./metrics.ts";
import { openAccess } from "./server-access.ts";
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
  readonly role: ServerRole;
  readonly logger: Logger;
  readonly backend: Backend;
  readonly connector: Connector;
  readonly streams: EventStreams;
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** Where `scripts/build-web.mjs` leaves it. */
const consoleFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** The rest works without: secrets can be entered again, or the keys come back. */
async function tellOfLostKeys(db: Backend["db"], keys: ReplaceableKeys, logger: Logger): Promise<void> {
  try {
    await openEverySecret(db, keys);
  } catch (error) {
    const trouble = describeTrouble(error);
    if (!trouble.code.startsWith("secret.")) throw error;
    logger.error(
      trouble,
      "A stored client secret does not open with the master keys: bring back the keys of before, or enter the secret again.",
    );
  }
}

function readKeys({ masterKeys }: Config): ReplaceableKeys {
  return createReplaceableKeys(
    "json" in masterKeys ? parseMasterKeys(masterKeys.json) : loadMasterKeys(masterKeys.file),
  );
}

/** The process's own folder, and what stands on it or on PostgreSQL. */
async function openBackend(
  opened: AsyncDisposableStack,
  config: Config,
  options: Pick<Parts, "role" | "logger" | "streams">,
): Promise<{ readonly folder: DataFolder; readonly keys: ReplaceableKeys; readonly backend: Backend }> {
  const { database, dataDir } = config;
  if (database === null) {
    const folder = opened.use(openDataFolder(dataDir));
    const keys = readKeys(config);
    return { folder, keys, backend: await openEmbeddedBackend({ ...options, config, keys, folder }) };
  }
  const folder = openSharedDataFolder(dataDir);
  const keys = readKeys(config);
  // PostgreSQL's clients are loaded where they are needed alone.
  const { openSharedBackend } = await import("./shared-backend.ts");
  return { folder, keys, backend: await openSharedBackend({ ...options, config, database, keys }) };
}

function connectionOptions(
  { config, backend: { storage, runs }, connector, streams }: Parts,
  access: Access,
): ConnectionOptions {
  return {
    access,
    streams,
    storage,
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

function buildApp(parts: Parts, access: Access): App {
  const { config, logger, role, backend } = parts;
  const { storage, runs } = backend;
  const connections = connectionOptions(parts, access);
  const onTrouble = (error: unknown): void => logger.error({ err: error }, "A metric could not be counted.");
  return createApp({
    access,
    clock: systemClock,
    idempotency: createIdempotencyStore(backend.db),
    logger,
    version,
    catalog: [entraCatalogEntry],
    isForPeople: role !== "worker",
    isReady: () => backend.isReady(),
    metrics: createMetrics(runs, storage, onTrouble),
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
      assetChangeRoutes(storage),
      savedQueryRoutes(connections),
      recentQueryRoutes(storage),
      inventoryTaskRoutes(connections),
      tagRoutes(connections),
      assetSearchRoutes(connections),
      assetNeighbourRoutes(connections),
      dailyCountRoutes(connections),
      assetExportRoutes(connections),
      queryAidRoutes(connections),
      liveEventRoutes(connections),
      maintenanceRoutes(backend.maintenance, systemClock),
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

/** Roles share the runs of one database, and the embedded one is one process's own. */
function refuseRole(role: ServerRole, { database }: Config): void {
  if (role !== "all" && database === null)
    throw new RollcallError(
      "config.invalid",
      `A process with the role ${role} works on PostgreSQL: set DATABASE_URL.`,
    );
}

/**
 * Opens everything and listens. Throws `config.invalid`, `data_folder.…`, `master_key.…`, `storage.newer_release`,
 * `storage.not_opened`, `storage.unavailable`, `server.cannot_listen`, and what keeps the sync thread from its store; nothing
 * stays open then.
 */
export async function startServer(
  config: Config,
  logger: Logger,
  role: ServerRole = "all",
): Promise<RunningServer> {
  refuseRole(role, config);
  await using opened = new AsyncDisposableStack();
  const streams = createEventStreams();
  const { backend, folder, keys } = await openBackend(opened, config, { role, logger, streams });
  opened.defer(() => backend.close());
  await tellOfLostKeys(backend.db, keys, logger);
  const baseUrl = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const access = openAccess(backend, config, baseUrl);
  const local = role === "worker" ? null : opened.use(openLocalAccess(access, folder.localAccessFile));
  const connector = createEntraConnector(readTransport(config));
  const parts = { config, role, logger, backend, connector, streams };
  const app = buildApp(parts, local?.access ?? access);
  opened.defer(() => backend.runs.stop());
  await backend.runs.start();
  // It starts the runs again when it is done, whoever asked for it and left.
  opened.defer(() => backend.maintenance.end());
  opened.defer(async () => {
    streams.closeAll();
    await app.close();
  });
  await listen(app, config);
  const url = urlOf(app, config.host);
  local?.announce(url);
  const token = role === "worker" ? null : await access.firstLinkToken();
  const firstLink = token === null ? null : `${config.publicUrl ?? url}/first-administrator#${token}`;
  const whole = opened.move();
  return { url, firstLink, stop: () => whole.disposeAsync() };
}

// The composition root: puts the store, the connector and the engine together.

import type { ConnectionSettings } from "../core/connection.ts";
import type { ConnectionId } from "../core/id.ts";
import { everyDevice } from "../core/scope.ts";
import { Secret } from "../core/secret.ts";
import { type SyncMode, type SyncRun, unfinishedStates } from "../core/sync-run.ts";
import { entraConnector } from "../entra/connector.ts";
import { openSqlite } from "../storage/sqlite/open.ts";
import { runSync } from "../sync/run-sync.ts";
import type { RunProgress } from "../sync/session.ts";
import { loadMasterKeys } from "./master-key.ts";
import { systemClock } from "./system-clock.ts";

export interface Rollcall extends AsyncDisposable {
  createConnection(name: string, settings: ConnectionSettings, secret: string): Promise<ConnectionId>;
  /** Takes up the run that is under way, or queues one of the mode, and runs it to its end; throws when the signal is aborted. */
  sync(
    id: ConnectionId,
    mode: SyncMode,
    signal: AbortSignal,
    onProgress: (progress: RunProgress) => void,
  ): Promise<SyncRun>;
  countAssets(id: ConnectionId): Promise<{ active: number; retired: number }>;
}

/** Opens the embedded store in `databaseFile` with the master key in `keyFile`; both are made where they are missing. */
export async function openRollcall(databaseFile: string, keyFile: string): Promise<Rollcall> {
  const storage = await openSqlite(databaseFile, loadMasterKeys(keyFile));
  const connector = entraConnector;
  return {
    createConnection: (name, settings, secret) =>
      storage.transaction((writer) =>
        writer.createConnection(
          { name, connectorId: connector.id, settings, secret: new Secret(secret) },
          systemClock.now(),
        ),
      ),
    sync: async (id, mode, signal, onProgress) => {
      const { version: transformMapVersion } = connector.defaultTransformMap;
      const at = systemClock.now();
      const latest = await storage.readLatestRun(id);
      // A run that was asked for, or cut off, is unfinished until it is taken up and ends.
      const runId =
        latest !== null && unfinishedStates.includes(latest.state.name)
          ? latest.id
          : await storage.transaction((writer) =>
              writer.createRun({ connectionId: id, mode, transformMapVersion, trigger: "person", at }),
            );
      const scope = everyDevice;
      return runSync({ storage, connector, clock: systemClock, scope, signal, onProgress }, runId);
    },
    countAssets: async (id) => ({
      active: (await storage.readStandings(id)).activeAssets,
      retired: await storage.readRetiredCount(id),
    }),
    [Symbol.asyncDispose]: () => storage.close(),
  };
}

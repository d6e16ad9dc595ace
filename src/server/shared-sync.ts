// The sync thread's work on PostgreSQL: one worker of several, which is handed its runs and hears of the rest over the channel.

import type { ConnectionId } from "../core/id.ts";
import type { LiveEvent } from "../core/live-event.ts";
import { openPgBoss } from "../queue/pg-boss.ts";
import { createRunQueue } from "../queue/run-requests.ts";
import { openChannel } from "../storage/postgres/channel.ts";
import { openPostgres } from "../storage/postgres/open.ts";
import { SharedWorker } from "../sync/shared-worker.ts";
import type { DatabaseConfig } from "./config.ts";
import { schedulerEvents } from "./scheduler-events.ts";
import { channelSettings, databaseSettings } from "./shared-database.ts";
import { type Signal, signalToText, textToSignal } from "./signals.ts";
import type { SyncThreadSetup } from "./sync-thread-messages.ts";
import { type SyncParent, type SyncWork, workOptions } from "./sync-work.ts";
import { systemClock } from "./system-clock.ts";

function hear(worker: () => SharedWorker | null, text: string): void {
  const signal = textToSignal(text);
  switch (signal?.kind) {
    case "work_wanted":
      void worker()?.wake();
      return;
    case "plan_changed":
      worker()?.onPlanChanged();
      return;
    case "run_completed":
      worker()?.noteSeen();
      return;
    case "event":
    case undefined:
      return;
  }
}

/** Throws what keeps it from the database; nothing stays open then. */
export async function openSharedSync(
  database: DatabaseConfig,
  setup: SyncThreadSetup,
  parent: SyncParent,
): Promise<SyncWork> {
  const { url, heartbeatSeconds } = database;
  const { concurrency, masterKeys } = setup;
  const { onTrouble } = parent;
  await using opened = new AsyncDisposableStack();
  // Each run writes on one connection and now and then reads on another; the care has its own.
  const pool = {
    ...databaseSettings(database, "rollcall sync"),
    connections: 2 * concurrency + 4,
    searchMs: null,
  };
  const { storage } = await openPostgres(url, masterKeys, pool);
  opened.defer(() => storage.close());
  let worker: SharedWorker | null = null;
  const listener = {
    onMessage: (text: string) => hear(() => worker, text),
    // Whatever was missed is looked for.
    onGap: () => {
      void worker?.wake();
      worker?.onPlanChanged();
    },
    onTrouble,
  };
  const channel = await openChannel(channelSettings(database, "rollcall sync channel"), listener);
  opened.defer(() => channel.close());
  const tell = (signal: Signal): void => void channel.send(signalToText(signal)).catch(onTrouble);
  const publish = (event: LiveEvent): void => {
    tell({ kind: "event", event });
    parent.publish(event);
  };
  const dispatch = await openPgBoss({
    url,
    name: "rollcall queue",
    heartbeatSeconds,
    isWorker: true,
    onTrouble,
  });
  opened.defer(() => dispatch.stop());
  // The run is in the store: whoever has the care offers it again.
  const onQueued = (id: ConnectionId): Promise<void> => dispatch.offer([id]).catch(onTrouble);
  const onCancelled = (): void => tell({ kind: "work_wanted" });
  worker = new SharedWorker({
    ...workOptions(storage, setup, { publish, onTrouble }),
    ...schedulerEvents(publish, parent.warn),
    dispatch,
    queue: createRunQueue({ storage, clock: systemClock, onQueued, onCancelled }),
    concurrency,
    onLost: ({ id: runId, connectionId }) =>
      parent.warn(
        { runId, connectionId },
        "A run has been taken up by another worker: what this one had read of it since is not written.",
      ),
    onCompleted: () => tell({ kind: "run_completed" }),
  });
  await worker.start();
  const [begun, whole] = [worker, opened.move()];
  return {
    wake: () => void begun.wake(),
    stop: async () => {
      await begun.stop();
      await whole.disposeAsync();
    },
  };
}

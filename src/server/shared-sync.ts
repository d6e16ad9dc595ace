// The sync thread's work on PostgreSQL: one worker of several, which is handed its runs and hears of the rest over the channel.

import type { ConnectionId } from "../core/id.ts";
import type { LiveEvent } from "../core/live-event.ts";
import type { RunDispatch } from "../core/run-dispatch.ts";
import type { Storage } from "../core/storage.ts";
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

/** What a worker works with. */
interface Shared {
  readonly storage: Storage;
  readonly dispatch: RunDispatch;
  readonly tell: (signal: Signal) => void;
}

function createWorker(
  { storage, dispatch, tell }: Shared,
  setup: SyncThreadSetup,
  { publish: publishHere, warn, onTrouble }: SyncParent,
): SharedWorker {
  const publish = (event: LiveEvent): void => {
    tell({ kind: "event", event });
    publishHere(event);
  };
  // The run is in the store: whoever has the care offers it again.
  const onQueued = (id: ConnectionId): Promise<void> => dispatch.offer([id]).catch(onTrouble);
  const onCancelled = (): void => tell({ kind: "work_wanted" });
  return new SharedWorker({
    ...workOptions(storage, setup, { publish, onTrouble }),
    ...schedulerEvents(publish, warn),
    dispatch,
    queue: createRunQueue({ storage, clock: systemClock, onQueued, onCancelled }),
    concurrency: setup.concurrency,
    onLost: ({ id: runId, connectionId }) =>
      warn(
        { runId, connectionId },
        "A run has been taken up by another worker: what this one had read of it since is not written.",
      ),
    onCompleted: () => tell({ kind: "run_completed" }),
  });
}

/** Throws what keeps it from the database; nothing stays open then. */
export async function openSharedSync(
  database: DatabaseConfig,
  setup: SyncThreadSetup,
  parent: SyncParent,
): Promise<SyncWork> {
  const { url, heartbeatSeconds } = database;
  const { onTrouble } = parent;
  await using opened = new AsyncDisposableStack();
  // Each run writes on one connection and now and then reads on another; the care has its own.
  const connections = 2 * setup.concurrency + 4;
  const pool = { ...databaseSettings(database, "rollcall sync"), connections, searchMs: null };
  const { storage } = await openPostgres(url, setup.masterKeys, pool);
  opened.defer(() => storage.close());
  let worker: SharedWorker | null = null;
  const channel = await openChannel(channelSettings(database, "rollcall sync channel"), {
    onMessage: (text) => hear(() => worker, text),
    // Whatever was missed is looked for.
    onGap: () => {
      void worker?.wake();
      worker?.onPlanChanged();
    },
    onTrouble,
  });
  opened.defer(() => channel.close());
  const tell = (signal: Signal): void => void channel.send(signalToText(signal)).catch(onTrouble);
  const queue = { url, name: "rollcall queue", heartbeatSeconds, isWorker: true, onTrouble };
  const dispatch = await openPgBoss(queue);
  opened.defer(() => dispatch.stop());
  const begun = createWorker({ storage, dispatch, tell }, setup, parent);
  worker = begun;
  await begun.start();
  const whole = opened.move();
  return {
    wake: () => void begun.wake(),
    stop: async () => {
      await begun.stop();
      await whole.disposeAsync();
    },
  };
}

// The runs of a process on PostgreSQL: asked for through pg-boss, taken up by the sync thread of whichever process is a worker, and
// told to all processes by the database's own channel.

import type { Logger } from "pino";
import type { ConnectionId } from "../core/id.ts";
import { createLiveFeed, type LiveFeed } from "../core/live-event.ts";
import type { RunDispatch } from "../core/run-dispatch.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { Storage } from "../core/storage.ts";
import { createRunQueue } from "../queue/run-requests.ts";
import type { Channel } from "../storage/postgres/channel.ts";
import type { Runs } from "./runs.ts";
import { type Signal, signalToText } from "./signals.ts";
import { SyncThreadKeeper } from "./sync-thread-keeper.ts";
import { describeTrouble, type SyncThreadSetup } from "./sync-thread-messages.ts";
import { systemClock } from "./system-clock.ts";

interface SharedRunsOptions {
  readonly storage: Storage;
  readonly logger: Logger;
  readonly dispatch: RunDispatch;
  readonly channel: Channel;
  /** What comes in over the channel. */
  readonly incoming: LiveFeed;
  /** Null where the process takes up no runs. */
  readonly setup: (() => SyncThreadSetup) | null;
}

/** What is sent is told and no more: who misses it reads the state, and whoever has the care looks by itself every minute. */
function createTeller(channel: Channel, logger: Logger): (signal: Signal) => void {
  return (signal) =>
    void channel
      .send(signalToText(signal))
      .catch((error: unknown) =>
        logger.warn(describeTrouble(error), "The other processes could not be told."),
      );
}

function createQueue(
  { storage, dispatch, logger }: SharedRunsOptions,
  tell: (signal: Signal) => void,
): RunQueue {
  const onQueued = async (id: ConnectionId): Promise<void> => {
    // The run is in the store: whoever has the care offers it again.
    await dispatch
      .offer([id])
      .catch((error: unknown) => logger.warn(describeTrouble(error), "A run waits to be offered again."));
  };
  const onCancelled = (): void => tell({ kind: "work_wanted" });
  return createRunQueue({ storage, clock: systemClock, onQueued, onCancelled });
}

export function createSharedRuns(options: SharedRunsOptions): Runs {
  const { logger, channel, incoming, setup } = options;
  const tell = createTeller(channel, logger);
  const ownFeed = createLiveFeed();
  const keeper =
    setup === null
      ? null
      : new SyncThreadKeeper(setup, {
          onEvent: (event) => ownFeed.publish(event),
          onTrouble: (trouble) => logger.error(trouble, "The sync thread met trouble."),
          onWarning: (about, message) => logger.warn(about, message),
        });
  return {
    queue: createQueue(options, tell),
    feed: {
      publish: (event) => tell({ kind: "event", event }),
      subscribe: (listener) => incoming.subscribe(listener),
    },
    ownFeed,
    isRunning: () => keeper?.isRunning ?? false,
    onPlanChanged: () => tell({ kind: "plan_changed" }),
    wake: () => tell({ kind: "work_wanted" }),
    start: async () => keeper?.start(),
    stop: async () => keeper?.stop(),
  };
}

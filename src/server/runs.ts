// The runs of a server: the queue, the scheduler and the sync thread, and what is told of them.

import type { Logger } from "pino";
import type { LiveFeed } from "../core/live-event.ts";
import { createLiveFeed } from "../core/live-event.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { Storage } from "../core/storage.ts";
import { createRunQueue } from "../queue/run-requests.ts";
import { Scheduler } from "../sync/scheduler.ts";
import { schedulerEvents } from "./scheduler-events.ts";
import { SyncThreadKeeper } from "./sync-thread-keeper.ts";
import { describeTrouble, type SyncThreadSetup } from "./sync-thread-messages.ts";
import { systemClock } from "./system-clock.ts";

export interface Runs {
  readonly queue: RunQueue;
  readonly feed: LiveFeed;
  /** What happens to the runs that this very process has taken up. */
  readonly ownFeed: LiveFeed;
  /** Whether runs are taken up at present. */
  isRunning(): boolean;
  /** A schedule was made, changed, paused or resumed. */
  onPlanChanged(): void;
  /** There may be something for the sync thread to do. */
  wake(): void;
  /** Throws what keeps the sync thread from its store; unless it is stopped, the thread is tried again and runs are asked for. */
  start(): Promise<void>;
  /** Runs stop at their next page and go on at the next start. */
  stop(): Promise<void>;
}

interface RunsOptions {
  readonly storage: Storage;
  readonly logger: Logger;
  /** Asked at each start, since keys change. */
  readonly setup: () => SyncThreadSetup;
}

function createScheduler(storage: Storage, queue: RunQueue, feed: LiveFeed, logger: Logger): Scheduler {
  return new Scheduler({
    storage,
    queue,
    clock: systemClock,
    ...schedulerEvents(
      (event) => feed.publish(event),
      (about, message) => logger.warn(about, message),
    ),
    onTrouble: (error) => logger.error({ err: error }, "The scheduler met trouble."),
  });
}

export function createRuns({ storage, logger, setup }: RunsOptions): Runs {
  const feed = createLiveFeed();
  const keeper = new SyncThreadKeeper(setup, {
    onEvent: (event) => feed.publish(event),
    onTrouble: (trouble) => logger.error(trouble, "The sync thread met trouble."),
    onWarning: (about, message) => logger.warn(about, message),
  });
  const wake = (): void => keeper.wake();
  const queue = createRunQueue({ storage, clock: systemClock, onQueued: wake, onCancelled: wake });
  const scheduler = createScheduler(storage, queue, feed, logger);
  let scheduling: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  return {
    queue,
    feed,
    ownFeed: feed,
    isRunning: () => keeper.isRunning,
    onPlanChanged: () => scheduler.wake(),
    wake,
    start: async () => {
      // First, since a sync thread that cannot begin is tried again by itself: what is due by then is queued.
      const abort = new AbortController();
      const ended = scheduler
        .run(abort.signal)
        .catch((error: unknown) => logger.error(describeTrouble(error), "The scheduler has ended."));
      scheduling = { abort, ended };
      await keeper.start();
    },
    stop: async () => {
      scheduling?.abort.abort();
      await scheduling?.ended;
      scheduling = null;
      await keeper.stop();
    },
  };
}

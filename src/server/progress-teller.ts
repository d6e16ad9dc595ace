// Tells of the progress of runs a few times a second, however often a page comes.

import type { RunProgressEvent } from "../core/live-event.ts";
import type { SyncRun } from "../core/sync-run.ts";
import type { RunProgress } from "../sync/session.ts";

/** A page comes every few milliseconds; nobody reads that fast. */
const progressEveryMs = 250;

interface Told {
  readonly run: SyncRun;
  readonly startedAt: number;
  readonly startedWith: number;
  at: number;
  phase: string;
  /** What came too soon after the last, and when it is told unless something newer is. */
  waiting: RunProgress | null;
  timer: NodeJS.Timeout | undefined;
}

export interface ProgressTeller {
  begin(run: SyncRun): void;
  /** What waits is not told any more: the run's end says it. */
  end(run: SyncRun): void;
  /** At once with a new phase, else as soon as the last is long enough ago: the newest is told in any case. */
  tell(run: SyncRun, progress: RunProgress): void;
}

export function createProgressTeller(publish: (event: RunProgressEvent) => void): ProgressTeller {
  const runs = new Map<number, Told>();
  const say = (told: Told, progress: RunProgress): void => {
    clearTimeout(told.timer);
    const now = performance.now();
    Object.assign(told, { at: now, phase: progress.phase, waiting: null, timer: undefined });
    const { id: runId, connectionId } = told.run;
    const elapsedMs = now - told.startedAt;
    const fetchedSince = Math.max(0, progress.counters.fetched - told.startedWith);
    publish({ kind: "run_progress", runId, connectionId, ...progress, elapsedMs, fetchedSince });
  };
  const end = ({ id }: SyncRun): void => {
    clearTimeout(runs.get(id)?.timer);
    runs.delete(id);
  };
  return {
    end,
    begin: (run) => {
      end(run);
      const [startedAt, startedWith] = [performance.now(), run.counters.fetched];
      const nothing = { at: Number.NEGATIVE_INFINITY, phase: "", waiting: null, timer: undefined };
      runs.set(run.id, { run, startedAt, startedWith, ...nothing });
    },
    tell: ({ id }, progress) => {
      const told = runs.get(id);
      if (told === undefined) return;
      const waitMs = told.at + progressEveryMs - performance.now();
      if (waitMs <= 0 || told.phase !== progress.phase) return say(told, progress);
      told.waiting = progress;
      told.timer ??= setTimeout(() => {
        if (told.waiting !== null) say(told, told.waiting);
      }, waitMs).unref();
    },
  };
}

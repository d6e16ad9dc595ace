// The server's metrics: of the process, and of the runs.

import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Timestamp } from "../core/clock.ts";
import type { ConnectionId } from "../core/id.ts";
import type { LiveFeed } from "../core/live-event.ts";
import type { Storage } from "../core/storage.ts";
import type { SyncRun } from "../core/sync-run.ts";

const verdicts = ["created", "updated", "unchanged", "restored", "retired", "rejected"] as const;

/** How a run stood when its end was counted. */
interface CountedRun extends Pick<SyncRun, "id" | "counters"> {
  readonly finishedAt: Timestamp;
}

/** Counts what the feed tells; runs by how they ended. */
function countRuns(
  metrics: Registry,
  feed: LiveFeed,
  storage: Storage,
  onTrouble: (error: unknown) => void,
): void {
  const ended = new Counter({
    name: "rollcall_runs_ended_total",
    help: "Sync runs that ended, by mode and state.",
    labelNames: ["mode", "state"],
    registers: [metrics],
  });
  const devices = new Counter({
    name: "rollcall_devices_total",
    help: "Devices of ended runs, by what became of them.",
    labelNames: ["verdict"],
    registers: [metrics],
  });
  // A connection has one run at a time, and only its latest goes on after its end.
  const counted = new Map<ConnectionId, CountedRun>();
  const count = ({ id, connectionId, mode, state, counters }: SyncRun): void => {
    if (!("finishedAt" in state)) return;
    const before = counted.get(connectionId);
    const earlier = before?.id === id ? before : null;
    // Who reads late reads the same end again.
    if (earlier?.finishedAt === state.finishedAt) return;
    counted.set(connectionId, { id, finishedAt: state.finishedAt, counters });
    ended.inc({ mode, state: state.name });
    for (const verdict of verdicts)
      devices.inc({ verdict }, Math.max(0, counters[verdict] - (earlier?.counters[verdict] ?? 0)));
  };
  feed.subscribe((event) => {
    if (event.kind === "connection_removed") counted.delete(event.connectionId);
    if (event.kind === "run_changed") storage.readRun(event.runId).then(count).catch(onTrouble);
  });
}

export function createMetrics(
  { ownFeed, isRunning }: { readonly ownFeed: LiveFeed; isRunning(): boolean },
  storage: Storage,
  onTrouble: (error: unknown) => void,
): Registry {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, prefix: "rollcall_" });
  // Each run is counted by the process that took it up, so that the counts of several add up.
  countRuns(metrics, ownFeed, storage, onTrouble);
  const running = new Gauge({
    name: "rollcall_sync_thread_running",
    help: "1 while runs are taken up.",
    registers: [metrics],
    collect() {
      this.set(isRunning() ? 1 : 0);
    },
  });
  running.set(0);
  return metrics;
}

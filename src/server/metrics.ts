// The server's metrics: of the process, and of the runs.

import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { LiveFeed } from "../core/live-event.ts";
import type { Storage } from "../core/storage.ts";

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
  feed.subscribe((event) => {
    if (event.kind !== "run_changed") return;
    storage
      .readRun(event.runId)
      .then(({ mode, state, counters }) => {
        if (state.name === "queued" || state.name === "running") return;
        ended.inc({ mode, state: state.name });
        for (const verdict of ["created", "updated", "unchanged", "restored", "retired", "rejected"] as const)
          devices.inc({ verdict }, counters[verdict]);
      })
      .catch(onTrouble);
  });
}

export function createMetrics(
  { feed, isRunning }: { readonly feed: LiveFeed; isRunning(): boolean },
  storage: Storage,
  onTrouble: (error: unknown) => void,
): Registry {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, prefix: "rollcall_" });
  countRuns(metrics, feed, storage, onTrouble);
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

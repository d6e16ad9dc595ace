// What the metrics count of runs: each end once, and each device once.

import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { SourceFailure } from "../../src/core/failure.ts";
import { createLiveFeed } from "../../src/core/live-event.ts";
import type { SyncRun } from "../../src/core/sync-run.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { createEngine } from "../support/engine.ts";
import { MemoryTenant } from "../support/memory-tenant.ts";

test("[SV45] an end that is told of twice counts once, and a run that goes on counts what it adds", async () => {
  const tenant = new MemoryTenant();
  for (let index = 1; index <= 9; index += 1) tenant.set(`d${index}`, { displayName: `PC ${index}` });
  const engine = await createEngine(tenant);
  const feed = createLiveFeed();
  const troubles: unknown[] = [];
  const metrics = createMetrics({ ownFeed: feed, isRunning: () => true }, engine.storage, (error) =>
    troubles.push(error),
  );
  const tell = async ({ id: runId, connectionId }: SyncRun): Promise<void> => {
    feed.publish({ kind: "run_changed", runId, connectionId });
    feed.publish({ kind: "run_changed", runId, connectionId });
    await engine.storage.readRun(runId);
    await nextTurn();
  };
  const failure = new SourceFailure(
    "graph.broken",
    "Broken.",
    { kind: "operator", reason: "source_error" },
    null,
  );
  let pages = 0;
  tenant.onListPage = () => {
    pages += 1;
    if (pages === 2) throw failure;
  };
  const failed = await engine.sync("full_pull");
  expect(failed).toMatchObject({ state: { name: "failed" }, counters: { created: 3 } });
  await tell(failed);
  tenant.onListPage = () => undefined;
  await engine.storage.transaction((writer) => writer.requeueRun(failed.id, 1));
  const ended = await engine.resume(failed.id);
  expect(ended).toMatchObject({ state: { name: "completed" }, counters: { created: 9 } });
  await tell(ended);
  const text = await metrics.metrics();
  expect(text).toContain('rollcall_runs_ended_total{mode="full_pull",state="failed"} 1\n');
  expect(text).toContain('rollcall_runs_ended_total{mode="full_pull",state="completed"} 1\n');
  expect(text).toContain('rollcall_devices_total{verdict="created"} 9\n');
  expect(troubles).toEqual([]);
});

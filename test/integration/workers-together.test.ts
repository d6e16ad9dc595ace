// Several web processes and workers on one database: what is asked for at one is done by another and told at a third.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { inventoryTaskView } from "../../src/contract/inventory-task.ts";
import { syncRunView } from "../../src/contract/sync-run.ts";
import { tagView } from "../../src/contract/tag.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { connect } from "../support/server.ts";
import { openServerGroup } from "../support/server-group.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let simulator: Simulator;
let postgres: TestPostgres;
beforeAll(async () => {
  [simulator, postgres] = await Promise.all([startSimulator(), startPostgres()]);
});
afterAll(async () => {
  await postgres.stop();
  await simulator.close();
});

test("[MW8] [MW10] [MW11] what is asked for at one web process is done by a worker and told at another: a run, its end by a person, a task", async () => {
  await using group = await openServerGroup(postgres, simulator);
  const tenant = simulator.createTenant({ devices: 3000, seed: 1, namelessShare: 0 });
  const one = await group.start("web");
  const other = await group.start("web");
  await group.start("worker");
  const { id } = await connect(one.api, tenant);
  await using watch = await other.api.watch();
  expect(await one.api.run(id, "full_pull")).toMatchObject({ state: "completed" });
  const told = await watch.until(({ name, data }) => name === "run_changed" && data.state === "completed");
  expect(told.data).toMatchObject({ connectionId: id, counters: { created: 3000 } });
  expect(watch.events.some(({ name }) => name === "run_progress")).toBe(true);

  const tag = await one.api.read(tagView, one.api.post("/api/v1/tags", { name: "Everything" }));
  const put = one.api.post(`/api/v1/tags/${tag.id}/put-on`, { query: "" });
  const task = await one.api.read(inventoryTaskView, put);
  const done = await watch.until(
    ({ name, data }) => name === "inventory_task_changed" && data.id === task.id && data.state === "done",
  );
  expect(done.data).toMatchObject({ changed: 3000 });

  tenant.faults.add({ host: "graph", operation: "list", skip: 1, times: "always", fault: { kind: "hang" } });
  const asked = one.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
  const run = await one.api.read(syncRunView, asked);
  await watch.until(({ name, data }) => name === "run_progress" && data.runId === run.id);
  expect((await other.api.post(`/api/v1/runs/${run.id}/cancel`)).status).toBeLessThan(300);
  expect(await other.api.untilEnded(watch, run.id)).toMatchObject({ state: "cancelled" });
});

test("[MW12] of many connections and few workers each runs, none twice at once, and no worker more than it may", async () => {
  await using group = await openServerGroup(postgres, simulator);
  const web = await group.start("web");
  for (let worker = 0; worker < 2; worker += 1)
    await group.start("worker", { ROLLCALL_SYNC_CONCURRENCY: "1" });
  await using watch = await web.api.watch();
  const runs: number[] = [];
  for (let seed = 1; seed <= 8; seed += 1) {
    const { id } = await connect(web.api, simulator.createTenant({ devices: 50, seed, namelessShare: 0 }));
    const asked = web.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
    runs.push((await web.api.read(syncRunView, asked)).id);
  }
  for (const runId of runs)
    expect(await web.api.untilEnded(watch, runId)).toMatchObject({
      state: "completed",
      counters: { created: 50 },
    });
  // In the order in which they were told: whoever begins is under way until it ends.
  const underWay = new Set<unknown>();
  let most = 0;
  for (const { name, data } of watch.events) {
    if (name !== "run_changed") continue;
    if (data.state === "running") underWay.add(data.id);
    else underWay.delete(data.id);
    most = Math.max(most, underWay.size);
  }
  expect(most).toBeLessThanOrEqual(2);
});

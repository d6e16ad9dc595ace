// Processes on a PostgreSQL that is restarted, and that loses what pg-boss keeps in it: runs go on, and people are told what is.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { problem } from "../../src/contract/problem.ts";
import { syncRunView } from "../../src/contract/sync-run.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { connect } from "../support/server.ts";
import { openServerGroup } from "../support/server-group.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let simulator: Simulator;
let postgres: TestPostgres;
beforeAll(async () => {
  [simulator, postgres] = await Promise.all([startSimulator(), startPostgres()]);
});
afterAll(async () => {
  await postgres.stop();
  await simulator.close();
});

const untilAnswers = async (
  ask: () => Promise<{ readonly status: number }>,
  status: number,
): Promise<void> => {
  while ((await ask()).status !== status) await new Promise((resolve) => setTimeout(resolve, 100));
};

test("[MW6] [MW7] the database is restarted in the middle of a run: the run goes on, and people are told meanwhile and afterwards", async () => {
  await using group = await openServerGroup(postgres, simulator);
  const devices = 3000;
  const tenant = simulator.createTenant({ devices, seed: 1, namelessShare: 0 });
  const web = await group.start("web");
  const worker = await group.start("worker");
  const { id } = await connect(web.api, tenant);
  tenant.faults.add({ host: "graph", operation: "list", skip: 2, times: "always", fault: { kind: "hang" } });
  const watch = await web.api.watch();
  const asked = web.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
  const run = await web.api.read(syncRunView, asked);
  await watch.until(({ name }) => name === "run_progress");
  await postgres.restart(async () => {
    // The page that it waits for comes, and cannot be written.
    tenant.faults.clear();
    tenant.faults.release();
    for (const path of ["/api/v1/connections", `/api/v1/runs/${run.id}`, "/api/v1/assets"]) {
      const { status, body } = await web.api.get(path, { signal: AbortSignal.timeout(15_000) });
      expect([status, problem.parse(body).code], path).toEqual([503, "storage.unavailable"]);
    }
    for (const { api } of [web, worker]) {
      expect((await api.asNobody().get("/readyz")).status).toBe(503);
      expect((await api.asNobody().get("/healthz")).status).toBe(200);
    }
  });
  for (const { api } of [web, worker]) await untilAnswers(() => api.asNobody().get("/readyz"), 200);
  // Whoever watched was to begin anew.
  await watch.ended;
  await using later = await web.api.watch();
  const shown = await web.api.read(syncRunView, web.api.get(`/api/v1/runs/${run.id}`));
  const ended = shown.state === "completed" ? shown : await web.api.untilEnded(later, run.id);
  expect(ended).toMatchObject({ state: "completed", counters: { fetched: devices, created: devices } });
  // Live events come from the worker again.
  expect(await web.api.run(id)).toMatchObject({ state: "completed", counters: { created: 0, updated: 0 } });
  const { shown: inventory, truth } = await group.compare(id, tenant);
  expect(inventory).toEqual(truth);
  for (const { end } of [web, worker]) expect((await end("SIGTERM")).code).toBe(0);
});

test("[MW13] what pg-boss keeps is lost behind its back: a run under way and one that waits are handed out anew, and so is the care", async () => {
  await using group = await openServerGroup(postgres, simulator);
  const tenants = [1, 2].map((seed) => simulator.createTenant({ devices: 1500, seed, namelessShare: 0 }));
  const web = await group.start("web");
  await group.start("worker", { ROLLCALL_SYNC_CONCURRENCY: "1" });
  await using watch = await web.api.watch();
  const runIds: number[] = [];
  for (const tenant of tenants) {
    const { id } = await connect(web.api, tenant);
    tenant.faults.add({
      host: "graph",
      operation: "list",
      skip: 1,
      times: "always",
      fault: { kind: "hang" },
    });
    const asked = web.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
    runIds.push((await web.api.read(syncRunView, asked)).id);
  }
  await watch.until(({ name }) => name === "run_progress");
  await group.rows("delete from pgboss.job");
  for (const tenant of tenants) {
    tenant.faults.clear();
    tenant.faults.release();
  }
  for (const runId of runIds)
    expect(await web.api.untilEnded(watch, runId)).toMatchObject({
      state: "completed",
      counters: { fetched: 1500, created: 1500 },
    });
});

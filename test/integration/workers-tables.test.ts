// Processes whose database loses pg-boss's tables: they are made again, and what is queued is handed out.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { syncRunView } from "../../src/contract/sync-run.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { connect } from "../support/server.ts";
import { openServerGroup } from "../support/server-group.ts";

let simulator: Simulator;
let postgres: TestPostgres;
beforeAll(async () => {
  [simulator, postgres] = await Promise.all([startSimulator(), startPostgres()]);
});
afterAll(async () => {
  await postgres.stop();
  await simulator.close();
});

test("[MW19] a run that is asked for when pg-boss's tables are gone is taken up, and nothing is told as an object without a name", async () => {
  await using group = await openServerGroup(postgres, simulator);
  const web = await group.start("web");
  const worker = await group.start("worker");
  const { id } = await connect(web.api, simulator.createTenant({ devices: 100, seed: 1, namelessShare: 0 }));
  await using watch = await web.api.watch();
  await group.rows("drop schema pgboss cascade");
  const asked = web.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
  const run = await web.api.read(syncRunView, asked);
  expect(await web.api.untilEnded(watch, run.id)).toMatchObject({
    state: "completed",
    counters: { fetched: 100, created: 100 },
  });
  expect(worker.output.stdout).toContain("does not exist");
  expect(worker.output.stdout).not.toContain("[object Object]");
  for (const process of [web, worker]) expect((await process.end("SIGTERM")).code).toBe(0);
}, 150_000);

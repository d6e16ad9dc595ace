// Workers on one database that are killed, stopped and paused in the middle of a pull: another goes on, and nothing is there twice.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { syncRunView } from "../../src/contract/sync-run.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { watchRequests } from "../support/request-watch.ts";
import { connect } from "../support/server.ts";
import type { ServerEvent } from "../support/server-api.ts";
import { openServerGroup, type ServerGroup } from "../support/server-group.ts";

// A lost worker is noticed after its heartbeat, and a machine that is busy is slow.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let simulator: Simulator;
let postgres: TestPostgres;
beforeAll(async () => {
  [simulator, postgres] = await Promise.all([startSimulator(), startPostgres()]);
});
afterAll(async () => {
  await postgres.stop();
  await simulator.close();
});

const devices = 5000;
/** A page of the list has 999 devices. */
const listPages = 6;

const hasFetched = (runId: number, count: number) => (event: ServerEvent) =>
  event.name === "run_progress" &&
  event.data.runId === runId &&
  z.object({ fetched: z.int() }).parse(event.data.counters).fetched >= count;

/** Each asset once and as the tenant has it: what a first pull creates is no change, and a second writing of it would be one. */
async function expectTenant(group: ServerGroup, connectionId: number, tenant: Tenant): Promise<void> {
  const { shown, truth } = await group.compare(connectionId, tenant);
  expect(shown).toEqual(truth);
  const counts = `select (select count(*)::int from asset) as assets, (select count(*)::int from asset_change) as changes,
    (select count(*)::int from sync_run) as runs`;
  expect(await group.rows(counts)).toEqual([{ assets: devices, changes: 0, runs: 1 }]);
}

interface Pull extends AsyncDisposable {
  readonly group: ServerGroup;
  readonly tenant: Tenant;
  readonly web: Awaited<ReturnType<ServerGroup["start"]>>;
  /** The one that has the run, and the care. */
  readonly first: Awaited<ReturnType<ServerGroup["start"]>>;
  readonly runId: number;
  readonly connectionId: number;
  /** How often a page of the list was asked for. */
  readonly lists: { count: number };
  /** From now on the tenant answers what it held back. */
  release(): void;
  ended(): Promise<z.infer<typeof syncRunView>>;
}

/** A full pull whose first two pages are written, and whose third does not come. */
async function pullHalf(): Promise<Pull> {
  await using opened = new AsyncDisposableStack();
  const group = opened.use(await openServerGroup(postgres, simulator));
  const tenant = simulator.createTenant({ devices, seed: 1, namelessShare: 0 });
  const web = await group.start("web");
  const first = await group.start("worker");
  const { id: connectionId } = await connect(web.api, tenant);
  const lists = { count: 0 };
  const third = Promise.withResolvers<void>();
  opened.use(
    watchRequests((path) => {
      if (path !== "/v1.0/devices") return;
      lists.count += 1;
      if (lists.count === 3) third.resolve();
    }),
  );
  tenant.faults.add({ host: "graph", operation: "list", skip: 2, times: "always", fault: { kind: "hang" } });
  const watch = opened.use(await web.api.watch());
  const asked = web.api.post(`/api/v1/connections/${connectionId}/runs`, { mode: "full_pull" });
  const { id: runId } = await web.api.read(syncRunView, asked);
  await Promise.all([watch.until(hasFetched(runId, 1998)), third.promise]);
  const release = (): void => {
    tenant.faults.clear();
    tenant.faults.release();
  };
  const ended = () => web.api.untilEnded(watch, runId);
  const whole = opened.move();
  const parts = { group, tenant, web, first, runId, connectionId, lists, release, ended };
  return { ...parts, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

const wholePull = {
  state: "completed",
  counters: { fetched: devices, created: devices, updated: 0, retired: 0 },
  countProof: { explained: true },
} as const;

/** Resolves when somebody else has taken the run up than who has it now. */
async function untilTakenUpAnew({ group, runId }: Pull, claim: string): Promise<void> {
  await group.untilRow("select 1 from sync_run where id = $1 and claim <> $2", [runId, claim]);
}

async function claimOf({ group, runId }: Pull): Promise<string> {
  const [row] = await group.rows<{ claim: string }>("select claim from sync_run where id = $1", [runId]);
  return row?.claim ?? "";
}

test("[MW1] a worker is killed in the middle of a pull: another goes on from its checkpoint, and the inventory is the tenant's", async () => {
  await using pull = await pullHalf();
  const { group, tenant, first, connectionId, lists, release, ended } = pull;
  const claim = await claimOf(pull);
  const second = await group.start("worker");
  expect((await first.end("SIGKILL")).signal).toBe("SIGKILL");
  await untilTakenUpAnew(pull, claim);
  release();
  expect(await ended()).toMatchObject(wholePull);
  // The third was asked for twice: it had not come.
  expect(lists.count).toBe(listPages + 1);
  await expectTenant(group, connectionId, tenant);
  expect((await second.api.get("/readyz")).status).toBe(200);
});

test("[MW5] a worker that is told to stop ends within seconds, and its run goes on elsewhere without waiting for a heartbeat", async () => {
  await using pull = await pullHalf();
  const { group, tenant, first, connectionId, lists, release, ended } = pull;
  const claim = await claimOf(pull);
  await group.start("worker");
  const { code, stderr } = await first.end("SIGTERM");
  expect(code, stderr).toBe(0);
  await untilTakenUpAnew(pull, claim);
  release();
  expect(await ended()).toMatchObject(wholePull);
  expect(lists.count).toBe(listPages + 1);
  await expectTenant(group, connectionId, tenant);
  // No word of the run was taken from a worker that was lost: each was answered.
  const lost = "select output from pgboss.job where output->'value'->>'message' = 'job heartbeat timeout'";
  expect(await group.rows(lost)).toEqual([]);
});

test("[MW2] a worker that stood still for too long writes nothing of a run that another has taken over meanwhile", async () => {
  await using pull = await pullHalf();
  const { group, tenant, first, runId, connectionId, lists, release, ended } = pull;
  const claim = await claimOf(pull);
  // It is stopped as it waits to write its third page: what it waits for is in the test's hands.
  const holder = await group.connect();
  await holder.query("begin");
  await holder.query("select 1 from sync_run where id = $1 for update", [runId]);
  release();
  const waits =
    "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%sync_run%' and datname = current_database()";
  await group.untilRow(waits);
  const [session] = await group.rows<{ pid: number }>(waits);
  process.kill(first.pid, "SIGSTOP");
  await group.start("worker");
  // The word is taken from it, and the second waits for the same row.
  await group.untilRow(`${waits} offset 1`);
  await holder.query("commit");
  // The first has the row now, and stands still with it: the database ends its session.
  await untilTakenUpAnew(pull, claim);
  expect(await group.rows("select 1 from pg_stat_activity where pid = $1", [session?.pid])).toEqual([]);
  expect(await ended()).toMatchObject(wholePull);
  process.kill(first.pid, "SIGCONT");
  await group.untilRow("select 1 from pgboss.job where state = 'completed'");
  expect((await first.end("SIGTERM")).code).toBe(0);
  expect(lists.count).toBeGreaterThan(listPages);
  await expectTenant(group, connectionId, tenant);
});

test("[MW4] a schedule fires once, although the worker that had the care is gone and comes back", async () => {
  await using group = await openServerGroup(postgres, simulator);
  const tenant = simulator.createTenant({ devices: 20, seed: 2, namelessShare: 0 });
  const web = await group.start("web");
  const first = await group.start("worker");
  await group.untilRow("select 1 from pgboss.job where name = 'rollcall-care' and state = 'active'");
  process.kill(first.pid, "SIGSTOP");
  await group.start("worker");
  await group.start("worker");
  const schedule = { kind: "daily", timeZone: "Etc/UTC", start: "2026-01-01T00:00" };
  const { id } = await connect(web.api, tenant, { schedule });
  // Whoever plans it has the care.
  await group.untilRow("select 1 from connection where next_run_at is not null");
  await using watch = await web.api.watch();
  process.kill(first.pid, "SIGCONT");
  await group.rows("update connection set next_run_at = next_run_at - 86400000");
  await group.rows(`select pg_notify('rollcall', '{"kind":"plan_changed"}')`);
  await watch.until(
    ({ name, data }) => name === "run_changed" && data.trigger === "schedule" && data.state === "completed",
  );
  await group.untilRow("select 1 from connection where next_run_at > extract(epoch from now()) * 1000");
  expect((await first.end("SIGTERM")).code).toBe(0);
  const runs = "select connection_id::int as id, trigger from sync_run";
  expect(await group.rows(runs)).toEqual([{ id, trigger: "schedule" }]);
});

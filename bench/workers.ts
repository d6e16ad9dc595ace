// Several workers on PostgreSQL: the same connections pulled by one worker process, by two and by four; the database, the simulator,
// a web process and the workers are processes of their own.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type SimulatorProcess, startSimulatorProcess } from "../src/cli/simulator-process.ts";
import { startPostgres, type TestPostgres } from "../test/support/postgres.ts";
import { processorSeconds } from "./processor-time.ts";
import { percentile, type RealServer } from "./real-server.ts";
import { asInProduction, Ground, makeTenants } from "./workers-ground.ts";
import {
  assertNeverTwoAtOnce,
  assertTrue,
  type EndedRun,
  mostAtOnce,
  mostOvertaken,
  readEndedRuns,
} from "./workers-verdict.ts";

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "200" },
    devices: { type: "string", default: "2000" },
    workers: { type: "string", default: "1,2,4" },
    concurrency: { type: "string", default: "4" },
    latency: { type: "string", default: "50" },
    statements: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const latencyMs = Number(values.latency);
const concurrency = Number(values.concurrency);
const profile = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
/** Of the requests for runs. */
const askedAtOnce = 20;

interface Scene {
  readonly postgres: TestPostgres;
  readonly simulator: SimulatorProcess;
  readonly ground: Ground;
  readonly web: RealServer;
  readonly workers: readonly RealServer[];
}

function processorOf({ postgres, simulator, web, workers }: Scene): Readonly<Record<string, number>> {
  const sum = workers.reduce((all, { pid }) => all + processorSeconds(pid), 0);
  const [database, simulated] = [processorSeconds(postgres.pid), processorSeconds(simulator.pid)];
  return { database, simulator: simulated, workers: sum, web: processorSeconds(web.pid) };
}

/** Answers when each connection's run was asked for. */
async function askForRuns({ ground, web }: Scene): Promise<ReadonlyMap<number, number>> {
  const askedAt = new Map<number, number>();
  const waiting = [...ground.connections.keys()].values();
  const ask = async (): Promise<void> => {
    for (const id of waiting) {
      askedAt.set(id, Date.now());
      await web.ask("POST", `/api/v1/connections/${id}/runs`, { mode: "delta_pull" });
    }
  };
  await Promise.all(Array.from({ length: askedAtOnce }, ask));
  return askedAt;
}

async function untilAllEnded({ ground }: Scene): Promise<void> {
  const unfinished = "select 1 from sync_run where state_name in ('queued', 'running') limit 1";
  while ((await ground.rows(unfinished)).length > 0) await sleep(50);
}

async function tellStatements({ ground }: Scene, runs: number): Promise<void> {
  const rows = await ground.rows<{ calls: string; ms: number; query: string }>(
    `select sum(calls) as calls, sum(total_exec_time + total_plan_time) as ms, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as query
     from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
     group by 3 order by 2 desc limit 40`,
  );
  const all = await ground.rows<{ calls: string; ms: number }>(
    "select sum(calls) as calls, sum(total_exec_time + total_plan_time) as ms from pg_stat_statements",
  );
  for (const { calls, ms, query } of [...all.map((row) => ({ ...row, query: "all" })), ...rows])
    console.log(
      `${(Number(calls) / runs).toFixed(1).padStart(8)} a run ${Math.round(ms)
        .toString()
        .padStart(8)} ms  ${query}`,
    );
}

function tellRuns(askedAt: ReadonlyMap<number, number>, runs: readonly EndedRun[], devices: number): number {
  const startedAt = Math.min(...askedAt.values());
  const seconds = (Math.max(...runs.map(({ finishedAt }) => finishedAt)) - startedAt) / 1000;
  const durations = runs.map((run) => run.finishedAt - run.startedAt);
  const waits = runs.map((run) => run.startedAt - (askedAt.get(run.connectionId) ?? Number.NaN));
  const requests = runs.reduce((sum, run) => sum + run.requests, 0) / runs.length;
  const each = [...Map.groupBy(runs, ({ who }) => who).values()];
  console.log(
    [
      `${seconds.toFixed(1)} s, ${Math.round(devices / seconds)} devices a second, ${(runs.length / seconds).toFixed(1)} runs a second`,
      `a run: ${requests.toFixed(1)} requests, p50 ${percentile(durations, 0.5)} ms, most ${Math.max(...durations)} ms`,
      `each worker's runs: ${each.map(({ length }) => length).join(", ")}; at once at most ${each.map(mostAtOnce).join(", ")}, in all ${mostAtOnce(runs)}`,
      `waited for its beginning: p50 ${(percentile(waits, 0.5) / 1000).toFixed(1)} s, longest ${(Math.max(...waits) / 1000).toFixed(1)} s; begun after its turn by ${mostOvertaken(runs)} places at most`,
    ].join("\n  "),
  );
  return seconds;
}

/** Asks for a run of every connection, and answers how many seconds all took. */
async function measureRound(
  scene: Scene,
  mode: "full_pull" | "delta_pull",
  devices: number,
): Promise<number> {
  const { ground } = scene;
  await ground.rows("select pg_stat_statements_reset()");
  const before = processorOf(scene);
  const askedAt = await askForRuns(scene);
  await untilAllEnded(scene);
  const after = processorOf(scene);
  const runs = await readEndedRuns(ground, mode);
  const seconds = tellRuns(askedAt, runs, devices);
  const used = Object.entries(after).map(([name, at]) => `${name} ${(at - (before[name] ?? 0)).toFixed(1)}`);
  const most = scene.workers.map((worker) => Math.round(worker.residentMegabytes("most")));
  console.log(`  seconds of a core: ${used.join(", ")}; a worker most resident: ${most.join(", ")} MB`);
  if (values.statements) await tellStatements(scene, runs.length);
  return seconds;
}

async function measure(scene: Scene): Promise<{ readonly full: number; readonly delta: number }> {
  const { ground, simulator } = scene;
  const full = await measureRound(scene, "full_pull", ground.connections.size * Number(values.devices));
  await assertTrue(ground, simulator);
  console.log("and again, nothing changed:");
  const delta = await measureRound(scene, "delta_pull", 0);
  await assertTrue(ground, simulator);
  assertNeverTwoAtOnce([
    ...(await readEndedRuns(ground, "full_pull")),
    ...(await readEndedRuns(ground, "delta_pull")),
  ]);
  return { full, delta };
}

await using stack = new AsyncDisposableStack();
const postgres = await startPostgres(asInProduction);
stack.defer(() => postgres.stop());
const simulator = stack.use(await startSimulatorProcess(1, 1, latencyMs));
const tenants = await makeTenants(simulator, Number(values.connections), Number(values.devices));
let one: { readonly full: number; readonly delta: number } | null = null;
for (const count of values.workers.split(",").map(Number)) {
  await using processes = new AsyncDisposableStack();
  const ground = processes.use(await Ground.make(postgres, simulator, tenants));
  const web = processes.use(await ground.startProcess("web", "web", concurrency, []));
  const workers: RealServer[] = [];
  for (let number = 1; number <= count; number += 1)
    workers.push(
      processes.use(await ground.startProcess("worker", `worker_${number}`, concurrency, profile)),
    );
  console.log(`\n${count} worker${count === 1 ? "" : "s"}, ${concurrency} runs at once in each:`);
  const taken = await measure({ postgres, simulator, ground, web, workers });
  one ??= taken;
  console.log(
    `speed-up: ${(one.full / taken.full).toFixed(2)}, nothing changed ${(one.delta / taken.delta).toFixed(2)}`,
  );
}

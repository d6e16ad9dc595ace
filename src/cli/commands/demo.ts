// `rollcall demo`: a simulated tenant into a server of its own by a full pull, then its changes by delta pulls.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countView, facetsView } from "../../contract/asset-search.ts";
import { connectionView } from "../../contract/connection.ts";
import { type SyncRunView, syncRunView } from "../../contract/sync-run.ts";
import { readConfig } from "../../server/config.ts";
import { createLogger } from "../../server/logger.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";
import { createApiClient } from "../api-client.ts";
import { awaitRun } from "../await-run.ts";
import { testFailed, testSettings } from "../connection-check.ts";
import type { Context } from "../context.ts";
import { furnish, makeVisitor } from "../demo-furniture.ts";
import { readLocalAccess } from "../local-access.ts";
import { createOutput } from "../output.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../simulator-process.ts";
import { onStopSignal } from "../stop-signals.ts";

interface DemoOptions {
  readonly devices: number;
  readonly seed: number;
  readonly once: boolean;
  readonly json: boolean;
}

/** What the demo is played with. */
interface Stage {
  readonly simulator: SimulatorProcess;
  readonly server: RunningServer;
  readonly context: Context;
  readonly say: (text: string) => void;
  /** Where the server's data is: who may read it needs no other way in. */
  readonly folder: string;
}

const pauseBetweenChangesMs = 10_000;

async function pull({ context, say }: Stage, id: number, mode: SyncRunView["mode"]): Promise<SyncRunView> {
  const label = mode === "full_pull" ? "Full pull" : "Delta pull";
  const queued = await context.client.create(syncRunView, `/connections/${id}/runs`, { mode });
  const run = await awaitRun(context, queued.id);
  if (run.state !== "completed") throw new Error(`${label}: ${run.failure?.message ?? "it did not end."}`);
  const seconds = (durationOf(run) / 1000).toFixed(1);
  const { fetched, created, updated, retired, restored, rejected, requests } = run.counters;
  say(
    `${label}: ${fetched} devices in ${seconds} s and ${requests} requests; ${created} created, ${updated} updated, ` +
      `${retired} retired, ${restored} restored, ${rejected} rejected.`,
  );
  return run;
}

function durationOf({ startedAt, finishedAt }: SyncRunView): number {
  return startedAt === null || finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
}

function changeRequest(devices: number, seed: number) {
  const some = Math.max(1, Math.floor(devices / 200));
  return { seed, add: some, change: some * 2, remove: Math.floor(some / 2), restore: 0 };
}

function reportOf(
  tenantDevices: number,
  full: SyncRunView,
  change: object,
  delta: SyncRunView,
  inventory: object,
) {
  const { fetched, created, rejected, requests } = full.counters;
  const changes = delta.counters;
  const proof = delta.countProof;
  return {
    tenantDevices,
    fullPull: { mode: full.mode, fetched, created, rejected, requests, durationMs: durationOf(full) },
    change,
    deltaPull: {
      mode: delta.mode,
      fetched: changes.fetched,
      created: changes.created,
      updated: changes.updated,
      retired: changes.retired,
      restored: changes.restored,
    },
    inventory,
    countProof: proof && {
      tenant: proof.tenant,
      active: proof.activeAssets,
      rejected: proof.rejected,
      excluded: proof.excluded,
      explained: proof.explained,
    },
  };
}

async function changeTenant({ simulator, say }: Stage, devices: number, seed: number) {
  const change = await simulator.changeTenant(changeRequest(devices, seed));
  say(`The tenant changed: ${change.added} added, ${change.changed} changed, ${change.removed} removed.`);
  return change;
}

async function keepChanging(stage: Stage, id: number, { devices, seed }: DemoOptions): Promise<void> {
  const { say, context, server, folder } = stage;
  await furnish(stage, id);
  const { email, password } = await makeVisitor(stage);
  say(`Look at it: ${server.url}  Sign in as ${email} with the password ${password}`);
  say(`Search it: ROLLCALL_DATA_DIR=${folder} npm run --silent rollcall -- query 'entra.isCompliant: false'`);
  say("The tenant goes on changing, and a delta pull follows each time. Ctrl+C ends the demo.");
  for (let round = 2; !context.signal.aborted; round += 1) {
    await sleep(pauseBetweenChangesMs, undefined, { signal: context.signal });
    await changeTenant(stage, devices, seed + round);
    await pull(stage, id, "delta_pull");
  }
}

const reference = 'inventory:(source:"Microsoft")';

/** What the inventory itself says, asked as a person asks it. */
async function askInventory({ context: { client }, say }: Stage) {
  const count = async (query: string) => (await client.get(countView, "/assets/count", { query })).count;
  const [active, retired] = [await count(reference), await count("lifecycle.state: retired")];
  const { facets } = await client.get(facetsView, "/assets/facets", { query: reference });
  const kinds = facets.find(({ name }) => name === "category")?.values ?? [];
  const parts = kinds.map((kind) => `${kind.count} ${kind.label ?? "unknown"}`);
  say(`The inventory holds ${active} active and ${retired} retired assets.`);
  say(`${reference} finds ${active}: ${parts.join(", ")}.`);
  return { active, retired };
}

/** Answers the connection that it made. */
async function play(stage: Stage, options: DemoOptions): Promise<number> {
  const { simulator, say } = stage;
  const { devices: tenantDevices } = await simulator.readTruth();
  say(`A simulated tenant of ${tenantDevices} devices answers at ${simulator.tenant.graphUrl}.`);
  const id = await connect(stage);
  const full = await pull(stage, id, "full_pull");
  const change = await changeTenant(stage, options.devices, options.seed + 1);
  const delta = await pull(stage, id, "delta_pull");
  const inventory = await askInventory(stage);
  const truth = await simulator.readTruth();
  if (delta.countProof?.tenant !== truth.devices || !delta.countProof.explained)
    throw new Error(`The counts do not agree: the tenant says that it has ${truth.devices} devices.`);
  say(`Count proof: the tenant's ${truth.devices.toLocaleString("en")} devices are all accounted for.`);
  if (options.json) console.log(JSON.stringify(reportOf(tenantDevices, full, change, delta, inventory)));
  return id;
}

/** As a person does it: test the settings, and save what passed. */
async function connect({ simulator, context }: Stage): Promise<number> {
  const { tenantId, clientId, clientSecret } = simulator.tenant;
  const settings = { cloud: "simulated", tenantId, clientId };
  const place = { isResult: false, isVerbose: false };
  if (!(await testSettings(context, { settings, clientSecret }, place))) throw testFailed("");
  const name = "Microsoft Entra ID (Devices), simulated";
  const { id } = await context.client.create(connectionView, "/connections", {
    name,
    settings,
    clientSecret,
  });
  return id;
}

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "rollcall-demo-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A server of its own: it knows the simulated tenant's hosts, and tells only of errors. */
async function openServer(
  folder: string,
  { tenant }: SimulatorProcess,
  signal: AbortSignal,
  { once, json }: DemoOptions,
) {
  const { loginUrl, graphUrl } = tenant;
  const env = {
    ROLLCALL_DATA_DIR: folder,
    ROLLCALL_PORT: "0",
    ROLLCALL_LOG_LEVEL: "error",
    // Where it ends by itself, nobody else asks it.
    ROLLCALL_QUERY_THREADS: once ? "1" : "2",
    ROLLCALL_CUSTOM_CLOUDS: JSON.stringify([{ name: "simulated", loginUrl, graphUrl }]),
  };
  const config = readConfig(env);
  const server = await startServer(config, createLogger(config, process.stderr));
  const address = readLocalAccess(env);
  if (address === null) throw new Error("The server has not said how to reach it.");
  const context = { client: createApiClient(address, signal), output: createOutput(json), signal };
  return { server, context, [Symbol.asyncDispose]: () => server.stop() };
}

/** Whoever reads the output may leave early, and a person may press Ctrl+C: both end the demo in an orderly way. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  onStopSignal((name) => stop.abort(name));
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => {
      process.exitCode = 1;
      stop.abort("the output is closed");
    });
  return stop.signal;
}

/** Exit codes: 130 and 143 when it was interrupted before its report, 1 when it failed or its output was closed. */
const interruptedCodes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

async function playToItsEnd(stage: Stage, options: DemoOptions): Promise<void> {
  const { signal } = stage.context;
  let isReported = false;
  try {
    const id = await play(stage, options);
    isReported = true;
    if (!options.once) await keepChanging(stage, id, options);
  } catch (error) {
    if (!signal.aborted) throw error;
    stage.say("The demo is stopped.");
    if (!isReported) process.exitCode = interruptedCodes[String(signal.reason)] ?? 1;
  }
}

export async function runDemo(options: DemoOptions): Promise<void> {
  const signal = stopSignal();
  using folder = temporaryFolder();
  await using simulator = await startSimulatorProcess(options.devices, options.seed);
  await using opened = await openServer(folder.path, simulator, signal, options);
  const { server, context } = opened;
  const stage = { simulator, server, context, say: context.output.note, folder: folder.path };
  await playToItsEnd(stage, options);
}

// `rollcall demo`: a simulated tenant into the embedded inventory by a full pull, then its changes by delta pulls.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openRollcall, type Rollcall } from "../../server/build.ts";
import { say, showProgress } from "../progress.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../simulator-process.ts";

interface DemoOptions {
  readonly devices: number;
  readonly seed: number;
  readonly once: boolean;
  readonly json: boolean;
}

type Id = Awaited<ReturnType<Rollcall["createConnection"]>>;
type Run = Awaited<ReturnType<Rollcall["sync"]>>;

/** What the demo is played with. */
interface Stage {
  readonly simulator: SimulatorProcess;
  readonly rollcall: Rollcall;
  readonly id: Id;
  readonly signal: AbortSignal;
  readonly isLiving: boolean;
}

const pauseBetweenChangesMs = 10_000;

async function pull({ rollcall, id, signal, isLiving }: Stage, mode: Run["mode"]): Promise<Run> {
  const label = mode === "full_pull" ? "Full pull" : "Delta pull";
  const run = await rollcall.sync(id, mode, signal, showProgress(label, isLiving));
  const { state, counters } = run;
  if (state.name !== "completed")
    throw new Error(
      state.name === "failed" ? `${label}: ${state.failure.message}` : `${label}: it did not end.`,
    );
  const seconds = ((state.finishedAt - state.startedAt) / 1000).toFixed(1);
  const { fetched, created, updated, retired, restored, rejected, requests } = counters;
  say(
    `${label}: ${fetched} devices in ${seconds} s and ${requests} requests; ${created} created, ${updated} updated, ` +
      `${retired} retired, ${restored} restored, ${rejected} rejected.`,
  );
  return run;
}

function durationOf({ state }: Run): number {
  return state.name === "completed" ? state.finishedAt - state.startedAt : 0;
}

function changeRequest(devices: number, seed: number) {
  const some = Math.max(1, Math.floor(devices / 200));
  return { seed, add: some, change: some * 2, remove: Math.floor(some / 2), restore: 0 };
}

function reportOf(tenantDevices: number, full: Run, change: object, delta: Run, inventory: object) {
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

async function changeTenant({ simulator }: Stage, devices: number, seed: number) {
  const change = await simulator.changeTenant(changeRequest(devices, seed));
  say(`The tenant changed: ${change.added} added, ${change.changed} changed, ${change.removed} removed.`);
  return change;
}

async function keepChanging(stage: Stage, { devices, seed }: DemoOptions): Promise<void> {
  say("The tenant goes on changing, and a delta pull follows each time. Ctrl+C ends the demo.");
  for (let round = 2; !stage.signal.aborted; round += 1) {
    await sleep(pauseBetweenChangesMs, undefined, { signal: stage.signal });
    await changeTenant(stage, devices, seed + round);
    await pull(stage, "delta_pull");
  }
}

async function play(stage: Stage, options: DemoOptions): Promise<void> {
  const { simulator, rollcall, id } = stage;
  const { devices: tenantDevices } = await simulator.readTruth();
  say(`A simulated tenant of ${tenantDevices} devices answers at ${simulator.tenant.graphUrl}.`);
  const full = await pull(stage, "full_pull");
  const change = await changeTenant(stage, options.devices, options.seed + 1);
  const delta = await pull(stage, "delta_pull");
  const inventory = await rollcall.countAssets(id);
  say(`The inventory holds ${inventory.active} active and ${inventory.retired} retired assets.`);
  const truth = await simulator.readTruth();
  if (delta.countProof?.tenant !== truth.devices || !delta.countProof.explained)
    throw new Error(`The counts do not agree: the tenant says that it has ${truth.devices} devices.`);
  say(`Count proof: the tenant's ${truth.devices} devices are all accounted for.`);
  if (options.json) console.log(JSON.stringify(reportOf(tenantDevices, full, change, delta, inventory)));
}

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "rollcall-demo-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

async function connect(rollcall: Rollcall, { tenant }: SimulatorProcess): Promise<Id> {
  const { tenantId, clientId, loginUrl, graphUrl, clientSecret } = tenant;
  const settings = { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint: "v1" } as const;
  return rollcall.createConnection("Microsoft Entra ID (Devices), simulated", settings, clientSecret);
}

/** Whoever reads the output may leave early, and a person may press Ctrl+C: both end the demo in an orderly way. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort(name));
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => {
      process.exitCode = 1;
      stop.abort("the output is closed");
    });
  return stop.signal;
}

/** Exit codes: 130 and 143 when it was interrupted before its report, 1 when it failed or its output was closed. */
const interruptedCodes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

export async function runDemo(options: DemoOptions): Promise<void> {
  const signal = stopSignal();
  using folder = temporaryFolder();
  await using simulator = await startSimulatorProcess(options.devices, options.seed);
  await using rollcall = await openRollcall(
    join(folder.path, "rollcall.sqlite"),
    join(folder.path, "master-key.json"),
  );
  const isLiving = process.stderr.isTTY && !options.json;
  const stage = { simulator, rollcall, id: await connect(rollcall, simulator), signal, isLiving };
  try {
    await play(stage, options);
  } catch (error) {
    if (!signal.aborted) throw error;
    say("The demo is stopped.");
    process.exitCode = interruptedCodes[String(signal.reason)] ?? 1;
    return;
  }
  if (options.once) return;
  await keepChanging(stage, options).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    say("The demo is stopped.");
  });
}

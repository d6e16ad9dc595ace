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

const pauseBetweenChangesMs = 10_000;

async function pull(rollcall: Rollcall, id: Id, mode: Run["mode"], signal: AbortSignal): Promise<Run> {
  const label = mode === "full_pull" ? "Full pull" : "Delta pull";
  const run = await rollcall.sync(id, mode, signal, showProgress(label));
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

async function keepChanging(
  simulator: SimulatorProcess,
  rollcall: Rollcall,
  id: Id,
  options: DemoOptions,
  signal: AbortSignal,
) {
  say("The tenant goes on changing, and a delta pull follows each time. Ctrl+C ends the demo.");
  for (let round = 2; ; round += 1) {
    await sleep(pauseBetweenChangesMs, undefined, { signal });
    const change = await simulator.changeTenant(changeRequest(options.devices, options.seed + round));
    say(`The tenant changed: ${change.added} added, ${change.changed} changed, ${change.removed} removed.`);
    await pull(rollcall, id, "delta_pull", signal);
  }
}

async function play(
  simulator: SimulatorProcess,
  rollcall: Rollcall,
  options: DemoOptions,
  signal: AbortSignal,
) {
  const { tenantId, clientId, loginUrl, graphUrl, clientSecret } = simulator.tenant;
  const { devices: tenantDevices } = await simulator.readTruth();
  say(`A simulated tenant of ${tenantDevices} devices answers at ${graphUrl}.`);
  const settings = { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint: "v1" } as const;
  const id = await rollcall.createConnection(
    "Microsoft Entra ID (Devices), simulated",
    settings,
    clientSecret,
  );
  const full = await pull(rollcall, id, "full_pull", signal);
  const change = await simulator.changeTenant(changeRequest(options.devices, options.seed + 1));
  say(`The tenant changed: ${change.added} added, ${change.changed} changed, ${change.removed} removed.`);
  const delta = await pull(rollcall, id, "delta_pull", signal);
  const inventory = await rollcall.countAssets(id);
  say(`The inventory holds ${inventory.active} active and ${inventory.retired} retired assets.`);
  const truth = await simulator.readTruth();
  if (delta.countProof?.tenant !== truth.devices || !delta.countProof.explained)
    throw new Error(`The counts do not agree: the tenant says that it has ${truth.devices} devices.`);
  say(`Count proof: the tenant's ${truth.devices} devices are all accounted for.`);
  if (options.json) console.log(JSON.stringify(reportOf(tenantDevices, full, change, delta, inventory)));
  if (!options.once) await keepChanging(simulator, rollcall, id, options, signal);
}

export async function runDemo(options: DemoOptions): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const folder = mkdtempSync(join(tmpdir(), "rollcall-demo-"));
  const simulator = await startSimulatorProcess(options.devices, options.seed);
  const rollcall = await openRollcall(join(folder, "rollcall.sqlite"), join(folder, "master-key.json"));
  try {
    await play(simulator, rollcall, options, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say("The demo is stopped.");
  } finally {
    await rollcall.close();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

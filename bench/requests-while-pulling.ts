// How long requests take while a full pull runs, beside the same requests while nothing does: the real server and the
// simulator, each a process of its own, asked by this one.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startSimulatorProcess } from "../src/cli/simulator-process.ts";
import { percentile, RealServer } from "./real-server.ts";

const { values } = parseArgs({ options: { devices: { type: "string", default: "200000" } } });
const devices = Number(values.devices);
const paths = ["/healthz", "/api/v1/connections"] as const;
/** So often each path is asked, whatever the answers take: who asks only after an answer does not see what waits. */
const everyMs = 20;
const idleMs = 5000;

/** Asks every path at its fixed beat until `isOver`; answers the durations by path. */
async function measure(server: RealServer, isOver: () => boolean): Promise<Map<string, number[]>> {
  const durations = new Map<string, number[]>(paths.map((path) => [path, []]));
  const asked: Promise<void>[] = [];
  while (!isOver()) {
    for (const path of paths)
      asked.push(server.ask("GET", path).then(({ ms }) => void durations.get(path)?.push(ms)));
    await sleep(everyMs);
  }
  await Promise.all(asked);
  return durations;
}

function report(label: string, durations: ReadonlyMap<string, readonly number[]>): void {
  for (const [path, all] of durations) {
    const shown = [0.5, 0.95, 0.99, 1].map((share) => percentile(all, share).toFixed(1).padStart(8));
    console.log(
      `${label.padEnd(12)} ${path.padEnd(22)} ${String(all.length).padStart(6)} ${shown.join(" ")}`,
    );
  }
}

await using simulator = await startSimulatorProcess(devices, 1);
await using server = await RealServer.start(simulator.tenant);
const id = await server.connect(simulator.tenant);
const idleUntil = performance.now() + idleMs;
const idle = await measure(server, () => performance.now() > idleUntil);
let ended: string | null = null;
const pulled = server.pull(id).then((words) => {
  ended = words;
});
const busy = await measure(server, () => ended !== null);
await pulled;
console.log(`The pull: ${ended}`);
console.log(`${"ms".padEnd(12)} ${"".padEnd(22)} ${"count".padStart(6)}      p50      p95      p99      max`);
report("idle", idle);
report("full pull", busy);

// How long requests take while a full pull runs, beside the same requests while nothing does: the real server and the
// simulator, each a process of its own, asked by this one.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startSimulatorProcess } from "../src/cli/simulator-process.ts";

const { values } = parseArgs({ options: { devices: { type: "string", default: "200000" } } });
const devices = Number(values.devices);
const paths = ["/healthz", "/api/v1/connections"] as const;
/** So often each path is asked, whatever the answers take: who asks only after an answer does not see what waits. */
const everyMs = 20;
const idleMs = 5000;

interface Local {
  readonly url: string;
  readonly token: string;
}

const folder = mkdtempSync(join(tmpdir(), "rollcall-bench-"));

async function startServer(clouds: object): Promise<{ child: ChildProcess; local: Local }> {
  const main = new URL("../src/cli/main.ts", import.meta.url).pathname;
  const flags = ["--max-semi-space-size=4", "--heap-growing-percent=20"];
  const env = {
    PATH: process.env.PATH ?? "",
    ROLLCALL_DATA_DIR: folder,
    ROLLCALL_PORT: "0",
    ROLLCALL_LOG_LEVEL: "warn",
    ROLLCALL_CUSTOM_CLOUDS: JSON.stringify([clouds]),
  };
  const child = spawn(process.execPath, [...flags, main, "serve"], {
    env,
    stdio: ["ignore", "inherit", "pipe"],
  });
  for await (const chunk of child.stderr ?? []) if (String(chunk).includes("Rollcall serves at")) break;
  return { child, local: JSON.parse(readFileSync(join(folder, "local-access.json"), "utf8")) };
}

function createClient({ url, token }: Local) {
  return async (method: string, path: string, body?: object): Promise<{ text: string; ms: number }> => {
    const startedAt = performance.now();
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return { text, ms: performance.now() - startedAt };
  };
}
type Client = ReturnType<typeof createClient>;

/** Asks every path at its fixed beat until `isOver`; answers the durations by path. */
async function measure(client: Client, isOver: () => boolean): Promise<Map<string, number[]>> {
  const durations = new Map<string, number[]>(paths.map((path) => [path, []]));
  const asked: Promise<void>[] = [];
  while (!isOver()) {
    for (const path of paths)
      asked.push(client("GET", path).then(({ ms }) => void durations.get(path)?.push(ms)));
    await sleep(everyMs);
  }
  await Promise.all(asked);
  return durations;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report(label: string, durations: ReadonlyMap<string, readonly number[]>): void {
  for (const [path, all] of durations) {
    const sorted = all.toSorted((one, other) => one - other);
    const shown = [0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share).toFixed(1).padStart(8));
    console.log(
      `${label.padEnd(12)} ${path.padEnd(22)} ${String(sorted.length).padStart(6)} ${shown.join(" ")}`,
    );
  }
}

async function connect(client: Client, tenant: { tenantId: string; clientId: string; clientSecret: string }) {
  const settings = { cloud: "simulated", tenantId: tenant.tenantId, clientId: tenant.clientId };
  const { clientSecret } = tenant;
  await client("POST", "/api/v1/connection-tests", { settings, clientSecret });
  const { text } = await client("POST", "/api/v1/connections", { name: "Bench", settings, clientSecret });
  return JSON.parse(text) as { id: number };
}

async function pull(client: Client, id: number): Promise<string> {
  const { text } = await client("POST", `/api/v1/connections/${id}/runs`, {});
  const run = JSON.parse(text) as { id: number };
  for (;;) {
    await sleep(500);
    const state = JSON.parse((await client("GET", `/api/v1/runs/${run.id}`)).text);
    if (state.state !== "queued" && state.state !== "running")
      return `${state.state}, ${state.counters.fetched} devices in ${(Date.parse(state.finishedAt) - Date.parse(state.startedAt)) / 1000} s`;
  }
}

await using simulator = await startSimulatorProcess(devices, 1);
const { loginUrl, graphUrl } = simulator.tenant;
const { child, local } = await startServer({ name: "simulated", loginUrl, graphUrl });
try {
  const client = createClient(local);
  const { id } = await connect(client, simulator.tenant);
  const idleUntil = performance.now() + idleMs;
  const idle = await measure(client, () => performance.now() > idleUntil);
  let ended: string | null = null;
  const pulled = pull(client, id).then((words) => {
    ended = words;
  });
  const busy = await measure(client, () => ended !== null);
  await pulled;
  console.log(`The pull: ${ended}`);
  console.log(
    `${"ms".padEnd(12)} ${"".padEnd(22)} ${"count".padStart(6)}      p50      p95      p99      max`,
  );
  report("idle", idle);
  report("full pull", busy);
} finally {
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
  rmSync(folder, { recursive: true, force: true });
}

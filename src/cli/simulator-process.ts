// Starts the simulator as a process of its own and asks it what is true of its tenant.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export const simulatorMain = fileURLToPath(new URL("../../simulator/main.ts", import.meta.url));

const announcement = z.object({
  loginUrl: z.url(),
  graphUrl: z.url(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const truth = z.object({ devices: z.number(), withoutName: z.number() });
const changes = z.object({ added: z.number(), changed: z.number(), removed: z.number() });

export interface ChangeRequest {
  readonly seed: number;
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  readonly restore: number;
}

export interface SimulatorProcess extends AsyncDisposable {
  readonly pid: number;
  readonly tenant: z.infer<typeof announcement>;
  readTruth(): Promise<z.infer<typeof truth>>;
  changeTenant(request: ChangeRequest): Promise<z.infer<typeof changes>>;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The simulator has no standard output.");
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("The simulator ended before it said where it is.");
}

async function askJson(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${url}.`);
  return response.json();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

/** It ends with this process, and when it is disposed of. */
export async function startSimulatorProcess(
  devices: number,
  seed: number,
  latencyMs = 0,
): Promise<SimulatorProcess> {
  const numbers = { devices, seed, "latency-ms": latencyMs };
  const given = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const options = [...given, "--exit-with-parent"];
  const child = spawn(process.execPath, [simulatorMain, ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const tenant = announcement.parse(JSON.parse(await firstLine(child)));
  const control = `${tenant.graphUrl}/_simulator/tenants/${tenant.tenantId}`;
  return {
    pid: child.pid ?? 0,
    tenant,
    readTruth: async () => truth.parse(await askJson(`${control}/truth`, {})),
    changeTenant: async (request) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(request);
      return changes.parse(await askJson(`${control}/changes`, { method: "POST", headers, body }));
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

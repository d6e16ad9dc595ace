// Serves one simulated tenant until it is stopped; says where it is in one line of JSON on standard output.

import { readFileSync, writeFileSync } from "node:fs";
import { helpText, readOptions, type SimulatorCommand } from "./options.ts";
import { type Simulator, startSimulator } from "./start.ts";
import type { TenantOptions } from "./tenant.ts";

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function secretIn(file: string): string {
  const [secret = ""] = readFileSync(file, "utf8").split(/\r?\n/);
  if (secret === "") throw new Error(`The first line of ${file} is empty.`);
  return secret;
}

function tenantOf(command: SimulatorCommand): TenantOptions {
  const secretFile = command["client-secret-file"];
  return {
    devices: command.devices,
    seed: command.seed,
    domain: command["tenant-domain"],
    tenantId: command["tenant-id"],
    clientId: command["client-id"],
    clientSecret: secretFile === undefined ? undefined : secretIn(secretFile),
  };
}

function announce(simulator: Simulator, command: SimulatorCommand, options: TenantOptions): void {
  const { loginUrl, graphUrl, caCertificate } = simulator;
  const caFile = command["ca-file"];
  if (caFile !== undefined && caCertificate !== null) writeFileSync(caFile, caCertificate);
  const { tenantId, domain, clientId, clientSecret, directory } = simulator.createTenant(options);
  const devices = directory.count();
  const where = { loginUrl, graphUrl, tenantId, domain, clientId, clientSecret, devices };
  process.stdout.write(`${JSON.stringify({ ...where, ...(caFile === undefined ? {} : { caFile }) })}\n`);
}

async function serve(command: SimulatorCommand): Promise<void> {
  const tenant = tenantOf(command);
  const simulator = await startSimulator({
    latencyMs: command["latency-ms"],
    https: command.https,
    gzip: command.gzip,
    loginPort: command["login-port"],
    graphPort: command["graph-port"],
  });
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    // An open standard input would keep the process alive.
    process.stdin.destroy();
    stopping ??= simulator.close();
    return stopping;
  };
  // One Ctrl+C comes from the terminal, and again from whatever passes it on.
  process.on("SIGINT", stop).on("SIGTERM", stop);
  if (command["exit-with-parent"]) process.stdin.once("end", stop).resume();
  try {
    announce(simulator, command, tenant);
  } catch (error) {
    await stop();
    throw error;
  }
}

const command = readOptions(process.argv.slice(2));
if ("problem" in command) fail(`${command.problem}\nTry --help.`, 2);
if (command.help) process.stdout.write(`${helpText}\n`);
else
  await serve(command).catch((error: unknown) =>
    fail(error instanceof Error ? error.message : String(error), 1),
  );

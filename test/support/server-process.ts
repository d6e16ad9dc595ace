// `rollcall serve` as a process of its own, which a test may stop or kill at any moment.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Simulator } from "../../simulator/start.ts";
import type { ServerRole } from "../../src/server/backend.ts";
import { databaseEnvironment, environmentOf, readLocalAccess } from "./server.ts";
import { ServerApi } from "./server-api.ts";

const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface ProcessOptions {
  readonly dataDir: string;
  readonly simulator?: Pick<Simulator, "loginUrl" | "graphUrl">;
  readonly env?: Readonly<Record<string, string>>;
  /** `all` where nothing is said. */
  readonly role?: ServerRole;
  /** Gathers the answers and events that `api` gets. */
  readonly seen?: string[];
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Spawned {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly closed: Promise<Ending>;
}

async function spawnServer({ dataDir, simulator, env, role = "all" }: ProcessOptions): Promise<Spawned> {
  const database = await databaseEnvironment(dataDir);
  const outside = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("ROLLCALL_") && name !== "DATABASE_URL",
  );
  const child = spawn(process.execPath, [program, "serve", "--role", role], {
    env: {
      ...Object.fromEntries(outside),
      ...environmentOf(dataDir, simulator ?? null, { ...database, ...env }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (chunk: Buffer) => {
      output[name] += chunk.toString();
    });
  const closed = once(child, "close").then(([code, signal]): Ending => ({ code, signal, ...output }));
  return { child, output, closed };
}

/** Starts a server that is not to start, and answers how it ended. */
export async function endingOf(options: ProcessOptions): Promise<Ending> {
  return (await spawnServer(options)).closed;
}

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** An administrator: whoever reads the data folder; nobody where it is a worker, which serves no people. */
  readonly api: ServerApi;
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Sends a signal, and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ending>;
}

const greeting = /^Rollcall (?:serves|takes up runs, and tells how it is) at (\S+)\.$/m;

/** Resolves when it serves; rejects where it ends before. */
export async function startServerProcess(options: ProcessOptions): Promise<ServerProcess> {
  const { child, output, closed } = await spawnServer(options);
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on("data", () => {
      const at = greeting.exec(output.stderr)?.[1];
      if (at !== undefined) resolve(at);
    });
    void closed.then((ending) => reject(new Error(JSON.stringify(ending))), reject);
  });
  const headers: Record<string, string> =
    options.role === "worker" ? {} : { authorization: `Bearer ${readLocalAccess(options.dataDir).token}` };
  const end = (signal: NodeJS.Signals): Promise<Ending> => {
    child.kill(signal);
    return closed;
  };
  return {
    pid: child.pid ?? 0,
    url,
    api: new ServerApi(url, headers, options.seen),
    output,
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end("SIGKILL");
    },
  };
}

// The real server as a process of its own, and a client of its API: what benchmarks measure from outside.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatorProcess } from "../src/cli/simulator-process.ts";

export interface Answer {
  readonly text: string;
  readonly ms: number;
}

interface LocalAccess {
  readonly url: string;
  readonly token: string;
}

/** A process of several on PostgreSQL. */
export interface RoleOptions {
  readonly role: "web" | "worker";
  readonly env: Readonly<Record<string, string>>;
  /** Of Node, e.g. for a profile. */
  readonly flags?: readonly string[];
}

/** As `npm start` starts it. */
const alone = {
  role: "all",
  env: {},
  flags: ["--max-semi-space-size=4", "--heap-growing-percent=20"],
} as const;

export class RealServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  #access: LocalAccess | null = null;

  /** It may talk to the simulator's hosts; its data is in a temporary folder that goes with it. */
  static async start(
    { loginUrl, graphUrl }: Pick<SimulatorProcess["tenant"], "loginUrl" | "graphUrl">,
    { role, env: more, flags = [] }: RoleOptions | typeof alone = alone,
  ): Promise<RealServer> {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-bench-"));
    const main = new URL("../src/cli/main.ts", import.meta.url).pathname;
    const env = {
      PATH: process.env.PATH ?? "",
      ROLLCALL_DATA_DIR: folder,
      ROLLCALL_PORT: "0",
      ROLLCALL_LOG_LEVEL: "warn",
      ROLLCALL_CUSTOM_CLOUDS: JSON.stringify([{ name: "simulated", loginUrl, graphUrl }]),
      ...more,
    };
    const child = spawn(process.execPath, [...flags, main, "serve", "--role", role], {
      env,
      stdio: ["ignore", "inherit", "pipe"],
    });
    for await (const chunk of child.stderr ?? []) if (/^Rollcall .* at http/m.test(String(chunk))) break;
    return new RealServer(child, folder);
  }

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  /** Not of a worker, which serves no people. */
  get #local(): LocalAccess {
    this.#access ??= JSON.parse(readFileSync(join(this.#folder, "local-access.json"), "utf8")) as LocalAccess;
    return this.#access;
  }

  async request(method: string, path: string, body?: object): Promise<Response> {
    const answer = await fetch(this.#local.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#local.token}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  async ask(method: string, path: string, body?: object): Promise<Answer> {
    const startedAt = performance.now();
    const text = await (await this.request(method, path, body)).text();
    return { text, ms: performance.now() - startedAt };
  }

  /** Makes a connection to the tenant; answers its id. */
  async connect({ tenantId, clientId, clientSecret }: SimulatorProcess["tenant"]): Promise<number> {
    const settings = { cloud: "simulated", tenantId, clientId };
    await this.ask("POST", "/api/v1/connection-tests", { settings, clientSecret });
    const connection = { name: "Bench", settings, clientSecret };
    return JSON.parse((await this.ask("POST", "/api/v1/connections", connection)).text).id;
  }

  /** A run from its request to its end; answers what came of it, in words. */
  async pull(connectionId: number): Promise<string> {
    const run = JSON.parse((await this.ask("POST", `/api/v1/connections/${connectionId}/runs`, {})).text);
    for (;;) {
      await sleep(500);
      const { state, counters, startedAt, finishedAt } = JSON.parse(
        (await this.ask("GET", `/api/v1/runs/${run.id}`)).text,
      );
      if (state === "queued" || state === "running") continue;
      const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
      return `${state}, ${counters.fetched} devices in ${seconds} s`;
    }
  }

  /** What the process has resident now, or had at most since it was last told to forget, in MB, as Linux counts it. */
  residentMegabytes(which: "now" | "most"): number {
    const line = which === "now" ? /^VmRSS:\s+(\d+) kB$/m : /^VmHWM:\s+(\d+) kB$/m;
    return Number(line.exec(readFileSync(`/proc/${this.#child.pid}/status`, "utf8"))?.[1]) / 1024;
  }

  get url(): string {
    return this.#local.url;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("The server has no process.");
    return this.#child.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The value below which that share of the durations lies. */
export function percentile(durations: readonly number[], share: number): number {
  const sorted = durations.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

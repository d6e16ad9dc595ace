// A run that is brought to its end by as many processes as it takes: each is killed where a plan says, and the next goes on.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { PullOrder } from "./pull-process.ts";
import { watchRequests } from "./request-watch.ts";

const program = fileURLToPath(new URL("pull-process.ts", import.meta.url));

const endedRun = z.object({
  mode: z.enum(["full_pull", "delta_pull"]),
  state: z.object({ name: z.string() }),
  counters: z.record(z.string(), z.number()),
  countProof: z.object({ explained: z.boolean() }).nullable(),
});
export type EndedRun = z.infer<typeof endedRun>;

/**
 * What a process is killed after, and how long after it: its start, the moment when it makes its database, a page that it
 * asks for, or the run's last request.
 */
export interface Kill {
  readonly after: "start" | "file" | "page" | "closing_count";
  /** Which page of the run, from 1, repeats included. */
  readonly page: number;
  readonly extraMs: number;
}

/** The pages that were asked for in the course of one run, by all its processes: of the list and of delta rounds. */
class RunPages {
  readonly #closing: number;
  #asked = 0;
  #wanted: { readonly kill: Kill; readonly met: () => void } | null = null;

  constructor(closing: number) {
    this.#closing = closing;
  }

  get asked(): number {
    return this.#asked;
  }

  see(path: string): void {
    const isPage = path === "/v1.0/devices" || path === "/v1.0/devices/delta";
    if (isPage) this.#asked += 1;
    if (this.#wanted === null) return;
    const { kill, met } = this.#wanted;
    const isMet =
      kill.after === "page"
        ? isPage && this.#asked >= kill.page
        : path === "/v1.0/devices/$count" && this.#asked >= this.#closing;
    if (isMet) met();
  }

  reached(kill: Kill): Promise<void> {
    return new Promise((resolve) => {
      this.#wanted = { kill, met: resolve };
    });
  }
}

/** Looks at the clock turn by turn: the moment is finer than a timer's, and the simulator answers in between. */
async function stayBusy(durationMs: number): Promise<void> {
  for (const until = performance.now() + durationMs; performance.now() < until; ) await nextTurn();
}

async function isMade(file: string): Promise<void> {
  while (!existsSync(file)) await nextTurn();
}

async function killAt(child: ChildProcess, pages: RunPages, kill: Kill, databaseFile: string): Promise<void> {
  await once(child, "spawn");
  if (kill.after === "file") await isMade(databaseFile);
  else if (kill.after !== "start") await pages.reached(kill);
  await stayBusy(kill.extraMs);
  child.kill("SIGKILL");
}

/** Null where it was killed; throws where it failed. */
async function live(order: PullOrder, pages: RunPages, kill: Kill | undefined): Promise<EndedRun | null> {
  // What one process compiled serves the next, which makes a start take half as long.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(dirname(order.databaseFile), "compiled") };
  const child = spawn(process.execPath, [program, JSON.stringify(order)], { env });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const closed = once(child, "close");
  if (kill !== undefined) void killAt(child, pages, kill, order.databaseFile);
  const [code, signal] = await closed;
  if (signal === "SIGKILL") return null;
  if (code !== 0) throw new Error(`The process that pulls ended with ${code}: ${stderr}`);
  return endedRun.parse(JSON.parse(stdout));
}

export interface KilledRun {
  readonly run: EndedRun;
  /** Pages that the simulator was asked for, by all the processes. */
  readonly pages: number;
  /** The kills that came before the process had ended. */
  readonly kills: readonly Kill[];
}

/**
 * Brings a run to its end in spite of the kills, in their order. `closingPages` is how many pages it takes unbroken.
 * `afterKill` is called on the database as the kill left it, before the next process opens it.
 */
export async function runKilled(
  order: PullOrder,
  {
    kills,
    closingPages,
    afterKill,
  }: {
    readonly kills: readonly Kill[];
    readonly closingPages: number;
    readonly afterKill: () => void;
  },
): Promise<KilledRun> {
  const pages = new RunPages(closingPages);
  using _watch = watchRequests((path) => pages.see(path));
  const done: Kill[] = [];
  for (;;) {
    const kill = kills[done.length];
    const run = await live(order, pages, kill);
    if (run !== null) return { run, pages: pages.asked, kills: done };
    if (kill === undefined) throw new Error("The process that pulls was killed by somebody else.");
    done.push(kill);
    afterKill();
  }
}

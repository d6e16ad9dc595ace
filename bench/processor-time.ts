// How long processes have had a core, as Linux counts it.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const ticksASecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

interface Times {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended. */
  readonly ended: number;
}

/** Null where the process has ended meanwhile. */
function readTimes(pid: number): Times | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Its name, in brackets, may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (place) => Number(fields[place]),
    );
    return { parent, own: user + system, ended: endedUser + endedSystem };
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return null;
    throw error;
  }
}

/** Of the process and its children, in seconds. */
export function processorSeconds(pid: number): number {
  const own = readTimes(pid);
  let ticks = (own?.own ?? 0) + (own?.ended ?? 0);
  for (const name of readdirSync("/proc")) {
    const times = /^\d+$/.test(name) ? readTimes(Number(name)) : null;
    if (times?.parent === pid) ticks += times.own;
  }
  return ticks / ticksASecond;
}

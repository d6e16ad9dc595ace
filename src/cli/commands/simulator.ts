// `rollcall simulator`: serves a simulated tenant until it is stopped.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { simulatorMain } from "../simulator-process.ts";

/** The options go to the simulator as they came; its exit code becomes ours. */
export async function runSimulator(options: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [simulatorMain, ...options], { stdio: "inherit" });
  // A signal that reaches this process alone must reach the simulator, too; its end is ours.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  process.exitCode = typeof code === "number" ? code : 1;
}

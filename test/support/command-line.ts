// Runs the command line as a process, as a person's shell does.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The environment holds nothing of this process's own settings of Rollcall. */
function cleanEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("ROLLCALL_"));
  return { ...Object.fromEntries(own), NO_COLOR: "1", TZ: "UTC", ...env };
}

export function startCommand(
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): ChildProcess {
  return spawn(process.execPath, ["src/cli/main.ts", ...words], {
    env: cleanEnvironment(env),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

export async function endOf(child: ChildProcess, input = ""): Promise<Ended> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("The command has no pipes.");
  stdin.end(input);
  const [output, errors, [code]] = await Promise.all([text(stdout), text(stderr), once(child, "close")]);
  return { code, output, errors };
}

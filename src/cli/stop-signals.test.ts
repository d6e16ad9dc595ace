// Shows what a second signal does, in a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const module = fileURLToPath(new URL("stop-signals.ts", import.meta.url));

/** It sends itself a second signal as soon as it has the first, and ends with 7 where it lives to see that one. */
const program = (onePressMs: number) => `
  const { onStopSignal } = await import(${JSON.stringify(module)});
  onStopSignal((name) => { console.log("Stopping by " + name); process.kill(process.pid, name); }, ${onePressMs});
  let signals = 0;
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => { if (++signals === 2) process.exit(7); });
  setInterval(() => undefined, 1000);
  process.kill(process.pid, process.argv[1]);
`;

async function run(signal: string, onePressMs: number) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program(onePressMs), signal], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, output };
}

test.runIf(process.platform !== "win32").each([
  ["SIGINT", 60_000, 7],
  ["SIGINT", 0, 130],
  ["SIGTERM", 0, 143],
])("[CL10] %s again, where what comes within %d ms is one press, ends with %d", async (...given) => {
  const [signal, onePressMs, code] = given;
  expect(await run(signal, onePressMs)).toEqual({ code, output: `Stopping by ${signal}\n` });
});

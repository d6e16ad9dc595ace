#!/usr/bin/env -S node --max-semi-space-size=4 --heap-growing-percent=20
// The command line of Rollcall.
//
// The two flags bound the garbage that V8 lets gather while it pulls: without them memory is half as much again and pulls
// are no quicker. `npm run demo` sets the same; docs/benchmarks.md has the figures.

import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { runDemo } from "./commands/demo.ts";
import { runSimulator } from "./commands/simulator.ts";

/** The simulator draws its tenants from numbers of 32 bits, and is built for tenants of up to five million devices. */
function wholeNumberTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most.toLocaleString("en")}.`);
  };
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

const program = new Command("rollcall")
  .description("Every device that Microsoft Entra ID knows, in your inventory.")
  .version(version);

program
  .command("demo")
  .description("bring a simulated tenant into an inventory, change the tenant, and bring the changes")
  .option("--devices <number>", "devices of the tenant", wholeNumberTo(5_000_000), 20_000)
  .option("--seed <number>", "which tenant", wholeNumberTo(2 ** 32 - 1), 1)
  .option("--once", "end after the first delta pull", false)
  .option("--json", "end with one line of JSON on standard output; implies plain progress", false)
  .action(runDemo);

program
  .command("simulator")
  .description("serve a simulated tenant until it is stopped")
  .allowUnknownOption()
  .helpOption(false)
  .argument("[options...]", "options of the simulator; see simulator/README.md")
  .action(runSimulator);

// The one map to an exit code: 1 where the work failed, and commander's own 1 where the words were wrong.
try {
  await program.parseAsync();
} catch (error) {
  const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
  process.stderr.write(`rollcall: ${error instanceof Error ? error.message : String(error)}${code}\n`);
  process.exitCode = 1;
}

// The words of `rollcall serve`, `demo` and `simulator`; what they do is loaded when it is asked for.

import { type Command, Option } from "commander";
import { wholeNumber } from "./option-values.ts";

export function addPlayWords(program: Command): void {
  program
    .command("serve")
    .description("serve the API until it is stopped; configured by the environment, see docs/operating.md")
    .addOption(
      new Option("--role <role>", "what the process does; web and worker share a PostgreSQL with others")
        .choices(["all", "web", "worker"])
        .default("all"),
    )
    .action(async (options) => (await import("../commands/serve.ts")).serve(options));
  // The simulator draws its tenants from numbers of 32 bits, and is built for tenants of up to five million devices.
  program
    .command("demo")
    .description("bring a simulated tenant into an inventory, change the tenant, and bring the changes")
    .option("--devices <number>", "devices of the tenant", wholeNumber(0, 5_000_000), 20_000)
    .option("--seed <number>", "which tenant", wholeNumber(0, 2 ** 32 - 1), 1)
    .option("--once", "end after the first delta pull", false)
    .option("--json", "end with one line of JSON on standard output; implies plain progress", false)
    .action(async (options) => (await import("../commands/demo.ts")).runDemo(options));
  program
    .command("simulator")
    .description("serve a simulated tenant until it is stopped")
    .allowUnknownOption()
    .helpOption(false)
    .argument("[options...]", "options of the simulator; see simulator/README.md")
    .action(async (options) => (await import("../commands/simulator.ts")).runSimulator(options));
}

// The words of `rollcall catalog`, `keys`, `backup` and `restore`; what they do is loaded when it is asked for.

import type { Command } from "commander";
import { withServer } from "./server-options.ts";

export function addStoreWords(program: Command): void {
  withServer(program.command("catalog"))
    .description("list the connectors that the server has")
    .action(async (options) => (await import("../commands/catalog.ts")).showCatalog(options));
  const keys = program.command("keys").description("the master key that encrypts secrets at rest");
  withServer(keys.command("rotate"))
    .description("make a new master key and encrypt every stored secret with it")
    .action(async (options) => (await import("../commands/keys.ts")).rotateKeys(options));
  withServer(program.command("backup"))
    .description("save the server's whole database to a file that only you may read")
    .argument("<file>", "where to; the master key is not in it and is kept apart")
    .option("--force", "write over a file that is there")
    .action(async (file, options) => (await import("../commands/backup.ts")).backUp(file, options));
  withServer(program.command("restore"))
    .description("replace the server's whole database by a backup")
    .argument("<file>", "a file of `rollcall backup`")
    .option("--yes", "do not ask")
    .action(async (file, options) => (await import("../commands/backup.ts")).restore(file, options));
}

// The options of every command that asks the server.

import type { Command } from "commander";
import { wholeNumber } from "./option-values.ts";

export function withServer(command: Command): Command {
  return command
    .option("--url <url>", "where the server is; otherwise ROLLCALL_URL, or the server of this machine")
    .option("--json", "answer in JSON, for programs");
}

/** For commands that list what may be long. */
export function withLimit(command: Command, usual: number): Command {
  return command.option("--limit <number>", "list at most so many", wholeNumber(1, 1_000_000), usual);
}

// The words of `rollcall query` and `rollcall export`; what they do is loaded when it is asked for.

import { type Command, Option } from "commander";
import { withLimit, withServer } from "./server-options.ts";

export function addSearchWords(program: Command): void {
  withLimit(withServer(program.command("query")), 50)
    .description("list the assets that a query finds")
    .argument("[query]", "the query; all active assets otherwise", "")
    .option("--saved <query>", "the saved query of this name or number")
    .option("--sort <column>", "in the order of a column; - before it turns the order around", "name")
    .option("--columns <names>", "show these columns, with commas between them")
    .addOption(new Option("--count", "say only how many there are").conflicts("facets"))
    .option("--facets", "count them by what they are")
    .action(async (text, options) => (await import("../commands/query.ts")).queryAssets(text, options));
  withServer(program.command("export"))
    .description("write every asset that a query finds")
    .argument("[query]", "the query; all active assets otherwise", "")
    .option("--saved <query>", "of the saved query of this name or number")
    .addOption(new Option("--format <format>", "how").choices(["csv", "ndjson"]).default("csv"))
    .option("--columns <names>", "these columns, with commas between them; attribute.NAME among them")
    .option("--output <file>", "to a file, which appears whole or not at all")
    .option("--force", "write over a file that is there")
    .action(async (text, options) => (await import("../commands/export.ts")).exportAssets(text, options));
}

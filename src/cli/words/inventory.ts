// The words of `rollcall asset …`, `rollcall history` and `rollcall saved-query …`; what they do is loaded when it is asked for.

import { type Command, Option } from "commander";
import { runNumber, wholeNumber } from "./option-values.ts";
import { withLimit, withServer } from "./server-options.ts";

const assetNumber = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export function addHistoryWords(program: Command): void {
  const noun = program.command("asset").description("one asset");
  withServer(noun.command("show"))
    .description("show everything that is known of an asset")
    .argument("<asset>", "the asset's number", assetNumber)
    .option("--record", "the device's properties alone, in JSON, as the source sent them")
    .action(async (id, options) => (await import("../commands/asset.ts")).showAsset(id, options));
  withLimit(withServer(program.command("history")), 50)
    .description("show what became of one asset, or of all of them, newest first")
    .argument("[asset]", "the asset's number; all of them otherwise", assetNumber)
    .option("--connection <connection>", "of one connection's assets, by its id or exact name")
    .option("--run <run>", "by this run", runNumber)
    .option("--field <field>", "changes of this device property, or lifecycle.state")
    .addOption(
      new Option("--kind <kind>", "entries of this kind").choices([
        "created",
        "changed",
        "retired",
        "restored",
      ]),
    )
    .option("--since <when>", "from then on: 7d, 12h or 4w ago, or a date")
    .option("--until <when>", "before then")
    .action(async (id, options) => (await import("../commands/history.ts")).showHistory(id, options));
}

export function addSavedQueryWords(program: Command): void {
  const noun = program.command("saved-query").description("queries that are saved under a name");
  withServer(noun.command("list"))
    .description("list your saved queries, and those that are shared")
    .action(async (options) => (await import("../commands/saved-query.ts")).listSavedQueries(options));
  withServer(noun.command("save"))
    .description("save a query under a name, or another text under a name that you have")
    .argument("<name>", "its name")
    .argument("<query>", "the query")
    .addOption(new Option("--shared", "for everybody to see").conflicts("private"))
    .option("--private", "for yourself again")
    .action(async (name, text, options) =>
      (await import("../commands/saved-query.ts")).saveQuery(name, text, options),
    );
  withServer(noun.command("remove"))
    .description("remove a saved query")
    .argument("<query>", "its number or exact name")
    .action(async (which, options) =>
      (await import("../commands/saved-query.ts")).removeSavedQuery(which, options),
    );
}

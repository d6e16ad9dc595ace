// The words of `rollcall tag …`; what they do is loaded when it is asked for.

import type { Command } from "commander";
import { collectNumbers, wholeNumber } from "./option-values.ts";
import { withServer } from "./server-options.ts";

const nameOrId = "its id or exact name";

function withWait(command: Command): Command {
  return command.option("--no-wait", "do not wait until all assets are seen to");
}

function withProfile(command: Command): Command {
  return withWait(withServer(command))
    .option("--colour <colour>", "its colour, e.g. #2f6fed")
    .option("--description <text>", "what it is for")
    .option("--criticality <number>", "1, least critical, to 5", wholeNumber(1, 5))
    .option("--rule <query>", "put it on every asset that this query holds for");
}

function addLooking(noun: Command): void {
  withServer(noun.command("list"))
    .description("list the tags")
    .action(async (options) => (await import("../commands/tag.ts")).listTags(options));
  withServer(noun.command("show"))
    .description("show one tag")
    .argument("<tag>", nameOrId)
    .action(async (which, options) => (await import("../commands/tag.ts")).showTag(which, options));
  withServer(noun.command("preview"))
    .description("count the assets that a tag with this rule would be on")
    .argument("<rule>", "a query")
    .action(async (rule, options) => (await import("../commands/tag.ts")).previewTag(rule, options));
}

function addEntering(noun: Command): void {
  withProfile(noun.command("create"))
    .description("make a tag")
    .requiredOption("--name <name>", "its name")
    .action(async (options) => (await import("../commands/tag.ts")).createTag(options));
  withProfile(noun.command("change"))
    .description("change a tag: only what is given")
    .argument("<tag>", nameOrId)
    .option("--name <name>", "its new name")
    .option("--static", "drop its rule: it stays where it is, and is put on and taken off by hand")
    .action(async (which, options) => (await import("../commands/tag.ts")).changeTag(which, options));
  withWait(withServer(noun.command("remove")))
    .description("remove a tag; it comes off every asset")
    .argument("<tag>", nameOrId)
    .option("--yes", "do not ask")
    .action(async (which, options) => (await import("../commands/tag.ts")).removeTag(which, options));
}

function addPlacing(noun: Command): void {
  const acts = [
    { act: "put-on", description: "put a tag on the assets that a query shows, or on single ones" },
    { act: "take-off", description: "take a tag off the assets that a query shows, or off single ones" },
  ] as const;
  for (const { act, description } of acts)
    withWait(withServer(noun.command(act)))
      .description(description)
      .argument("<tag>", nameOrId)
      .option("--query <query>", "the assets that this query shows; an empty one: every active asset")
      .option("--asset <id>", "this asset; may be given more than once", collectNumbers)
      .action(async (which, options) => (await import("../commands/tag.ts")).placeTag(which, act, options));
}

export function addTagWords(program: Command): void {
  const noun = program.command("tag").description("labels on assets, put on by hand or by a rule");
  addLooking(noun);
  addEntering(noun);
  addPlacing(noun);
}

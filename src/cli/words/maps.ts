// The words of `rollcall transform-map …` and `severity …`; what they do is loaded when it is asked for.

import { type Command, InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "./option-values.ts";
import { withLimit, withServer } from "./server-options.ts";

const nameOrId = "its id or exact name";
const property = "a device property, or a path into it";

const typed = (): Option => new Option("--typed", "feed a typed attribute; otherwise an untyped one");

function addLooking(noun: Command): void {
  withServer(noun.command("show"))
    .description("show which device property feeds which asset field")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/transform-map.ts")).showTransformMap(which, options),
    );
  withLimit(withServer(noun.command("versions")), 50)
    .description("list every map that the connection had, newest first")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/transform-map.ts")).listTransformMaps(which, options),
    );
  withServer(noun.command("preview"))
    .description("show what the map makes of a stored device, and what a further line would")
    .argument("<connection>", nameOrId)
    .argument("[property]", `${property}, which a further line would begin at`)
    .argument("[attribute]", "the attribute that it would feed; otherwise one of the same name")
    .addOption(typed())
    .option(
      "--asset <number>",
      "show this asset's device; otherwise the one that changed last",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .action(async (which, from, to, options) =>
      (await import("../commands/transform-map.ts")).previewTransformMap(which, from, to, options),
    );
}

function addTransformMap(program: Command): void {
  const noun = program.command("transform-map").description("what becomes of a connection's devices");
  addLooking(noun);
  withServer(noun.command("add"))
    .description("let a device property feed an attribute")
    .argument("<connection>", nameOrId)
    .argument("<property>", property)
    .argument("<attribute>", "the attribute's name, by which attribute.NAME asks for it")
    .addOption(typed())
    .action(async (which, from, to, options) =>
      (await import("../commands/transform-map.ts")).addLine(which, from, to, options),
    );
  withServer(noun.command("remove"))
    .description("take a line off that was added")
    .argument("<connection>", nameOrId)
    .argument("<attribute>", "the attribute that it feeds")
    .action(async (which, attribute, options) =>
      (await import("../commands/transform-map.ts")).removeLine(which, attribute, options),
    );
}

/** Not null, which would count as an option without a value. */
function severityOrNone(text: string): number | "none" {
  if (text === "none") return text;
  if (/^[1-5]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a severity from 1 to 5, or none.");
}

/** One for each signal. */
function withSeverities(command: Command): Command {
  return command
    .option(
      "--not-compliant <severity>",
      "of devices that are not compliant: 1 to 5, or none",
      severityOrNone,
    )
    .option("--compliance-unknown <severity>", "of those of which nobody knows", severityOrNone)
    .option("--not-managed <severity>", "of those that no management knows", severityOrNone)
    .option("--disabled <severity>", "of disabled ones", severityOrNone)
    .option("--stale <severity>", "of those that signed in too long ago", severityOrNone)
    .option("--stale-after-days <days>", "how long ago that is", wholeNumber(1, 3650));
}

function addSeverity(program: Command): void {
  const noun = program.command("severity").description("which posture of a device gives which severity");
  withServer(noun.command("show"))
    .description("show a connection's severities")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/severity.ts")).showSeverities(which, options),
    );
  withSeverities(withServer(noun.command("set")))
    .description("change severities: only those that are given")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/severity.ts")).setSeverities(which, options),
    );
  withSeverities(withServer(noun.command("preview")))
    .description("count the active assets by severity, as it is and as it would be")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/severity.ts")).previewSeverities(which, options),
    );
}

export function addMapWords(program: Command): void {
  addTransformMap(program);
  addSeverity(program);
}

// The words of `rollcall run …`; what they do is loaded when it is asked for.

import { type Command, Option } from "commander";
import { runNumber } from "./option-values.ts";
import { withLimit, withServer } from "./server-options.ts";

const number = "the run's number";

function addLooking(noun: Command): void {
  const states = ["queued", "running", "completed", "failed", "cancelled"];
  withLimit(withServer(noun.command("list")), 50)
    .description("list sync runs, newest first")
    .option("--connection <connection>", "those of one connection, by its id or exact name")
    .addOption(new Option("--state <state>", "those in one state").choices(states))
    .action(async (options) => (await import("../commands/run.ts")).listRuns(options));
  withServer(noun.command("show"))
    .description("show one run with its counters and its count proof")
    .argument("<run>", number, runNumber)
    .action(async (id, options) => (await import("../commands/run.ts")).showRun(id, options));
  withServer(noun.command("log"))
    .description("show a run's log, oldest first")
    .argument("<run>", number, runNumber)
    .option("--follow", "go on until the run has ended")
    .addOption(new Option("--level <level>", "entries of this level").choices(["info", "warning", "error"]))
    .option("--code <code>", "entries with this code")
    .action(async (id, options) => (await import("../commands/run-log.ts")).showRunLog(id, options));
  withLimit(withServer(noun.command("rejections")), 1000)
    .description("list the devices that a run rejected, and why")
    .argument("<run>", number, runNumber)
    .action(async (id, options) => (await import("../commands/run.ts")).listRejections(id, options));
  withLimit(withServer(noun.command("held")), 1000)
    .description("list the assets that a held run would retire")
    .argument("<run>", number, runNumber)
    .action(async (id, options) => (await import("../commands/run.ts")).listHeldAssets(id, options));
}

function addActing(noun: Command): void {
  withServer(noun.command("cancel"))
    .description("cancel a run that is queued or under way")
    .argument("<run>", number, runNumber)
    .action(async (id, options) => (await import("../commands/run.ts")).decideRun(id, "cancel", options));
  withServer(noun.command("dismiss"))
    .description("end a held run without retiring its assets")
    .argument("<run>", number, runNumber)
    .action(async (id, options) => (await import("../commands/run.ts")).decideRun(id, "dismiss", options));
  withServer(noun.command("approve"))
    .description("let a held run retire its assets")
    .argument("<run>", number, runNumber)
    .option("--wait", "show its progress and end with it")
    .action(async (id, options) => (await import("../commands/run.ts")).decideRun(id, "approve", options));
  withServer(noun.command("resume"))
    .description("let a failed run go on from its checkpoint")
    .argument("<run>", number, runNumber)
    .option("--wait", "show its progress and end with it")
    .action(async (id, options) => (await import("../commands/run.ts")).decideRun(id, "resume", options));
}

export function addRunWords(program: Command): void {
  const noun = program.command("run").description("sync runs: what they did, and what is to become of them");
  addLooking(noun);
  addActing(noun);
}

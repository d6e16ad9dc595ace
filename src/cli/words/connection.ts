// The words of `rollcall connection …`; what they do is loaded when it is asked for.

import { type Command, Option } from "commander";
import { withProfile, withSchedule, withSecret } from "./connection-options.ts";
import { withLimit, withServer } from "./server-options.ts";

const nameOrId = "its id or exact name";

function addLooking(noun: Command): void {
  withServer(noun.command("list"))
    .description("list the connections")
    .action(async (options) => (await import("../commands/connection.ts")).listConnections(options));
  withServer(noun.command("show"))
    .description("show one connection")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/connection.ts")).showConnection(which, options),
    );
  withLimit(withServer(noun.command("log")), 1000)
    .description("show the log of a connection's runs, oldest first")
    .argument("<connection>", nameOrId)
    .addOption(new Option("--level <level>", "entries of this level").choices(["info", "warning", "error"]))
    .option("--code <code>", "entries with this code")
    .action(async (which, options) =>
      (await import("../commands/run-log.ts")).showConnectionLog(which, options),
    );
  withServer(noun.command("test"))
    .description("test a connection with its stored secret, in five checks")
    .argument("<connection>", nameOrId)
    .option("--next", "test the second secret, which waits to take over")
    .option("-v, --verbose", "show what each check found")
    .action(async (which, options) =>
      (await import("../commands/connection-test.ts")).testConnection(which, options),
    );
}

function addEntering(noun: Command): void {
  withSchedule(withSecret(withProfile(withServer(noun.command("add")))))
    .description("test a new connection and create it when it passes")
    .option("--name <name>", "its name; otherwise the server proposes one")
    .requiredOption("--tenant <tenant>", "the tenant's id or a verified domain")
    .requiredOption("--client <id>", "the Application (client) ID")
    .option("--cloud <name>", "the cloud's name; otherwise global")
    .addOption(new Option("--token-endpoint <version>", "otherwise v1").choices(["v1", "v2"]))
    .option("-v, --verbose", "show what each check found")
    .action(async (options) => (await import("../commands/connection-add.ts")).addConnection(options));
  withSchedule(withProfile(withServer(noun.command("change"))))
    .description("change a connection: only what is given")
    .argument("<connection>", nameOrId)
    .option("--name <name>", "its new name")
    .option("--no-tags", "import every device")
    .action(async (which, options) =>
      (await import("../commands/connection-add.ts")).changeConnection(which, options),
    );
  withSecret(withServer(noun.command("rotate-secret")))
    .description("store a new secret, test it, and let it take over when it passes")
    .argument("<connection>", nameOrId)
    .option("--keep", "keep the new secret as the second one when it does not pass")
    .option("-v, --verbose", "show what each check found")
    .action(async (which, options) =>
      (await import("../commands/rotate-secret.ts")).rotateSecret(which, options),
    );
}

function addActing(noun: Command): void {
  withServer(noun.command("sync"))
    .description("start a delta pull, or a full pull")
    .argument("<connection>", nameOrId)
    .option("--full", "pull everything anew")
    .option("--wait", "show its progress and end with it")
    .action(async (which, options) =>
      (await import("../commands/connection.ts")).syncConnection(which, options),
    );
  withServer(noun.command("pause"))
    .description("let no run start until it is resumed")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/connection.ts")).pauseConnection(which, options),
    );
  withServer(noun.command("resume"))
    .description("let runs start again")
    .argument("<connection>", nameOrId)
    .action(async (which, options) =>
      (await import("../commands/connection.ts")).resumeConnection(which, options),
    );
  withServer(noun.command("remove"))
    .description("remove a connection")
    .argument("<connection>", nameOrId)
    .addOption(
      new Option(
        "--assets <fate>",
        "retire: its assets stay, retired; purge: they are deleted with their history",
      )
        .choices(["retire", "purge"])
        .makeOptionMandatory(),
    )
    .option("--yes", "do not ask")
    .action(async (which, options) =>
      (await import("../commands/connection.ts")).removeConnection(which, options),
    );
}

export function addConnectionWords(program: Command): void {
  const noun = program.command("connection").description("connections to sources of devices");
  addLooking(noun);
  addEntering(noun);
  addActing(noun);
}

// The words of `rollcall token …`, `rollcall user …` and `rollcall audit`; what they do is loaded when it is asked for.

import { type Command, Option } from "commander";
import { withLimit, withServer } from "./server-options.ts";

const roleOption = () =>
  new Option("--role <role>", "what it may do").choices(["viewer", "operator", "administrator"]);

function withPassword(command: Command): Command {
  return command
    .addOption(
      new Option("--password-file <file>", "read the password from a file").conflicts("passwordStdin"),
    )
    .option("--password-stdin", "read the password from standard input");
}

export function addTokenWords(program: Command): void {
  const noun = program.command("token").description("API tokens");
  withServer(noun.command("create"))
    .description("make an API token and show its value, this once")
    .requiredOption("--name <name>", "what it is for")
    .addOption(roleOption().makeOptionMandatory())
    .option("--expires <when>", "90d, 12h, 4w or a date", "90d")
    .action(async (options) => (await import("../commands/token.ts")).createToken(options));
  withServer(noun.command("list"))
    .description("list the API tokens, without their values")
    .action(async (options) => (await import("../commands/token.ts")).listTokens(options));
  withServer(noun.command("remove"))
    .description("remove an API token, which is refused from then on")
    .argument("<id>", "its id, as `rollcall token list` shows it")
    .action(async (id, options) => (await import("../commands/token.ts")).removeToken(id, options));
}

export function addUserWords(program: Command): void {
  const noun = program.command("user").description("users");
  withServer(noun.command("list"))
    .description("list the users")
    .action(async (options) => (await import("../commands/user.ts")).listUsers(options));
  withPassword(withServer(noun.command("add")))
    .description("add a user who signs in with a password")
    .requiredOption("--email <address>", "the address to sign in with")
    .requiredOption("--name <name>", "how the user is called")
    .addOption(roleOption().makeOptionMandatory())
    .action(async (options) => (await import("../commands/user.ts")).addUser(options));
  withPassword(withServer(noun.command("change")))
    .description("change a user: only what is given")
    .argument("<user>", "the user's id or address")
    .option("--name <name>", "how the user is called")
    .addOption(roleOption())
    .option("--password", "ask for a new password")
    .action(async (which, options) => (await import("../commands/user.ts")).changeUser(which, options));
  withServer(noun.command("remove"))
    .description("remove a user, whose sessions and tokens end")
    .argument("<user>", "the user's id or address")
    .option("--yes", "do not ask")
    .action(async (which, options) => (await import("../commands/user.ts")).removeUser(which, options));
}

export function addAuditWords(program: Command): void {
  withLimit(withServer(program.command("audit")), 100)
    .description("show the audit log, newest first")
    .option("--action <action>", "entries of this action, e.g. connection.created")
    .option("--principal <id>", "entries of this user or token, by its id")
    .action(async (options) => (await import("../commands/audit.ts")).showAudit(options));
}

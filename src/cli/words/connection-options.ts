// The options by which a connection and its schedule are described.

import { type Command, Option } from "commander";
import { collect, wholeNumber } from "./option-values.ts";

/** Where a client secret comes from: never an argument, which other users of the machine could read. */
export function withSecret(command: Command): Command {
  return command
    .addOption(
      new Option("--secret-file <file>", "read the client secret from a file").conflicts("secretStdin"),
    )
    .option("--secret-stdin", "read the client secret from standard input")
    .option("--secret-expires <date>", "when the secret expires, as Entra shows it, e.g. 2027-01-01");
}

export function withSchedule(command: Command): Command {
  const kinds = ["daily", "hourly", "weekly", "cron", "none"];
  return command
    .addOption(new Option("--schedule <kind>", "when it runs by itself; none: by hand alone").choices(kinds))
    .option("--daily-at <time>", "daily, at this local time, e.g. 18:39")
    .option("--weekly-at <time>", "weekly, at this local time")
    .option("--days <days>", "weekly, on these days, e.g. monday,thursday")
    .option("--every-hours <number>", "hourly, every so many hours", wholeNumber(1, 10_000))
    .option("--cron <expression>", "by a cron expression of five fields, e.g. '39 18 * * 1-5'")
    .option("--zone <zone>", "the schedule's time zone, e.g. Asia/Calcutta; otherwise this machine's")
    .option("--start <moment>", "its first moment, local, e.g. 2026-05-05T18:39; otherwise now")
    .option("--end <moment>", "its last moment, local; otherwise five years after the start");
}

/** What `connection add` and `connection change` have in common. */
export function withProfile(command: Command): Command {
  return command
    .option("--description <text>", "what it is for")
    .option("--tag <name>", "import devices whose asset has this tag; may be given more than once", collect);
}

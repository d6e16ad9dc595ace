// Takes a secret from a file, standard input, the environment or the person at the terminal; never from an argument.

import { readFileSync } from "node:fs";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { askHidden, isSomebodyThere } from "./ask-person.ts";
import { CommandError, wrongWords } from "./command-error.ts";
import { interruption } from "./interruption.ts";

export interface SecretSource {
  /** What it is called towards people, e.g. `client secret`. */
  readonly what: string;
  readonly file: string | undefined;
  readonly isOnInput: boolean | undefined;
  /** The variable that may hold it. */
  readonly variable: string;
  /** The words to say where there is none. */
  readonly options: string;
  /** Whether a person types it twice. */
  readonly isNew?: boolean;
}

function readSecretFile(what: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError("failed", "cli.file_unreadable", `The ${what} cannot be read from ${file}.`, {
      cause: error,
    });
  }
}

async function readInput(): Promise<string> {
  const signal = interruption();
  try {
    return await text(addAbortSignal(signal, process.stdin));
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

async function askPerson({ what, isNew, options, variable }: SecretSource): Promise<string> {
  if (!isSomebodyThere()) throw wrongWords(`The ${what} is missing: give ${options}, or set ${variable}.`);
  const typed = await askHidden(`The ${what} (it is not shown)`);
  if (isNew && typed !== (await askHidden(`The ${what} once more`)))
    throw new CommandError("failed", "cli.not_the_same", `The ${what} was not the same twice.`);
  return typed;
}

/** Without the end of its line. Throws `cli.wrong_words` where there is none, `cli.file_unreadable`. */
export async function readSecret(source: SecretSource): Promise<string> {
  const { what, file, isOnInput, variable } = source;
  const given =
    file !== undefined
      ? readSecretFile(what, file)
      : isOnInput
        ? await readInput()
        : (process.env[variable] ?? (await askPerson(source)));
  const secret = given.replace(/\r?\n$/, "");
  if (secret === "") throw wrongWords(`The ${what} is empty.`);
  return secret;
}

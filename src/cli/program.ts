// Every command of Rollcall with its words; what a command does is loaded when it is asked for, so that help is quick.

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { exitCodes } from "./command-error.ts";
import { addAuditWords, addTokenWords, addUserWords } from "./words/access.ts";
import { addConnectionWords } from "./words/connection.ts";
import { addHistoryWords, addSavedQueryWords } from "./words/inventory.ts";
import { addMapWords } from "./words/maps.ts";
import { addPlayWords } from "./words/play.ts";
import { addRunWords } from "./words/run.ts";
import { addSearchWords } from "./words/search.ts";
import { addStoreWords } from "./words/store.ts";
import { addTagWords } from "./words/tag.ts";

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}

/** Commander says what was wrong by itself; it ends with 1 for wrong words, and ours with a code of their own. */
function exitWith({ exitCode, code, message }: CommanderError): never {
  throw new CommanderError(exitCode === 0 ? 0 : exitCodes.wrong_words, code, message);
}

export function createProgram(): Command {
  const program = new Command("rollcall")
    .description("Every device that Microsoft Entra ID knows, in your inventory.")
    .version(readVersion())
    .exitOverride(exitWith)
    .enablePositionalOptions();
  addConnectionWords(program);
  addRunWords(program);
  addHistoryWords(program);
  addSavedQueryWords(program);
  addTagWords(program);
  addMapWords(program);
  addSearchWords(program);
  addTokenWords(program);
  addUserWords(program);
  addAuditWords(program);
  addStoreWords(program);
  addPlayWords(program);
  return program;
}

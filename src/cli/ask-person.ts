// Asks whoever sits at the terminal: for a secret, without showing it, and for a yes.

import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { CommandError, wrongWords } from "./command-error.ts";
import { interrupt, interruption } from "./interruption.ts";

/** Where a person is asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

const ownTerminal = (): Terminal => ({ input: process.stdin, output: process.stderr });

export function isSomebodyThere({ input }: Terminal = ownTerminal()): boolean {
  return input.isTTY === true;
}

async function nextLine(lines: Interface): Promise<string> {
  lines.once("SIGINT", interrupt);
  const ended = new AbortController();
  const signal = AbortSignal.any([interruption(), ended.signal]);
  const closed = new CommandError("failed", "cli.input_ended", "The input ended before there was an answer.");
  lines.once("close", () => ended.abort(closed));
  try {
    const [line] = (await once(lines, "line", { signal })) as [string];
    return line;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    lines.close();
  }
}

/** What is typed is shown nowhere. */
export async function askHidden(question: string, terminal: Terminal = ownTerminal()): Promise<string> {
  terminal.output.write(`${question}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await nextLine(createInterface({ input: terminal.input, output: nowhere, terminal: true }));
  } finally {
    terminal.output.write("\n");
  }
}

/** Throws `cli.not_confirmed` without a yes; without a terminal, `yes` is what the option `--yes` says. */
export async function confirm(
  question: string,
  yes: boolean | undefined,
  terminal: Terminal = ownTerminal(),
): Promise<void> {
  if (yes) return;
  if (!isSomebodyThere(terminal)) throw wrongWords(`${question} Say so with --yes.`);
  terminal.output.write(`${question} Type yes to go on: `);
  const answer = await nextLine(createInterface({ input: terminal.input, output: terminal.output }));
  if (answer.trim().toLowerCase() !== "yes")
    throw new CommandError("failed", "cli.not_confirmed", "Nothing was done.");
}

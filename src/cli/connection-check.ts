// Runs a connection test and shows each check as it ends.

import { type CheckResultView, checkResultView, connectionTestEnd } from "../contract/connection-test.ts";
import { readJson } from "./answer.ts";
import { CommandError } from "./command-error.ts";
import type { Context } from "./context.ts";
import type { Output, Tone } from "./output.ts";
import { durationWords } from "./time-words.ts";

const what = "POST /connection-tests";
const tones: Readonly<Record<CheckResultView["status"], Tone>> = {
  passed: "good",
  failed: "bad",
  not_run: "faint",
};

/** Where a check is shown: within another command's result it is a remark, and so goes to standard error. */
interface TestPlace {
  readonly isResult: boolean;
  readonly isVerbose: boolean;
}

function showCheck(check: CheckResultView, output: Output, { isResult, isVerbose }: TestPlace): void {
  if (output.isJson && isResult) {
    output.jsonLine(check);
    return;
  }
  const say = isResult ? output.line : output.note;
  const name = check.check.replaceAll("_", " ").padEnd(13);
  const status = check.status.replaceAll("_", " ").padEnd(7);
  const took = check.status === "not_run" ? "" : durationWords(check.durationMs);
  const code = check.code === null ? "" : ` (${check.code})`;
  say(`${name}  ${status}  ${took.padStart(7)}  ${check.summary}${code}`.trimEnd(), tones[check.status]);
  if (isVerbose) for (const { label, value } of check.evidence) say(`    ${label}: ${value}`, "faint");
  for (const line of check.advice?.split("\n") ?? []) say(`    → ${line}`);
}

/** Answers whether it passed. With `--json` each check is a line of JSON, and the end is the last. */
export async function testSettings(
  { client, output }: Context,
  body: unknown,
  place: TestPlace,
): Promise<boolean> {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", path: "/connection-tests", headers, body: JSON.stringify(body) } as const;
  for await (const { name, data } of client.events(request)) {
    if (name === "check") showCheck(readJson(checkResultView, data, what), output, place);
    if (name !== "end") continue;
    const end = readJson(connectionTestEnd, data, what);
    if (output.isJson && place.isResult) output.jsonLine(end);
    return end.passed;
  }
  throw new CommandError("failed", "cli.test_cut_off", "The connection test was cut off before its end.");
}

export function testFailed(consequence: string): CommandError {
  return new CommandError(
    "test_failed",
    "cli.test_failed",
    `The connection test did not pass. ${consequence}`,
  );
}

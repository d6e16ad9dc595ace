// What `npm test` runs: every kind of check in turn, and one closing line over all of them.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}
interface Finished {
  readonly code: number;
  readonly output: string;
}
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["lint, layers and limits", "biome", "check", "--error-on-warnings", "."],
  ["types", "tsc", "--noEmit"],
  ["types of the console", "tsc", "--noEmit", "-p", "web"],
  ["unused code", "knip", "--no-progress"],
  ["rules", "node", "scripts/check-rules.ts"],
];

function finish(child: ChildProcess): Promise<Finished> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 1, output: String(error) }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function say(name: string, startedAt: number, isGood: boolean): void {
  console.log(
    `${isGood ? "ok  " : "FAIL"} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
  );
}

async function runCheck([name, command, ...args]: (typeof checks)[number]): Promise<Outcome> {
  const startedAt = performance.now();
  const { code, output } = await finish(spawn(command, args, { shell: process.platform === "win32" }));
  say(name, startedAt, code === 0);
  if (code !== 0) console.log(output);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}

function outcomeOf(report: VitestReport, code: number): Outcome {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  // A suite that does not load, or an error outside any test, leaves no failed test behind: it counts as one.
  const silent = code !== 0 && report.numFailedTests === 0 ? Math.max(1, report.numFailedTestSuites) : 0;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + silent,
    skipped: skipped.map(({ fullName }) => fullName),
  };
}

async function runVitest(filters: readonly string[]): Promise<Outcome> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "rollcall-test-report-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
  try {
    const run = spawn("vitest", ["run", ...reporters, ...filters], { shell: process.platform === "win32" });
    const { code, output } = await finish(run);
    say("unit, contract, integration and property tests", startedAt, code === 0);
    if (code !== 0) console.log(output);
    return outcomeOf(JSON.parse(readFileSync(file, "utf8")) as VitestReport, code);
  } catch (error) {
    console.log(`The tests left no report: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const outcomes = [...(await Promise.all(checks.map(runCheck))), await runVitest(process.argv.slice(2))];
const skipped = outcomes.flatMap((outcome) => outcome.skipped);
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
for (const name of skipped) console.log(`skipped: ${name}`);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);

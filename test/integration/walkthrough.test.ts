// Replays the walkthrough of docs/operating.md: its very commands, in three shells, on ports and in a folder of their own.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";

const root = new URL("../..", import.meta.url);
const document = readFileSync(new URL("docs/operating.md", root), "utf8");

/** The commands of one kind of block, in the order of the document. */
function commandsFor(kind: string): readonly string[] {
  const blocks = document.matchAll(/^```sh (\w+)\n(.*?)^```$/gms);
  return [...blocks].filter(([, named]) => named === kind).map(([, , text]) => text ?? "");
}

const folder = mkdtempSync(join(tmpdir(), "rollcall-walkthrough-"));
const started: ChildProcess[] = [];
let beginning = "";

/** What each terminal begins with, but for ports and a folder that nobody else uses. */
async function beginTerminals(): Promise<string> {
  const [server, login, graph] = [await freePort(), await freePort(), await freePort()];
  const text = commandsFor("everywhere").join("");
  const moved = text
    .replace('"$PWD/walkthrough"', `"${folder}"`)
    .replace("8080", String(server))
    .replace("9101", String(login))
    .replace("9102", String(graph));
  expect(moved).not.toMatch(/8080|9101|9102|PWD/);
  return moved;
}

function open(commands: string): ChildProcess {
  const script = `set -euo pipefail\n${beginning}${commands}`;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("ROLLCALL_")),
  );
  // A group of its own: what npm starts ends with it.
  const shell = spawn("bash", ["-c", script], { cwd: root, detached: true, env });
  started.push(shell);
  return shell;
}

/** Resolves once the output has the words; rejects where the shell ends before. */
function untilSaid(shell: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(words)) resolve();
    };
    shell.stdout?.on("data", hear);
    shell.stderr?.on("data", hear);
    // The shell may end before what it started, which says its last words later.
    shell.once("close", (code) => reject(new Error(`It ended with ${code}: ${output}`)));
  });
}

async function run(commands: string): Promise<string> {
  const shell = open(commands);
  let output = "";
  for (const stream of [shell.stdout, shell.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const code = await new Promise((resolve) => shell.once("close", resolve));
  expect(code, output).toBe(0);
  return output;
}

/** As Ctrl+C does: the whole group is told. */
async function interrupt(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined) return;
  const ended = new Promise((resolve) => shell.once("close", resolve));
  process.kill(-shell.pid, "SIGINT");
  await ended;
}

let server: ChildProcess | null = null;

beforeAll(async () => {
  beginning = await beginTerminals();
  const simulator = open(commandsFor("simulator").join(""));
  await untilSaid(simulator, '"graphUrl"');
  server = open(commandsFor("server").join(""));
  await untilSaid(server, "Rollcall serves at");
}, 60_000);

afterAll(async () => {
  for (const shell of started) await interrupt(shell);
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

test("[SV2] the walkthrough works as it is written", async () => {
  const outputs: string[] = [];
  for (const commands of commandsFor("person")) outputs.push(await run(commands));
  const [tokens = "", added = "", pulled = "", changed = "", kept = ""] = outputs;
  expect(tokens).toMatch(/rct_\S{20,}/);
  expect(tokens).toContain("dashboard");
  for (const words of ["network", "tls", "credential", "authorization", "data"])
    expect(added.toLowerCase()).toContain(words);
  expect(added).toContain("Asia/Calcutta");
  expect(pulled).toContain("The source counts 2,000 devices");
  expect(pulled).toContain("A page of 999 devices is written.");
  expect(changed).toMatch(/created\s+20/);
  expect(changed).toMatch(/retired\s+10/);
  expect(kept).toContain("connection.created");
  expect(statSync(join(folder, "backup.sqlite")).size).toBeGreaterThan(100_000);
  for (const output of outputs) expect(output).not.toContain("a-secret-for-the-walkthrough");
}, 120_000);

test("[SV2] Ctrl+C ends the server in an orderly way", async () => {
  if (server === null) throw new Error("There is no server.");
  const stopped = untilSaid(server, '"msg":"Stopped."');
  await interrupt(server);
  await stopped;
}, 30_000);

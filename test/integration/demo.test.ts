// `rollcall demo` as a process: what it prints, how it ends, and that it leaves nothing behind.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-demo-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...options: string[]): ChildProcess {
  return spawn(process.execPath, ["src/cli/main.ts", "demo", ...options], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function linesOf(stream: ChildProcess["stdout"]): Promise<readonly string[]> {
  const lines: string[] = [];
  if (stream !== null) for await (const line of createInterface(stream)) lines.push(line);
  return lines;
}

async function ended(child: ChildProcess) {
  const [output, errors, [code]] = await Promise.all([
    linesOf(child.stdout),
    linesOf(child.stderr),
    once(child, "close"),
  ]);
  expect(readdirSync(folder)).toEqual([]);
  return { output, errors, code };
}

test("it ends with one line of JSON whose numbers agree with each other", async () => {
  const { output, errors, code } = await ended(start("--devices", "3000", "--seed", "7", "--once", "--json"));
  expect([code, output.length]).toEqual([0, 1]);
  const report = JSON.parse(output[0] ?? "");
  const { tenantDevices, fullPull, change, deltaPull, inventory, countProof } = report;
  expect(fullPull).toMatchObject({ mode: "full_pull", fetched: 3000 });
  expect(tenantDevices).toBe(3000);
  expect(fullPull.created + fullPull.rejected).toBe(3000);
  expect(change).toEqual({ added: 15, changed: 30, removed: 7 });
  expect(deltaPull).toEqual({
    mode: "delta_pull",
    fetched: 52,
    created: 15,
    updated: 30,
    retired: 7,
    restored: 0,
  });
  expect(inventory).toEqual({ active: fullPull.created + 15 - 7, retired: 7 });
  expect(countProof).toEqual({
    tenant: 3008,
    active: inventory.active,
    rejected: fullPull.rejected,
    excluded: 0,
    explained: true,
  });
  expect(errors.at(-1)).toBe("Count proof: the tenant's 3008 devices are all accounted for.");
});

test("interrupted in mid-pull it ends with 130, says so, and prints no JSON", async () => {
  const child = start("--devices", "200000", "--once", "--json");
  child.stderr?.once("data", () => child.kill("SIGINT"));
  const { output, errors, code } = await ended(child);
  expect([code, output]).toEqual([130, []]);
  expect(errors.at(-1)).toBe("The demo is stopped.");
});

test("a reader that leaves early ends it with 1", async () => {
  const child = start("--devices", "50000", "--once", "--json");
  child.stderr?.once("data", () => {
    child.stderr?.destroy();
    child.stdout?.destroy();
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["--devices", "-5"],
  ["--devices", ""],
  ["--devices", "1e3"],
  ["--devices", "5000001"],
  ["--seed", "4294967296"],
])("%s %j is refused before anything begins", async (option, value) => {
  const { output, errors, code } = await ended(start(option, value, "--once"));
  expect([code, output]).toEqual([2, []]);
  expect(errors.join(" ")).toContain("It must be a whole number from 0 to");
});

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
  expect(errors.at(-1)).toBe("Count proof: the tenant's 3,008 devices are all accounted for.");
});

test("interrupted in mid-pull it ends with 130, says so, and prints no JSON", async () => {
  const child = start("--devices", "200000", "--once", "--json");
  child.stderr?.once("data", () => child.kill("SIGINT"));
  const { output, errors, code } = await ended(child);
  expect([code, output]).toEqual([130, []]);
  expect(errors.at(-1)).toBe("The demo is stopped.");
});

test("without an end it lets whoever reads its output in, to an inventory with tags, queries and severities", async () => {
  const child = start("--devices", "500", "--seed", "3");
  const closed = once(child, "close");
  let invitation: RegExpExecArray | null = null;
  if (child.stderr !== null)
    for await (const line of createInterface(child.stderr)) {
      invitation ??= /^Look at it: (\S+) {2}Sign in as (\S+) with the password (\S+)$/.exec(line);
      if (line.startsWith("The tenant goes on changing")) break;
    }
  const [, url = "", email = "", password = ""] = invitation ?? [];
  const headers = { "content-type": "application/json", origin: url };
  const entered = JSON.stringify({ email, password });
  const signedIn = await fetch(`${url}/api/v1/session`, { method: "POST", headers, body: entered });
  expect(await signedIn.json()).toMatchObject({ principal: { role: "administrator" } });
  const cookie = signedIn.headers.getSetCookie().map((text) => text.split(";")[0]);
  const read = async (path: string): Promise<string> => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { cookie: cookie.join("; ") } });
    return answer.text();
  };
  expect(await read("/tags")).toContain('"name":"Stale"');
  expect(await read("/saved-queries")).toContain('"name":"Never signed in"');
  expect(await read("/connections/1/severity-map")).toContain('"not_compliant":4');
  child.kill("SIGINT");
  expect((await closed)[0]).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
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

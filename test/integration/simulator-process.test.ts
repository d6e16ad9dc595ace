// The simulator as a process of its own: its options, its first line, its certificate, and how it ends.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Agent, fetch } from "undici";
import { afterAll, describe, expect, test } from "vitest";
import { simulatorMain } from "../../src/cli/simulator-process.ts";

const rollcallMain = join(import.meta.dirname, "../../src/cli/main.ts");
const folder = mkdtempSync(join(tmpdir(), "rollcall-simulator-test-"));
const children: ChildProcessWithoutNullStreams[] = [];
afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

function start(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [...args]);
  children.push(child);
  return child;
}

type Announced = Readonly<Record<string, string | number>>;

async function announcementOf(child: ChildProcessWithoutNullStreams): Promise<Announced> {
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as Announced;
}

async function endOf(child: ChildProcessWithoutNullStreams) {
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}

test("https with a CA file, a secret file and a fixed identity", async () => {
  const caFile = join(folder, "ca.pem");
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, "from-a-file\n");
  const clientId = "11111111-2222-4333-8444-555555555555";
  const identity = [
    "--client-id",
    clientId,
    "--client-secret-file",
    secretFile,
    "--tenant-domain",
    "a.example",
  ];
  const child = start(simulatorMain, "--devices", "3", "--https", "--ca-file", caFile, ...identity);
  const announced = await announcementOf(child);
  expect(announced).toEqual({
    loginUrl: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    graphUrl: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    domain: "a.example",
    clientId,
    clientSecret: "from-a-file",
    devices: 3,
    caFile,
  });
  const trusting = new Agent({ connect: { ca: readFileSync(caFile, "utf8") } });
  const truth = `${announced.graphUrl}/_simulator/tenants/a.example/truth`;
  expect(await (await fetch(truth, { dispatcher: trusting })).json()).toMatchObject({ devices: 3 });
  const byName = String(announced.graphUrl).replace("127.0.0.1", "localhost");
  expect((await fetch(`${byName}/v1.0/devices`, { dispatcher: trusting })).status).toBe(401);
  await trusting.destroy();
  await expect(fetch(truth)).rejects.toThrow();
  child.kill("SIGTERM");
  expect(await endOf(child)).toMatchObject({ code: 0 });
});

describe("it ends cleanly", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("on %s, with connections open", async (signal) => {
    const child = start(simulatorMain, "--devices", "1");
    const { graphUrl } = await announcementOf(child);
    const agent = new Agent();
    await (await fetch(`${graphUrl}/v1.0/devices`, { dispatcher: agent })).text();
    child.kill(signal);
    expect(await endOf(child)).toEqual({ code: 0, stdout: "", stderr: "" });
    await agent.destroy();
  });

  test("with its parent", async () => {
    const child = start(simulatorMain, "--devices", "1", "--exit-with-parent");
    await announcementOf(child);
    child.stdin.end();
    expect(await endOf(child)).toMatchObject({ code: 0 });
  });

  test("under rollcall simulator, which passes the signal on", async () => {
    const child = start(rollcallMain, "simulator", "--devices", "2");
    expect(await announcementOf(child)).toMatchObject({ devices: 2 });
    child.kill("SIGTERM");
    expect(await endOf(child)).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("what is wrong ends with a message", () => {
  test("an option: 2", async () => {
    const { code, stdout, stderr } = await endOf(start(rollcallMain, "simulator", "--devices", "many"));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("--devices: It must be a whole number from 0 to 10000000.\nTry --help.\n");
  });

  test("a file that is not there: 1", async () => {
    const missing = join(folder, "missing");
    const { code, stderr } = await endOf(start(simulatorMain, "--client-secret-file", missing));
    expect([code, stderr.includes("ENOENT")]).toEqual([1, true]);
  });

  test("a port that is taken: 1", async () => {
    const child = start(simulatorMain, "--devices", "1");
    const { graphUrl } = await announcementOf(child);
    const { port } = new URL(String(graphUrl));
    const { code, stderr } = await endOf(start(simulatorMain, "--graph-port", port));
    expect([code, stderr.includes("EADDRINUSE")]).toEqual([1, true]);
    child.kill("SIGTERM");
    expect(await endOf(child)).toMatchObject({ code: 0 });
  });

  test("--help explains, by rollcall too", async () => {
    const { code, stdout } = await endOf(start(rollcallMain, "simulator", "--help"));
    expect(code).toBe(0);
    for (const option of ["--client-secret-file", "--ca-file", "--gzip"]) expect(stdout).toContain(option);
  });
});

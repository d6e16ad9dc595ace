// Tags on the command line, at a real server with a simulated tenant.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { inventoryTaskView } from "../../src/contract/inventory-task.ts";
import { tagView } from "../../src/contract/tag.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";
import { connect, makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = "";
let simulator: Simulator;
let server: ServerUnderTest;
let token = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-cli-test-"));
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  token = (await makeToken(server.api, "operator")).value;
  const tenant = simulator.createTenant({ devices: 0, seed: 1 });
  for (const operatingSystem of ["Windows", "Windows", "Linux"])
    tenant.directory.create({ displayName: "PC", operatingSystem } as Record<string, unknown>);
  const { id } = await connect(server.api, tenant);
  await server.api.run(id, "full_pull");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const rollcall = (...words: readonly string[]): Promise<Ended> =>
  endOf(
    startCommand(
      { ROLLCALL_URL: server.url, ROLLCALL_TOKEN: token, ROLLCALL_DATA_DIR: folder },
      "tag",
      ...words,
    ),
  );

test("[TG35] a dynamic tag is previewed, created and changed, and each waits until every asset is seen to", async () => {
  const preview = await rollcall("preview", "operatingSystem: Windows");
  expect([preview.code, preview.output]).toEqual([0, "active assets   2\nretired assets  0\n"]);
  const created = await rollcall("create", "--name", "By rule", "--rule", "operatingSystem: Linux", "--json");
  expect([created.code, created.errors]).toEqual([0, ""]);
  expect(tagView.parse(JSON.parse(created.output))).toMatchObject({ activeAssets: 1, taskId: null });
  const changed = await rollcall(
    "change",
    "By rule",
    "--rule",
    "operatingSystem: Windows",
    "--criticality",
    "5",
  );
  expect(changed.output).toMatch(/^criticality {4}5$/m);
  expect(changed.output).toMatch(/^active assets {2}2$/m);
  const fixed = await rollcall("change", "By rule", "--static", "--json");
  expect(JSON.parse(fixed.output)).toMatchObject({ rule: null, activeAssets: 2 });
  const wrong = await rollcall("change", "By rule", "--rule", "name: [");
  expect(wrong.code).toBe(3);
  expect(wrong.errors).toContain("query.invalid");
});

test("[TG35] a static tag is put on, listed, taken off and removed", async () => {
  expect((await rollcall("create", "--name", "By hand", "--colour", "#123456")).code).toBe(0);
  const put = await rollcall("put-on", "By hand", "--query", "");
  expect([put.code, put.output]).toEqual([0, "3 assets are changed.\n"]);
  const listed = await rollcall("list");
  expect(listed.output).toMatch(/ {2}By hand {2,}2 {2,}3 {2}–\n/);
  const off = await rollcall(
    "take-off",
    "By hand",
    "--query",
    "operatingSystem: Linux",
    "--no-wait",
    "--json",
  );
  const task = inventoryTaskView.parse(JSON.parse(off.output));
  expect(task).toMatchObject({ kind: "take_tag", query: "operatingSystem: Linux" });
  expect((await rollcall("take-off", "By hand")).code).toBe(2);
  expect((await rollcall("put-on", "Nobody", "--asset", "1")).errors).toContain("tag.not_found");
  const removed = await rollcall("remove", "By hand", "--yes");
  expect([removed.code, removed.output]).toEqual([0, "2 assets are changed.\n"]);
  expect((await rollcall("show", "By hand")).code).toBe(3);
});

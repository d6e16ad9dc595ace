// Backup, restore and the rotation of the master key of a serving server, with runs under way.

import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { connectionView } from "../../src/contract/connection.ts";
import { syncRunView } from "../../src/contract/sync-run.ts";
import { askDatabase } from "../support/database.ts";
import {
  connect,
  makeDataFolder,
  readLocalAccess,
  type ServerPlace,
  type ServerUnderTest,
  startTestServer,
} from "../support/server.ts";
import type { ServerEvent } from "../support/server-api.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const bytes = { headers: { "content-type": "application/octet-stream" } };
const put = (server: ServerUnderTest, body: string | Uint8Array<ArrayBuffer>) =>
  server.api.ask("PUT", "/api/v1/backup", body, bytes);
const newTenant = (devices: number) => simulator.createTenant({ devices, seed: 1, namelessShare: 0 });

const countAssets = async (place: ServerPlace): Promise<unknown> =>
  (await askDatabase<{ count: number }>(place, "select count(*) as count from asset"))[0]?.count;

const hasFetched = (runId: number, count: number) => (event: ServerEvent) =>
  event.name === "run_progress" &&
  event.data.runId === runId &&
  z.object({ fetched: z.int() }).parse(event.data.counters).fetched >= count;

/** A server in the middle of a full pull of 2500 devices, of which 999 have come. */
async function pullHalf(server: ServerUnderTest) {
  const tenant = newTenant(2500);
  const { id } = await connect(server.api, tenant, { name: "Half" });
  tenant.faults.add({ host: "graph", operation: "list", skip: 1, times: "always", fault: { kind: "hang" } });
  const events = await server.api.watch();
  const asked = await server.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
  const run = syncRunView.parse(asked.body);
  await events.until(hasFetched(run.id, 999));
  const letGo = (): void => {
    tenant.faults.clear();
    tenant.faults.release();
  };
  return { id, run, events, letGo };
}

/** Another server with the same keys. */
function startWithKeysOf({ dataDir }: ServerPlace): Promise<ServerUnderTest> {
  const env = { ROLLCALL_MASTER_KEY: readFileSync(join(dataDir, "master-key.json"), "utf8") };
  return startTestServer({ simulator, env });
}

test("[SV31] a backup that is made while a pull writes is restored into a fresh server, which goes on with the pull", async () => {
  await using server = await startTestServer({ simulator });
  const person = {
    email: "ada@contoso.example",
    name: "Ada",
    role: "operator",
    password: "a password of hers",
  };
  await server.api.post("/api/v1/users", person);
  const whole = await connect(server.api, newTenant(40), { name: "Whole" });
  await server.api.run(whole.id);
  const { id, run, events, letGo } = await pullHalf(server);
  const backup = await server.api.bytes("/api/v1/backup");
  expect(readdirSync(join(server.dataDir, "passing"))).toEqual([]);
  await using fresh = await startWithKeysOf(server);
  letGo();
  expect(await put(fresh, backup)).toMatchObject({
    status: 200,
    body: { previous: "rollcall.sqlite.before-restore" },
  });
  expect(readdirSync(join(fresh.dataDir, "passing"))).toEqual([]);
  // The restore ended the streams of before.
  await using later = await fresh.api.watch();
  const shown = syncRunView.parse((await fresh.api.get(`/api/v1/runs/${run.id}`)).body);
  const there = shown.state === "completed" ? shown : await fresh.api.untilEnded(later, run.id);
  expect(there).toMatchObject({ state: "completed", counters: { fetched: 2500, created: 2500 } });
  const here = await server.api.untilEnded(events, run.id);
  expect(here).toMatchObject({ state: "completed", counters: { fetched: 2500, created: 2500 } });
  expect([await countAssets(server), await countAssets(fresh)]).toEqual([2540, 2540]);
  for (const path of ["/api/v1/users", `/api/v1/connections/${whole.id}`])
    expect((await fresh.api.get(path)).body).toEqual((await server.api.get(path)).body);
  const { email, password } = person;
  expect((await fresh.api.asNobody().post("/api/v1/session", { email, password })).status).toBe(201);
  expect((await fresh.api.run(id)).state).toBe("completed");
  await events[Symbol.asyncDispose]();
});

test("[SV31] a server that serves its own backup forgets what came after, and its run goes on from there", async () => {
  await using server = await startTestServer({ simulator });
  const { id, run, events, letGo } = await pullHalf(server);
  const backup = await server.api.bytes("/api/v1/backup");
  const after = await connect(server.api, newTenant(3), { name: "After the backup" });
  const restored = put(server, backup);
  // The restore ends what hangs; the run takes the page up again afterwards.
  letGo();
  expect((await restored).status).toBe(200);
  await using later = await server.api.watch();
  const shown = syncRunView.parse((await server.api.get(`/api/v1/runs/${run.id}`)).body);
  const ended = shown.state === "completed" ? shown : await server.api.untilEnded(later, run.id);
  expect(ended).toMatchObject({ state: "completed", counters: { fetched: 2500, created: 2500 } });
  expect(await server.api.get(`/api/v1/connections/${after.id}`)).toMatchObject({ status: 404 });
  expect((await server.api.asNobody().get("/readyz")).status).toBe(200);
  expect((await server.api.run(id)).state).toBe("completed");
  const audit = (await server.api.get("/api/v1/audit-entries?action=backup.restored")).body;
  expect(audit).toMatchObject({ items: [{ principal: { kind: "local" } }] });
  await events[Symbol.asyncDispose]();
});

function editedBackup(folder: string, backup: Uint8Array, edit: (database: BetterSqlite3.Database) => void) {
  const file = join(folder, `${randomBytes(4).toString("hex")}.sqlite`);
  writeFileSync(file, backup);
  const database = new BetterSqlite3(file);
  database.pragma("journal_mode = delete");
  edit(database);
  database.close();
  return new Uint8Array(readFileSync(file));
}

test("[SV32] what is no whole backup of this server is refused by its code, and everything goes on as before", async () => {
  using place = makeDataFolder();
  await using server = await startTestServer({ simulator });
  const { id } = await connect(server.api, newTenant(20), { name: "Stays" });
  await server.api.run(id);
  const backup = await server.api.bytes("/api/v1/backup");
  await using other = await startTestServer({ simulator });
  await connect(other.api, newTenant(3));
  const foreign = await other.api.bytes("/api/v1/backup");
  const damaged = backup.slice();
  damaged.fill(255, 4096, Math.floor(damaged.length / 2));
  const empty = new BetterSqlite3(":memory:");
  empty.exec("create table something (id integer)");
  const wrong: readonly (readonly [string, number, string | Uint8Array<ArrayBuffer>])[] = [
    ["backup.not_a_backup", 422, "no database at all ".repeat(1000)],
    ["backup.not_a_backup", 422, new Uint8Array(empty.serialize())],
    ["backup.not_a_backup", 422, new Uint8Array(0)],
    ["backup.damaged", 422, damaged],
    ["backup.damaged", 422, backup.slice(0, backup.length - 8192)],
    ["backup.key_unknown", 422, foreign],
    [
      "backup.newer_release",
      422,
      editedBackup(place.dataDir, backup, (database) =>
        database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '2099')"),
      ),
    ],
  ];
  const before = (await server.api.get("/api/v1/connections")).text;
  for (const [code, status, body] of wrong) {
    const answer = await put(server, body);
    expect(answer, `${code} ${answer.text}`).toMatchObject({ status, body: { code } });
    expect(answer.text).not.toContain(server.dataDir);
  }
  expect((await server.api.ask("PUT", "/api/v1/backup", {})).status).toBe(415);
  expect((await server.api.get("/api/v1/connections")).text).toBe(before);
  expect(readdirSync(join(server.dataDir, "passing"))).toEqual([]);
  expect(existsSync(`${server.databaseFile}.before-restore`)).toBe(false);
  expect((await server.api.asNobody().get("/readyz")).status).toBe(200);
  expect((await server.api.run(id)).state).toBe("completed");
  empty.close();
});

test("[SV32] an upload that breaks off changes nothing and leaves nothing behind", async () => {
  await using server = await startTestServer({ simulator });
  const backup = await server.api.bytes("/api/v1/backup");
  const passing = join(server.dataDir, "passing");
  const authorization = `Bearer ${readLocalAccess(server.dataDir).token}`;
  const headers = { authorization, ...bytes.headers, "content-length": backup.length };
  const abort = new AbortController();
  const changes = watch(passing, { signal: abort.signal });
  const upload = request(new URL("/api/v1/backup", server.url), { method: "PUT", headers });
  upload.once("error", () => undefined);
  upload.write(backup.slice(0, backup.length / 2));
  for await (const _ of changes) {
    if (readdirSync(passing).length > 0) upload.destroy();
    else if (upload.destroyed) break;
  }
  expect(existsSync(`${server.databaseFile}.before-restore`)).toBe(false);
  expect((await server.api.get("/api/v1/me")).status).toBe(200);
  await server.stop();
  // Whoever leaves is no fault of the server.
  expect(server.log.filter((line) => line.includes('"level":50'))).toEqual([]);
});

test("[SV33] the master key is exchanged while a run is under way: the database opens with the new key alone", async () => {
  await using server = await startTestServer({ simulator });
  const { id, run, events, letGo } = await pullHalf(server);
  const keyFile = join(server.dataDir, "master-key.json");
  const oldKeys = readFileSync(keyFile, "utf8");
  const rotated = server.api.post("/api/v1/master-keys/rotation");
  letGo();
  expect(await rotated).toMatchObject({ status: 200, body: { reencrypted: 1 } });
  const keys = z.object({ currentId: z.string(), keys: z.record(z.string(), z.string()) });
  const now = keys.parse(JSON.parse(readFileSync(keyFile, "utf8")));
  expect(Object.keys(now.keys)).toEqual([now.currentId]);
  expect(oldKeys).not.toContain(now.currentId);
  const shown = syncRunView.parse((await server.api.get(`/api/v1/runs/${run.id}`)).body);
  const ended = shown.state === "completed" ? shown : await server.api.untilEnded(events, run.id);
  expect(ended).toMatchObject({ state: "completed", counters: { fetched: 2500, created: 2500 } });
  expect((await server.api.run(id)).state).toBe("completed");
  const backup = await server.api.bytes("/api/v1/backup");
  await using withOld = await startTestServer({ simulator, env: { ROLLCALL_MASTER_KEY: oldKeys } });
  expect(await put(withOld, backup)).toMatchObject({ status: 422, body: { code: "backup.key_unknown" } });
  await using withNew = await startWithKeysOf(server);
  expect((await put(withNew, backup)).status).toBe(200);
  expect((await withNew.api.run(id)).state).toBe("completed");
  expect(await withNew.api.read(connectionView, withNew.api.get(`/api/v1/connections/${id}`))).toMatchObject({
    name: "Half",
  });
  await events[Symbol.asyncDispose]();
});

test("[SV35] keys of the environment are exchanged by whoever sets it: a rotation seals every secret with the current one", async () => {
  const text = (keys: object, currentId: string): string => JSON.stringify({ currentId, keys });
  const [old, next] = [randomBytes(32), randomBytes(32)].map((key) => key.toString("base64"));
  const start = (keys: object, currentId: string) =>
    startTestServer({ simulator, env: { ROLLCALL_MASTER_KEY: text(keys, currentId) } });
  await using before = await start({ old }, "old");
  const { id } = await connect(before.api, newTenant(3));
  await using both = await start({ old, next }, "next");
  expect((await put(both, await before.api.bytes("/api/v1/backup"))).status).toBe(200);
  const rotate = () => both.api.post("/api/v1/master-keys/rotation");
  expect(await rotate()).toMatchObject({ status: 200, body: { reencrypted: 1 } });
  expect(await rotate()).toMatchObject({ status: 200, body: { reencrypted: 0 } });
  await using after = await start({ next }, "next");
  expect((await put(after, await both.api.bytes("/api/v1/backup"))).status).toBe(200);
  expect((await after.api.run(id)).state).toBe("completed");
});

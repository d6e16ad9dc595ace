// What the embedded database's own data folder is: one server's, nobody else's to read, and what backups are taken from.

import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { auditEntryPage } from "../../src/contract/audit-entry.ts";
import {
  connect,
  makeDataFolder,
  makeToken,
  type ServerUnderTest,
  startTestServer,
} from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";
import { endingOf } from "../support/server-process.ts";

let simulator: Simulator;
let server: ServerUnderTest;
let operator: ServerApi;

beforeAll(async () => {
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  operator = server.api.as((await makeToken(server.api, "operator")).value);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

const newTenant = (): Tenant => simulator.createTenant({ devices: 3, seed: 5 });
const connections = "/api/v1/connections";

test("[SV26] a second server on the folder is refused, and the first one serves on", async () => {
  const refused = await endingOf({ dataDir: server.dataDir, simulator });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/Another server is at work in .*; stop it first\..*data_folder\.in_use/);
  expect((await server.api.get(connections)).status).toBe(200);
});

async function latestAct(): Promise<unknown> {
  const page = await server.api.read(auditEntryPage, server.api.get("/api/v1/audit-entries?limit=1"));
  return page.items[0];
}

test("[SV56] the audit log has who takes a backup", async () => {
  await server.api.bytes("/api/v1/backup");
  expect(await latestAct()).toMatchObject({ action: "backup.taken", principal: { kind: "local" } });
  expect((await operator.get("/api/v1/backup")).status).toBe(403);
  expect(await latestAct()).toMatchObject({ action: "backup.refused", principal: { kind: "token" } });
});

test("[SV56] what a killed server left of a backup is gone at the next start", async () => {
  using folder = makeDataFolder();
  const passing = join(folder.dataDir, "passing");
  mkdirSync(passing, { recursive: true });
  writeFileSync(join(passing, "0123456789abcdef-backup.sqlite"), "a whole database");
  await using _ = await startTestServer({ dataDir: folder.dataDir });
  expect(readdirSync(passing)).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "[SV57] nobody else may read what is in the data folder, whoever may enter it",
  async () => {
    using folder = makeDataFolder();
    const { dataDir } = folder;
    chmodSync(dataDir, 0o755);
    const exposed = (): readonly string[] =>
      readdirSync(dataDir).filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0);
    {
      await using first = await startTestServer({ simulator, dataDir });
      await connect(first.api, newTenant());
      expect(readdirSync(dataDir)).toContain("rollcall.sqlite-wal");
      expect(exposed()).toEqual([]);
    }
    for (const name of readdirSync(dataDir))
      if (/sqlite|lock/.test(name)) chmodSync(join(dataDir, name), 0o644);
    await using again = await startTestServer({ simulator, dataDir });
    expect((await again.api.get(connections)).status).toBe(200);
    expect(exposed()).toEqual([]);
  },
);

test("[SV59] a page of another site cannot make an administrator's browser take a backup", async () => {
  const person = { email: "admin@contoso.example", password: "a password of these tests" };
  const user = { ...person, name: "Admin", role: "administrator" };
  expect((await server.api.post("/api/v1/users", user)).status).toBe(201);
  const signedIn = await server.api.asNobody().post("/api/v1/session", person);
  const cookie = signedIn.headers.getSetCookie().map((text) => text.split(";")[0]);
  const from = (site: string) =>
    server.api.asNobody().get("/api/v1/backup", {
      headers: { cookie: cookie.join("; "), "sec-fetch-site": site },
    });
  for (const site of ["cross-site", "same-site"])
    expect(await from(site)).toMatchObject({ status: 403, body: { code: "request.origin_foreign" } });
  for (const site of ["same-origin", "none"]) expect((await from(site)).status).toBe(200);
});

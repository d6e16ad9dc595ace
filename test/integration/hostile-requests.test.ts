// What a malicious or clumsy client sends to the real server is refused, and harms nobody who comes after it.

import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { auditEntryPage } from "../../src/contract/audit-entry.ts";
import { connectionView } from "../../src/contract/connection.ts";
import {
  cloudName,
  connect,
  makeDataFolder,
  makeToken,
  type ServerUnderTest,
  settingsFor,
  startTestServer,
} from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";

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

const lastEvening = {
  kind: "daily",
  at: "23:00",
  timeZone: "America/New_York",
  start: "9999-12-31T20:00",
  end: "9999-12-31T23:59",
} as const;

test.each([
  [{ secretExpiresAt: "9999-12-31T23:59:59-23:59" }, 400],
  [{ secretExpiresAt: "0000-01-01T00:00:00+23:59" }, 400],
  [{ schedule: lastEvening }, 422],
])("[SV51] a connection with %j is refused, and the listing goes on", async (more, status) => {
  const entered = settingsFor(newTenant());
  expect((await operator.test(entered)).passed).toBe(true);
  expect((await operator.post(connections, { ...entered, ...more })).status).toBe(status);
  expect((await operator.get(connections)).status).toBe(200);
});

test("[SV51] a second secret, a token and a preview with such a moment are refused as well", async () => {
  const { id } = await connect(operator, newTenant());
  const secretExpiresAt = "9999-12-31T23:59:59-23:59";
  const next = { clientSecret: "the next one", secretExpiresAt };
  expect((await operator.ask("PUT", `${connections}/${id}/next-secret`, next)).status).toBe(400);
  const token = { name: "for ever", role: "viewer", expiresAt: secretExpiresAt };
  expect((await server.api.post("/api/v1/tokens", token)).status).toBe(400);
  expect((await server.api.get("/api/v1/tokens")).status).toBe(200);
  const preview = await operator.post("/api/v1/schedule-previews", { schedule: lastEvening });
  expect(preview).toMatchObject({ status: 422, body: { code: "schedule.time_invalid" } });
});

test("[SV51] the last local evening that is taken can be shown in every zone", async () => {
  const [start, end] = ["9999-12-30T20:00", "9999-12-30T23:59"];
  for (const timeZone of ["Etc/GMT+12", "Pacific/Kiritimati"]) {
    const schedule = { ...lastEvening, timeZone, start, end };
    expect(await operator.post("/api/v1/schedule-previews", { schedule })).toMatchObject({
      status: 200,
      body: { nextRuns: [expect.stringMatching(/^9999-12-3/)] },
    });
  }
});

/** A host that nobody should speak to, and whether somebody did. */
async function listen(): Promise<{ url: string; wasMet: () => boolean } & AsyncDisposable> {
  let met = 0;
  const host: Server = createServer((socket) => {
    met += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(host, "listening");
  const address = host.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    wasMet: () => met > 0,
    [Symbol.asyncDispose]: async () => {
      host.close();
      await once(host, "close");
    },
  };
}

test("[SV52] a stored secret is not sent to hosts that are allowed, but for which it was not entered", async () => {
  await using elsewhere = await listen();
  const { loginUrl, graphUrl } = simulator;
  const clouds = [
    { name: cloudName, loginUrl, graphUrl },
    { name: "other-login", loginUrl: elsewhere.url, graphUrl },
    { name: "other-graph", loginUrl, graphUrl: elsewhere.url },
  ];
  await using other = await startTestServer({ env: { ROLLCALL_CUSTOM_CLOUDS: JSON.stringify(clouds) } });
  const tenant = newTenant();
  const { id } = await connect(other.api, tenant);
  const { settings } = settingsFor(tenant);
  await other.api.ask("PUT", `${connections}/${id}/next-secret`, { clientSecret: "the next one" });
  for (const secret of ["current", "next"])
    for (const cloud of ["other-login", "other-graph", { loginUrl, graphUrl: elsewhere.url }]) {
      const body = { connectionId: id, settings: { ...settings, cloud }, secret };
      expect((await other.api.test(body)).refusal).toMatchObject({
        status: 422,
        body: { code: "connection.secret_not_for_hosts", errors: [{ field: "body.settings.cloud" }] },
      });
    }
  expect(elsewhere.wasMet()).toBe(false);
  const same = { connectionId: id, settings: { ...settings, cloud: { loginUrl, graphUrl } } };
  expect((await other.api.test(same)).passed).toBe(true);
});

test("[SV53] hosts that the operator does not allow any more are neither tested nor asked by a run", async () => {
  using folder = makeDataFolder();
  const { dataDir } = folder;
  const tenant = newTenant();
  const id = await (async () => {
    await using before = await startTestServer({ simulator, dataDir });
    const made = await connect(before.api, tenant);
    expect((await before.api.run(made.id)).state).toBe("completed");
    return made.id;
  })();
  await using after = await startTestServer({ dataDir });
  const reason = { code: "connection.cloud_not_allowed" };
  expect((await after.api.test({ connectionId: id })).refusal).toMatchObject({ status: 422, body: reason });
  const run = await after.api.run(id);
  expect(run).toMatchObject({ state: "failed", failure: { ...reason, reason: "source_unreachable" } });
  expect(run.counters.requests).toBe(0);
});

test.each(["abc", "", "0", "-1", "1.5", "0x1", "1e999", "9007199254740993"])(
  "[SV54] a cursor that was made of %j is refused by every listing of ids",
  async (next) => {
    const { id } = await connect(operator, newTenant());
    const run = await operator.run(id);
    const cursor = (listing: string) => Buffer.from(JSON.stringify([listing, next])).toString("base64url");
    for (const [listing, path] of [
      ["connections", connections],
      ["runs", "/api/v1/runs"],
      ["log", `/api/v1/runs/${run.id}/log`],
      ["log", `${connections}/${id}/log`],
      ["rejections", `/api/v1/runs/${run.id}/rejections`],
      ["held-assets", `/api/v1/runs/${run.id}/held-assets`],
    ] as const)
      expect(await operator.get(`${path}?cursor=${cursor(listing)}`), path).toMatchObject({
        status: 400,
        body: { code: "request.cursor_invalid" },
      });
  },
);

test.each(["a\u0000b", "a\nb", "\u001b[31mred", "\ud800", "\u202egnp.exe", "\u2066a", "\u009bm"])(
  "[SV55] nothing is named %j",
  async (name) => {
    const refused = (field: string) => ({
      status: 400,
      body: { code: "request.invalid", errors: [{ field }] },
    });
    const tenant = newTenant();
    const { id, version } = await connect(operator, tenant);
    expect(await operator.post(connections, { ...settingsFor(tenant), name })).toMatchObject(
      refused("body.name"),
    );
    const headers = { "if-match": `"${version}"` };
    expect(await operator.ask("PATCH", `${connections}/${id}`, { name }, { headers })).toMatchObject(
      refused("body.name"),
    );
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    expect(await server.api.post("/api/v1/tokens", { name, role: "viewer", expiresAt })).toMatchObject(
      refused("body.name"),
    );
    const user = { email: "a@contoso.example", password: "a password of these tests", role: "viewer" };
    expect(await server.api.post("/api/v1/users", { ...user, name })).toMatchObject(refused("body.name"));
  },
);

test("[SV55] names of people who write otherwise, and descriptions of several lines, are taken", async () => {
  const more = { name: "Geräte 東京 👩‍💻 می‌خواهم", description: "One line.\nAnother,\tand more." };
  expect(await connect(operator, newTenant(), more)).toMatchObject(more);
});

test("[SV55] a tenant that is entered in another case is the same tenant", async () => {
  const tenant = newTenant();
  const { id } = await connect(operator, tenant);
  expect((await operator.run(id)).counters.created).toBe(3);
  const { settings } = settingsFor(tenant);
  const [tenantId, clientId] = [tenant.tenantId.toUpperCase(), tenant.clientId.toUpperCase()];
  const entered = { ...settings, tenantId, clientId };
  expect((await operator.test({ connectionId: id, settings: entered })).passed).toBe(true);
  const headers = { "if-match": "*" };
  const change = operator.ask("PATCH", `${connections}/${id}`, { settings: entered }, { headers });
  expect(await operator.read(connectionView, change)).toMatchObject({ tenantId: tenant.tenantId });
  expect((await operator.run(id)).mode).toBe("delta_pull");
});

async function latestAct(): Promise<unknown> {
  const page = await server.api.read(auditEntryPage, server.api.get("/api/v1/audit-entries?limit=1"));
  return page.items[0];
}

test("[SV56] the audit log has whose stored secret is tested", async () => {
  const { id } = await connect(operator, newTenant());
  await operator.test({ connectionId: id });
  expect(await latestAct()).toMatchObject({ action: "connection.tested", target: `connection/${id}` });
});

test("[SV56] a restore without a body is refused as such", async () => {
  expect(await server.api.ask("PUT", "/api/v1/backup")).toMatchObject({
    status: 400,
    body: { code: "request.malformed" },
  });
});

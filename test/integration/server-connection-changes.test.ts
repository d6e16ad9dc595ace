// Connections at the real server are changed, given a new secret, paused and removed.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { connectionView } from "../../src/contract/connection.ts";
import { askDatabase } from "../support/database.ts";
import { connect, makeToken, type ServerUnderTest, settingsFor, startTestServer } from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let server: ServerUnderTest;
let api: ServerApi;

beforeAll(async () => {
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  api = server.api.as((await makeToken(server.api, "operator")).value);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

const newTenant = (devices = 5): Tenant => simulator.createTenant({ devices, seed: 3 });
const connections = "/api/v1/connections";

test("[SV16] a change names the version that it changes, and only one of two gets it", async () => {
  const made = await connect(api, newTenant(), { name: "Versioned" });
  const path = `${connections}/${made.id}`;
  const etag = (await api.get(path)).headers.get("etag") ?? "";
  const change = (name: string, match?: string) =>
    api.ask("PATCH", path, { name }, match === undefined ? {} : { headers: { "if-match": match } });
  expect(await change("No version")).toMatchObject({
    status: 428,
    body: { code: "request.if_match_missing" },
  });
  expect(await change("Old version", '"0"')).toMatchObject({ status: 412 });
  const both = await Promise.all([change("First", etag), change("Second", etag)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  const now = await api.get(path);
  expect(now.headers.get("etag")).not.toBe(etag);
  expect(now.headers.get("etag")).toBe(both.find(({ status }) => status === 200)?.headers.get("etag"));
});

test("[SV16] other settings or another secret of a connection need a pass of their own", async () => {
  const tenant = newTenant();
  const { id, version } = await connect(api, tenant, { name: "To be changed" });
  const change = (body: object) =>
    api.ask("PATCH", `${connections}/${id}`, body, { headers: { "if-match": `"${version}"` } });
  const { settings } = settingsFor(tenant);
  const refused = { status: 409, body: { code: "connection.not_tested" } };
  expect(await change({ clientSecret: "another" })).toMatchObject(refused);
  expect(await change({ settings: { ...settings, tokenEndpoint: "v2" } })).toMatchObject(refused);
  const body = { connectionId: id, settings: { ...settings, tokenEndpoint: "v2" } };
  expect((await api.test(body)).passed).toBe(true);
  expect(await change({ settings: { ...settings, tokenEndpoint: "v2" } })).toMatchObject({
    status: 200,
    body: { tokenEndpoint: "v2" },
  });
});

test("[SV16] a creation under one Idempotency-Key happens once", async () => {
  const settings = settingsFor(newTenant());
  const entered = { ...settings, name: "Made once" };
  await api.test(settings);
  const headers = { "idempotency-key": crypto.randomUUID() };
  const first = await api.post(connections, entered, { headers });
  const again = await api.post(connections, entered, { headers });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.text).toBe(first.text);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await api.post(connections, { ...entered, name: "Other" }, { headers })).toMatchObject({
    status: 422,
    body: { code: "request.key_reused" },
  });
});

test("[SV17] a second secret takes over only when it has passed, and works when the old one has ended", async () => {
  const tenant = newTenant(12);
  const [old] = tenant.secrets;
  const { id } = await connect(api, tenant, { name: "Two secrets" });
  const path = `${connections}/${id}/next-secret`;
  const read = () => api.read(connectionView, api.get(`${connections}/${id}`));
  expect(await api.post(`${path}/takeover`)).toMatchObject({
    status: 409,
    body: { code: "connection.no_next_secret" },
  });
  await api.ask("PUT", path, { clientSecret: "a wrong secret" });
  expect((await api.test({ connectionId: id, secret: "next" })).passed).toBe(false);
  expect(await api.post(`${path}/takeover`)).toMatchObject({
    status: 409,
    body: { code: "connection.not_tested" },
  });
  expect((await api.run(id, "full_pull")).state).toBe("completed");
  const value = "the next secret+/=";
  tenant.secrets.push({ secretId: crypto.randomUUID(), value, expiresAt: null });
  const secretExpiresAt = new Date(Date.now() + 40.5 * 86_400_000).toISOString();
  const stored = await api.ask("PUT", path, { clientSecret: value, secretExpiresAt });
  expect(stored).toMatchObject({ status: 200, body: { nextSecret: { daysLeft: 41 } } });
  expect(stored.text).not.toContain(value);
  expect((await api.test({ connectionId: id, secret: "next" })).passed).toBe(true);
  expect(await api.post(`${path}/takeover`)).toMatchObject({ status: 200, body: { nextSecret: null } });
  if (old !== undefined) old.expiresAt = 1;
  tenant.expireTokens();
  expect((await api.run(id, "full_pull")).state).toBe("completed");
  expect((await read()).secret.expiresAt).toBe(secretExpiresAt);
  await api.ask("PUT", path, { clientSecret: "dropped" });
  expect(await api.ask("DELETE", path)).toMatchObject({ status: 200, body: { nextSecret: null } });
});

test("[SV18] a paused connection runs neither by hand nor by its schedule, until it is resumed", async () => {
  const schedule = { kind: "hourly", everyHours: 1, timeZone: "UTC", start: "2026-01-01T00:00" };
  const { id } = await connect(api, newTenant(), { name: "To be paused", schedule });
  await using watch = await api.watch();
  expect(await api.post(`${connections}/${id}/pause`)).toMatchObject({
    status: 200,
    body: { pausedAt: expect.any(String), nextRunAt: null },
  });
  expect(await api.post(`${connections}/${id}/runs`, {})).toMatchObject({
    status: 409,
    body: { code: "connection.paused" },
  });
  expect(await api.post(`${connections}/${id}/resume`)).toMatchObject({
    status: 200,
    body: { pausedAt: null },
  });
  await watch.until(
    ({ name, data }) => name === "connection_changed" && data.id === id && data.nextRunAt !== null,
  );
  expect((await api.run(id)).state).toBe("completed");
});

async function assetsOf(id: number) {
  const assets = await askDatabase<{ retired_reason: string }>(
    server,
    "select retired_reason from asset join traits on traits.id = traits_id where connection_id = ?",
    [id],
  );
  const [devices] = await askDatabase<{ count: number }>(
    server,
    "select count(*) as count from device where connection_id = ?",
    [id],
  );
  const [kept] = await askDatabase<{ secret: string }>(server, "select secret from connection where id = ?", [
    id,
  ]);
  return {
    assets: assets.map((row) => row.retired_reason),
    devices: devices?.count,
    secret: kept?.secret,
  };
}

test.each([
  { assets: "retire", name: "Retired with its assets", kept: 7 },
  { assets: "purge", name: "Purged with its assets", kept: 0 },
])(
  "[SV19] a removed connection is gone at once, and its assets follow: $assets",
  async ({ assets, name, kept }) => {
    const tenant = newTenant(7);
    const { id } = await connect(api, tenant, { name });
    expect((await api.run(id)).counters.created).toBe(7);
    const path = `${connections}/${id}?assets=${assets}`;
    expect(await api.ask("DELETE", path)).toMatchObject({ status: 403 });
    await using watch = await api.watch();
    const seen: number[] = [];
    expect((await server.api.ask("DELETE", path)).status).toBe(202);
    expect((await api.get(`${connections}/${id}`)).status).toBe(404);
    // Told once when it is gone, and once more when its assets have been seen to.
    await watch.until((event) => {
      if (event.name === "connection_removed" && event.data.id === id) seen.push(id);
      return seen.length === 2;
    });
    const left = await assetsOf(id);
    expect(left.assets).toEqual(Array.from({ length: kept }, () => expect.any(String)));
    if (assets === "purge") expect(left.devices).toBe(0);
    expect(left.secret ?? "").toBe("");
    await connect(api, tenant, { name });
  },
);

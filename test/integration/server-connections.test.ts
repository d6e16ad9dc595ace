// Connections at the real server are saved only when tested, and refused with nothing half done.

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { askDatabase } from "../support/database.ts";
import {
  cloudName,
  connect,
  makeToken,
  type ServerUnderTest,
  settingsFor,
  startTestServer,
} from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let server: ServerUnderTest;
let api: ServerApi;
/** The first tenant, whose app the sentinels share. */
let usual: Tenant;

beforeAll(async () => {
  simulator = await startSimulator();
  usual = simulator.createTenant({ devices: 30, seed: 1 });
  server = await startTestServer({ simulator });
  api = server.api.as((await makeToken(server.api, "operator")).value);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

const newTenant = (devices = 5): Tenant => simulator.createTenant({ devices, seed: 3 });
const connections = "/api/v1/connections";
/** The scheduler plans beside; everything else of them changes by a request alone. */
const unchanged = [
  "id, name, description, version, tenant_id, client_id, secret, next_secret from connection",
  "* from connection_pass",
  "* from sync_run",
  "* from asset",
];

/** What the tables hold, to be the same after a refusal. */
async function tables(): Promise<string> {
  const found = unchanged.map((what) => askDatabase(server, `select ${what} order by 1`));
  return JSON.stringify(await Promise.all(found));
}

test("[SV12] a connection is saved only after a fresh pass of exactly its settings and secret", async () => {
  const tenant = newTenant();
  const other = newTenant();
  const entered = settingsFor(tenant);
  const { settings, clientSecret } = entered;
  expect(await api.post(connections, entered)).toMatchObject({
    status: 409,
    body: { code: "connection.not_tested" },
  });
  expect((await api.test(entered)).passed).toBe(true);
  const changed = [
    { settings: { ...settings, tenantId: other.tenantId }, clientSecret },
    { settings: { ...settings, tenantId: tenant.domain }, clientSecret },
    { settings: { ...settings, clientId: other.clientId }, clientSecret },
    { settings: { ...settings, cloud: "global" }, clientSecret },
    { settings: { ...settings, tokenEndpoint: "v2" }, clientSecret },
    { settings, clientSecret: `${clientSecret} ` },
    { settings, clientSecret: other.clientSecret },
  ];
  const before = await tables();
  for (const body of changed)
    expect(await api.post(connections, body), JSON.stringify(body)).toMatchObject({
      status: 409,
      body: { code: "connection.not_tested", detail: expect.stringContaining("test exactly them first") },
    });
  expect(await tables()).toBe(before);
  const made = await api.post(connections, { ...entered, name: "Tested" });
  expect(made).toMatchObject({
    status: 201,
    body: { name: "Tested", state: "registered", cloud: cloudName },
  });
  expect(made.text).not.toContain(clientSecret);
});

test("[SV12] a pass is good for 15 minutes, and a failed test is no pass", async () => {
  const tenant = newTenant();
  const entered = settingsFor(tenant);
  await api.test(entered);
  const age = (ms: number) =>
    askDatabase(server, "update connection_pass set passed_at = ?", [Date.now() - ms]);
  await age(15 * 60_000 + 1);
  expect(await api.post(connections, entered)).toMatchObject({
    status: 409,
    body: { code: "connection.not_tested" },
  });
  await age(14 * 60_000);
  expect((await api.post(connections, entered)).status).toBe(201);
  const wrong = { ...settingsFor(newTenant()), clientSecret: "wrong" };
  expect((await api.test(wrong)).passed).toBe(false);
  expect((await api.post(connections, wrong)).status).toBe(409);
});

interface Rejection {
  readonly tenantId: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly check: string;
  readonly code: string;
  readonly advice: RegExp;
}

const rejections: readonly Rejection[] = [
  {
    tenantId: "secret-expired.sentinel.example",
    check: "credential",
    code: "graph.token_refused",
    advice: /secret has expired: make a new one.*AADSTS7000222/,
  },
  {
    tenantId: "conditional-access.sentinel.example",
    check: "credential",
    code: "graph.token_refused",
    advice: /Conditional Access policy.*blocks the app.*AADSTS53003/,
  },
  {
    tenantId: "nobody.example",
    check: "credential",
    code: "graph.token_refused",
    advice: /no such tenant.*AADSTS90002/,
  },
  {
    tenantId: "empty.sentinel.example",
    clientId: "11111111-2222-4333-8444-555555555555",
    check: "credential",
    code: "graph.token_refused",
    advice: /app was not found in this tenant.*AADSTS700016/,
  },
  {
    tenantId: "empty.sentinel.example",
    clientSecret: "c7a2e0a4-0000-4000-8000-000000000001",
    check: "credential",
    code: "graph.token_refused",
    advice: /its ID was pasted in place of its value.*AADSTS7000215/,
  },
  {
    tenantId: "no-consent.sentinel.example",
    check: "authorization",
    code: "graph.forbidden",
    advice: /Device\.Read\.All is missing or has no admin consent.*Grant admin consent.*new token/,
  },
  {
    tenantId: "gateway-html.sentinel.example",
    check: "authorization",
    code: "graph.unavailable",
    advice: /try again in a few minutes/,
  },
  {
    tenantId: "reset.sentinel.example",
    check: "authorization",
    code: "graph.unreachable",
    advice: /allow HTTPS \(port 443\).*tenant ID is the right directory.*Conditional Access for workload/,
  },
];

test("[SV13] what Microsoft rejects is told by the API in the user's terms, and saves nothing", async () => {
  const before = await tables();
  await Promise.all(
    rejections.map(async ({ tenantId, clientId, clientSecret, check, code, advice }) => {
      const { settings, clientSecret: usualSecret } = settingsFor(usual);
      const entered = {
        settings: { ...settings, tenantId, ...(clientId && { clientId }) },
        clientSecret: clientSecret ?? usualSecret,
      };
      const { passed, checks } = await api.test(entered);
      expect(passed, tenantId).toBe(false);
      expect(checks).toHaveLength(5);
      expect(checks.find(({ status }) => status === "failed")).toMatchObject({
        check,
        code,
        advice: expect.stringMatching(advice),
      });
      expect(await api.post(connections, entered)).toMatchObject({ status: 409 });
    }),
  );
  expect(await tables()).toBe(before);
});

test("[SV13] a tenant without devices passes, and is told what to look at", async () => {
  const { settings, clientSecret } = settingsFor(usual);
  const { passed, checks } = await api.test({
    settings: { ...settings, tenantId: "empty.sentinel.example" },
    clientSecret,
  });
  expect(passed).toBe(true);
  expect(checks.at(-1)?.advice).toMatch(
    /permission and its consent are fine.*All devices.*first run is a full pull/,
  );
});

test("[SV14] nothing is sent to hosts that the operator does not allow", async () => {
  const met: string[] = [];
  const listening = async (name: string): Promise<Server> => {
    const host = createServer((socket: Socket) => {
      met.push(name);
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(host, "listening");
    return host;
  };
  const [login, graph] = [await listening("login"), await listening("graph")];
  const urlOf = (host: Server): string => {
    const address = host.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  };
  const { settings, clientSecret } = settingsFor(usual);
  const { loginUrl, graphUrl } = simulator;
  const pairs = [
    { loginUrl: urlOf(login), graphUrl: urlOf(graph) },
    { loginUrl, graphUrl: urlOf(graph) },
    { loginUrl: urlOf(login), graphUrl },
    { loginUrl: "http://169.254.169.254", graphUrl: "http://[::1]:1" },
    { loginUrl: graphUrl, graphUrl: loginUrl },
    { loginUrl: `${loginUrl}/`, graphUrl },
  ];
  const before = await tables();
  for (const cloud of pairs) {
    const entered = { settings: { ...settings, cloud }, clientSecret };
    const refused = {
      status: 422,
      body: { code: "connection.cloud_not_allowed", errors: [{ field: "body.settings.cloud" }] },
    };
    expect((await api.test(entered)).refusal).toMatchObject(refused);
    expect(await api.post(connections, entered)).toMatchObject(refused);
  }
  expect(await tables()).toBe(before);
  expect(met).toEqual([]);
  const allowed = { settings: { ...settings, cloud: { loginUrl, graphUrl } }, clientSecret };
  expect((await api.test(allowed)).passed).toBe(true);
  for (const host of [login, graph]) host.close();
});

interface Refusal {
  readonly body: unknown;
  readonly status: number;
  readonly code: string;
  readonly field?: string;
}

test("[SV15] what is not as it should be is refused with code, field and reason, and nothing is half done", async () => {
  const entered = settingsFor(newTenant());
  expect((await api.test(entered)).passed).toBe(true);
  await connect(api, newTenant(), { name: "Taken" });
  const schedule = { kind: "daily", timeZone: "Asia/Calcutta", start: "2026-05-05T18:39" };
  const { settings } = entered;
  const but = (more: object): object => ({ ...entered, ...more });
  const refusals: readonly Refusal[] = [
    { body: but({ name: "Taken" }), status: 409, code: "connection.name_taken" },
    {
      body: but({ description: "d".repeat(165) }),
      status: 400,
      code: "request.invalid",
      field: "body.description",
    },
    { body: but({ name: "" }), status: 400, code: "request.invalid", field: "body.name" },
    { body: but({ name: 5 }), status: 400, code: "request.invalid", field: "body.name" },
    { body: but({ nme: "x" }), status: 400, code: "request.invalid", field: "body.nme" },
    { body: but({ tags: ["no such tag"] }), status: 422, code: "connection.tag_unknown", field: "body.tags" },
    { body: but({ tags: "all" }), status: 400, code: "request.invalid", field: "body.tags" },
    {
      body: but({ connectorId: "other" }),
      status: 404,
      code: "connector.not_found",
      field: "body.connectorId",
    },
    { body: but({ clientSecret: "" }), status: 400, code: "request.invalid", field: "body.clientSecret" },
    {
      body: but({ clientSecret: undefined }),
      status: 400,
      code: "request.invalid",
      field: "body.clientSecret",
    },
    {
      body: but({ secretExpiresAt: "soon" }),
      status: 400,
      code: "request.invalid",
      field: "body.secretExpiresAt",
    },
    {
      body: but({ settings: { ...settings, cloud: "moon" } }),
      status: 422,
      code: "connection.cloud_unknown",
      field: "body.settings.cloud",
    },
    {
      body: but({ settings: { ...settings, tenantId: "../common" } }),
      status: 400,
      code: "request.invalid",
      field: "body.settings.tenantId",
    },
    {
      body: but({ settings: { ...settings, clientId: "app" } }),
      status: 400,
      code: "request.invalid",
      field: "body.settings.clientId",
    },
    {
      body: but({ schedule: { ...schedule, timeZone: "Mars/Olympus" } }),
      status: 422,
      code: "schedule.zone_unknown",
      field: "body.schedule.timeZone",
    },
    {
      body: but({ schedule: { ...schedule, end: "2026-05-04T18:39" } }),
      status: 422,
      code: "schedule.end_before_start",
      field: "body.schedule.end",
    },
    {
      body: but({ schedule: { ...schedule, start: "2026-02-30T18:39" } }),
      status: 422,
      code: "schedule.time_invalid",
      field: "body.schedule.start",
    },
    {
      body: but({ retirementGuard: { share: 2, minimum: 0 } }),
      status: 400,
      code: "request.invalid",
      field: "body.retirementGuard.share",
    },
    { body: [entered], status: 400, code: "request.invalid", field: "body" },
    { body: "{", status: 400, code: "request.json_malformed" },
    { body: "null", status: 400, code: "request.invalid", field: "body" },
    { body: JSON.stringify({ name: "x".repeat(1_100_000) }), status: 413, code: "request.too_large" },
  ];
  const before = await tables();
  for (const { body, status, code, field } of refusals) {
    const answer = await api.post(connections, body);
    const where = `${code} ${field} ${JSON.stringify(body).slice(0, 200)} ${answer.text}`;
    expect(answer.headers.get("content-type"), where).toMatch(/^application\/problem\+json/);
    expect(answer, where).toMatchObject({
      status,
      body: { code, status, detail: expect.stringMatching(/\w/) },
    });
    if (field !== undefined)
      expect(answer, where).toMatchObject({
        body: {
          errors: expect.arrayContaining([
            expect.objectContaining({ field, reason: expect.stringMatching(/\w.*/) }),
          ]),
        },
      });
  }
  expect(await tables()).toBe(before);
});

test("[SV15] ids that lead nowhere are 404 or 400 with their code", async () => {
  for (const act of ["/pause", "/resume", "/runs", "/next-secret/takeover"])
    expect(await api.post(`${connections}/999${act}`), act).toMatchObject({
      status: 404,
      body: { code: "connection.not_found" },
    });
  for (const path of ["", "/log"])
    expect(await api.get(`${connections}/999${path}`)).toMatchObject({
      body: { code: "connection.not_found" },
    });
  for (const path of ["", "/log", "/rejections", "/held-assets"])
    expect(await api.get(`/api/v1/runs/999${path}`)).toMatchObject({
      status: 404,
      body: { code: "run.not_found" },
    });
  for (const act of ["cancel", "resume", "approve", "dismiss"])
    expect(await api.post(`/api/v1/runs/999/${act}`)).toMatchObject({
      status: 404,
      body: { code: "run.not_found" },
    });
  for (const id of ["0", "-1", "1.5", "x", "1e9999", "9007199254740993"])
    expect(await api.get(`${connections}/${id}`), id).toMatchObject({
      status: 400,
      body: { code: "request.invalid" },
    });
  expect(await api.get("/api/v1/nothing")).toMatchObject({
    status: 404,
    body: { code: "request.route_unknown" },
  });
  const gone = await server.api.ask("DELETE", `${connections}/999?assets=retire`);
  expect(gone).toMatchObject({ status: 404, body: { code: "connection.not_found" } });
  expect(await server.api.ask("DELETE", `${connections}/1`)).toMatchObject({ status: 400 });
});

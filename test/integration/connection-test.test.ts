// The connection test against the simulator: each row of what can go wrong, produced for real.

import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant, TenantOptions } from "../../simulator/tenant.ts";
import { sendJson, startLoopback } from "../support/graph-loopback.ts";
import { connectionTo, evidenceOf, failureOf, formEncoded, testOf } from "../support/tested-connection.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
  // The sentinels take the app and the secret of the first tenant.
  simulator.createTenant({ devices: 3, seed: 1, clientId, clientSecret });
});
afterAll(() => simulator.close());

const clientId = "11111111-2222-4333-8444-555555555555";
const clientSecret = "sEcr3t~of+the/tests=";

function tenantWith(options: Partial<TenantOptions> = {}): Tenant {
  return simulator.createTenant({ devices: 25, seed: 3, ...options });
}
const sentinel = (name: string) =>
  connectionTo(simulator, { tenantId: `${name}.sentinel.example`, clientId, clientSecret });

test("[CT1] five checks pass in order, each with its evidence", async () => {
  const tenant = tenantWith();
  const results = await testOf(connectionTo(simulator, tenant));
  expect(results.map(({ status }) => status)).toEqual(Array(5).fill("passed"));
  for (const { durationMs, code, summary, advice } of results) {
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect([code, advice]).toEqual([null, null]);
  }
  const [network, tls, credential, authorization, data] = results.map(evidenceOf);
  expect(network).toEqual({
    "Login host": new URL(simulator.loginUrl).host,
    "Login host: resolver's answer": "127.0.0.1",
    "Graph host": new URL(simulator.graphUrl).host,
    "Graph host: resolver's answer": "127.0.0.1",
  });
  expect(tls?.["Login host"]).toBe("not used: plain HTTP on this machine");
  expect(credential).toMatchObject({
    "Token URL": `${simulator.loginUrl}/${tenant.tenantId}/oauth2/token`,
    Endpoint: "v1",
    "Token is good for": expect.stringMatching(/^[6-9]\d minutes$/),
  });
  expect(authorization).toMatchObject({
    Request: "GET /v1.0/devices?$top=1&$select=id",
    "Request ID": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(data?.["Devices in the tenant"]).toBe("25");
  expect(tenant.directory.indexOf(data?.["Device's id"] ?? "")).toBeDefined();
});

test("[CT1] the v2 token endpoint is asked where the connection says so", async () => {
  const tenant = tenantWith();
  const { settings, secret } = connectionTo(simulator, tenant);
  const results = await testOf({ settings: { ...settings, tokenEndpoint: "v2" }, secret });
  expect(results.every(({ status }) => status === "passed")).toBe(true);
  expect(evidenceOf(results[2])["Token URL"]).toMatch(/\/oauth2\/v2\.0\/token$/);
});

describe("[CT3] what the token URL refuses is told in the user's terms", () => {
  const refusals: [string, number, RegExp, () => ReturnType<typeof connectionTo>][] = [
    [
      "a wrong secret",
      7000215,
      /ID was pasted in place of its value/,
      () => ({ ...connectionTo(simulator, tenantWith()), secret: "wrong-secret" }),
    ],
    [
      "the secret's id in place of its value",
      7000215,
      /ID was pasted in place of its value.*copy its value/,
      () => {
        const tenant = tenantWith();
        const secret = tenant.secrets[0]?.secretId ?? "";
        return { ...connectionTo(simulator, tenant), secret };
      },
    ],
    [
      "an expired secret",
      7000222,
      /has expired: make a new one.*Certificates & secrets/,
      () => {
        const tenant = tenantWith();
        for (const secret of tenant.secrets) secret.expiresAt = 0;
        return connectionTo(simulator, tenant);
      },
    ],
    ["an expired secret's sentinel", 7000222, /has expired/, () => sentinel("secret-expired")],
    [
      "an unknown app",
      700016,
      /not found in this tenant: check the client ID/,
      () => connectionTo(simulator, { ...tenantWith(), clientSecret: "x", clientId: crypto.randomUUID() }),
    ],
    [
      "an unknown tenant",
      90002,
      /no such tenant: copy the Directory \(tenant\) ID/,
      () => connectionTo(simulator, { ...tenantWith(), clientSecret: "x", tenantId: crypto.randomUUID() }),
    ],
    [
      "what is no tenant",
      900023,
      /neither a GUID nor a verified domain/,
      () => connectionTo(simulator, { ...tenantWith(), clientSecret: "x", tenantId: "not a tenant" }),
    ],
    [
      "Conditional Access",
      53003,
      /Conditional Access policy for workload identities blocks the app.*exclude this app/,
      () => sentinel("conditional-access"),
    ],
  ];
  test.each(refusals)("%s is AADSTS%i", async (_name, code, advice, connection) => {
    const failed = failureOf(await testOf(connection()));
    expect(failed).toMatchObject({ check: "credential", code: "graph.token_refused" });
    expect(failed.advice).toMatch(advice);
    expect(failed.advice).toContain(`(AADSTS${code})`);
    expect(failed.summary).toContain(`AADSTS${code}`);
    expect(evidenceOf(failed)["Token URL"]).toMatch(/\/oauth2\/token$/);
    expect(evidenceOf(failed)["Request ID"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a bare 401 without Entra's words says to check all three", async () => {
    await using login = await startLoopback((_request, response) => void response.writeHead(401).end());
    const { settings, secret } = connectionTo(simulator, tenantWith());
    const failed = failureOf(await testOf({ settings: { ...settings, loginUrl: login.url }, secret }));
    expect(failed).toMatchObject({ check: "credential", code: "graph.token_refused" });
    expect(failed.advice).toMatch(/wrong or expired.*check all three.*Something other than Microsoft/);
  });

  test("a refusal that passes by itself is waited for", async () => {
    const results = await testOf(sentinel("login-throttled"));
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill("passed"));
  });
});

describe("[CT4] a token proves nothing", () => {
  test("403 without consent names the permission, the place and the button", async () => {
    const failed = failureOf(await testOf(sentinel("no-consent")));
    expect(failed).toMatchObject({ check: "authorization", code: "graph.forbidden" });
    expect(failed.advice).toMatch(
      /Device\.Read\.All.*no admin consent.*API permissions.*press Grant admin consent.*needs a new token/,
    );
    expect(failed.summary).toContain("403");
    expect(evidenceOf(failed)["Request ID"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a consent that is given later is seen by the next test, which has a new token", async () => {
    const tenant = tenantWith({ roles: [] });
    const connection = connectionTo(simulator, tenant);
    expect(failureOf(await testOf(connection)).check).toBe("authorization");
    tenant.roles.add("Device.Read.All");
    const results = await testOf(connection);
    expect(results.every(({ status }) => status === "passed")).toBe(true);
  });
});

describe("[CT6] Graph that does not answer as it should", () => {
  test.each([
    ["unavailable", "graph.unavailable", /try again in a few minutes/, /503/],
    ["gateway-html", "graph.unavailable", /try again in a few minutes/, /502/],
    ["reset", "graph.unreachable", /allow HTTPS \(port 443\)/, /127\.0\.0\.1:\d+ \(tcp\)/],
  ])("%s", async (name, code, advice, summary) => {
    const failed = failureOf(await testOf(sentinel(name)));
    expect(failed).toMatchObject({ check: "authorization", code });
    expect(failed.advice).toMatch(advice);
    expect(failed.summary).toMatch(summary);
  });

  test("a token that Graph does not accept", async () => {
    const tenant = tenantWith();
    tenant.faults.add({ host: "graph", times: "always", fault: { kind: "expired_token" } });
    const failed = failureOf(await testOf(connectionTo(simulator, tenant)));
    expect(failed).toMatchObject({ check: "authorization", code: "graph.unauthorized" });
    expect(failed.advice).toMatch(/does not accept the token.*right directory.*cloud/);
  });

  test("HTML with status 200 is something other than Microsoft", async () => {
    const tenant = tenantWith();
    tenant.faults.add({ host: "graph", times: "always", fault: { kind: "html", status: 200 } });
    const failed = failureOf(await testOf(connectionTo(simulator, tenant)));
    expect(failed).toMatchObject({ check: "authorization", code: "graph.not_json" });
    expect(failed.advice).toMatch(/Something other than Microsoft.*proxy or a gateway/);
  });

  test("a login host that answers with HTML is something other than Microsoft", async () => {
    const tenant = tenantWith();
    tenant.faults.add({ host: "login", times: "always", fault: { kind: "html", status: 200 } });
    const failed = failureOf(await testOf(connectionTo(simulator, tenant)));
    expect(failed).toMatchObject({ check: "credential", code: "graph.not_json" });
    expect(failed.advice).toMatch(/Something other than Microsoft/);
  });

  test("a count that fails fails the data fetch, and what was seen before stays", async () => {
    const tenant = tenantWith();
    const fault = { kind: "status", status: 400, code: "Request_UnsupportedQuery" } as const;
    tenant.faults.add({ host: "graph", operation: "count", times: "always", fault });
    const failed = failureOf(await testOf(connectionTo(simulator, tenant)));
    expect(failed).toMatchObject({ check: "data_fetch", code: "graph.refused" });
    expect(evidenceOf(failed)["Device's id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("Graph that hangs ends at the check's limit", async () => {
    const checkLimits = { connectMs: 5_000, requestMs: 800, wholeMs: 10_000 };
    const failed = failureOf(await testOf({ ...sentinel("hang"), transport: { checkLimits } }));
    expect(failed).toMatchObject({ check: "authorization", code: "graph.unreachable" });
    expect(failed.summary).toMatch(/\(timeout\): nothing within 800 ms\.$/);
    expect(failed.advice).toMatch(/The time ran out: allow HTTPS.*tenant ID.*workload identities/);
    expect(failed.durationMs).toBeGreaterThanOrEqual(790);
  });

  test("no check gets more time than is left of the whole test", async () => {
    const checkLimits = { connectMs: 5_000, requestMs: 60_000, wholeMs: 600 };
    const failed = failureOf(await testOf({ ...sentinel("hang"), transport: { checkLimits } }));
    expect(failed.summary).toMatch(/nothing within [1-6]?\d?\d ms\.$/);
  });
});

describe("[CT5] a tenant without devices", () => {
  test("passes, with the advice where to look", async () => {
    const results = await testOf(sentinel("empty"));
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill("passed"));
    const data = results[4];
    expect(data?.summary).toBe("The tenant shows no devices.");
    expect(data?.advice).toMatch(
      /permission and its consent are fine.*All devices.*full pull and takes time/,
    );
    expect(evidenceOf(data)).toEqual({ "Devices in the tenant": "0" });
  });
});

describe("[CT7] an abort", () => {
  test("ends a check in the middle with the signal's own reason", async () => {
    const stop = new AbortController();
    const reason = new Error("the user has closed the page");
    const tenant = tenantWith();
    tenant.faults.add({ host: "graph", times: "always", fault: { kind: "hang" } });
    const clock = { now: () => 0, sleep: async () => undefined };
    const tested = testOf({ ...connectionTo(simulator, tenant), signal: stop.signal, clock });
    const ended = expect(tested).rejects.toBe(reason);
    await tenant.faults.untilHanging();
    stop.abort(reason);
    await ended;
  });

  test("before the first check makes none", async () => {
    const reason = new Error("too late");
    const signal = AbortSignal.abort(reason);
    await expect(testOf({ ...connectionTo(simulator, tenantWith()), signal })).rejects.toBe(reason);
  });
});

test("[CT10] a login host that answers with the request gives nothing of it away", async () => {
  const echo = (request: { readonly body: string }, response: ServerResponse) =>
    sendJson(response, 401, { error: "invalid_client", error_description: `AADSTS7000215: ${request.body}` });
  await using login = await startLoopback(echo);
  const { settings, secret } = connectionTo(simulator, tenantWith());
  // `testOf` sees to it that no form of the secret is in a result.
  const failed = failureOf(await testOf({ settings: { ...settings, loginUrl: login.url }, secret }));
  expect(login.requests[0]?.body).toContain(formEncoded(secret));
  expect(failed.summary).toContain("client_secret=[secret]");
});

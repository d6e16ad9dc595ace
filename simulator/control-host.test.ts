// The control side: tenants, faults, throttling, consent and secrets.

import { beforeEach, expect, test } from "vitest";
import { textOf } from "./answer.ts";
import { answerControlHost } from "./control-host.ts";
import type { Tenant } from "./tenant.ts";
import { Tenants } from "./tenants.ts";

const clock = { now: () => 1_800_000_000_000, sleep: async () => undefined };
let tenants: Tenants;
let tenant: Tenant;
beforeEach(() => {
  tenants = new Tenants(clock, 25);
  tenant = tenants.create({ devices: 5, seed: 1, domain: "contoso.example" });
});

function ask(method: string, path: string, body?: unknown) {
  const answer = answerControlHost(tenants, {
    method,
    url: new URL(`http://127.0.0.1/_simulator${path}`),
    headers: {},
    body: typeof body === "string" ? body : JSON.stringify(body ?? {}),
  });
  return { status: answer.status, body: JSON.parse(textOf(answer)) as Record<string, unknown> };
}

test("tenants are created and listed, and named by id or domain", () => {
  const created = ask("POST", "/tenants", { devices: 7, seed: 2, domain: "fabrikam.example" });
  expect(created).toMatchObject({ status: 201, body: { devices: 7, domain: "fabrikam.example" } });
  const { tenantId } = created.body;
  expect(ask("GET", `/tenants/${tenantId}`).body).toEqual(created.body);
  expect(ask("GET", "/tenants/fabrikam.example").body).toEqual(created.body);
  expect(ask("GET", "/tenants").body.tenants).toHaveLength(2);
  expect(ask("GET", "/tenants/fabrikam.example/truth").body).toMatchObject({ devices: 7 });
});

test("an id is the same in any case", () => {
  const tenantId = "ABCDEF01-2345-4678-89AB-CDEF01234567";
  ask("POST", "/tenants", { devices: 1, seed: 1, tenantId, clientId: tenantId });
  const found = ask("GET", `/tenants/${tenantId}`);
  expect(found.body).toMatchObject({ tenantId: tenantId.toLowerCase(), clientId: tenantId.toLowerCase() });
});

test("a domain is taken once", () => {
  expect(ask("POST", "/tenants", { devices: 1, seed: 1, domain: "contoso.example" }).status).toBe(409);
});

test("faults are planned, listed and forgotten", () => {
  const cut = { host: "graph", skip: 2, fault: { kind: "cut" } };
  const reset = { times: "always", fault: { kind: "reset" } };
  expect(ask("POST", "/tenants/contoso.example/faults", cut).status).toBe(200);
  expect(ask("POST", "/tenants/contoso.example/faults", [reset]).status).toBe(200);
  const planned = [
    { ...cut, times: 1 },
    { ...reset, skip: 0 },
  ];
  expect(ask("GET", "/tenants/contoso.example/faults").body).toEqual({ faults: planned, hanging: 0 });
  expect(ask("DELETE", "/tenants/contoso.example/faults").status).toBe(200);
  expect(tenant.faults.list()).toEqual([]);
});

test("hanging requests are released", async () => {
  const hanging = tenant.faults.hang();
  expect(ask("POST", "/tenants/contoso.example/faults/release").body).toEqual({ released: 1 });
  await hanging;
});

test("throttle, latency and consent are set", () => {
  expect(tenant.latencyMs).toBe(25);
  ask("PUT", "/tenants/contoso.example/throttle", { unitsPerTenSeconds: 3500 });
  ask("PUT", "/tenants/contoso.example/latency", { latencyMs: 0 });
  ask("PUT", "/tenants/contoso.example/consent", { roles: [] });
  expect([tenant.throttle.limit, tenant.latencyMs, [...tenant.roles]]).toEqual([3500, 0, []]);
  ask("PUT", "/tenants/contoso.example/throttle", { unitsPerTenSeconds: null });
  expect(tenant.throttle.limit).toBeNull();
});

test("secrets are added, expired and removed; their values are not shown", () => {
  const expiresAt = "2027-01-01T00:00:00.000Z";
  const { secretId } = ask("POST", "/tenants/contoso.example/secrets", { value: "second", expiresAt }).body;
  expect(tenant.clientSecret).toBe("second");
  const shown = ask("GET", "/tenants/contoso.example/secrets").body;
  expect(shown).toEqual([
    { secretId: expect.any(String), expiresAt: null },
    { secretId, expiresAt },
  ]);
  expect(ask("POST", "/tenants/contoso.example/secrets/expire", { secretId }).status).toBe(200);
  expect(tenant.secrets[1]?.expiresAt).toBe(0);
  expect(ask("DELETE", "/tenants/contoso.example/secrets", { secretId }).status).toBe(200);
  expect(tenant.secrets).toHaveLength(1);
  const last = { secretId: tenant.secrets[0]?.secretId };
  expect(ask("DELETE", "/tenants/contoso.example/secrets", last).status).toBe(400);
});

test("tokens are expired", () => {
  expect(ask("POST", "/tenants/contoso.example/tokens/expire").status).toBe(200);
  expect(tenant.tokenGeneration).toBe(1);
});

test.each([
  ["PATCH", "/tenants", undefined, 405, "GET, POST"],
  ["GET", "/tenants/contoso.example/tokens/expire", undefined, 405, "POST"],
  ["POST", "/tenants/contoso.example/latency", { latencyMs: 1 }, 405, "GET, PUT"],
  ["PUT", "/tenants/contoso.example/latency", "{", 400, "no JSON"],
  ["PUT", "/tenants/contoso.example/latency", { latencyMs: -1 }, 400, "latencyMs"],
  ["PUT", "/tenants/contoso.example/latency", { latencyMs: 1, more: 1 }, 400, "more"],
  ["POST", "/tenants", { devices: 1 }, 400, "seed"],
  ["POST", "/tenants", { devices: 1, seed: 1, domain: "Not A Domain" }, 400, "domain"],
  ["POST", "/tenants/contoso.example/faults", { fault: { kind: "fire" } }, 400, "kind"],
  ["POST", "/tenants/contoso.example/secrets", { value: "x", expiresAt: "soon" }, 400, "expiresAt"],
  ["POST", "/tenants/contoso.example/secrets/expire", { secretId: crypto.randomUUID() }, 404, "no secret"],
  ["GET", "/tenants/nobody.example", undefined, 404, "no tenant nobody.example"],
  ["GET", "/tenants/contoso.example/nonsense", undefined, 404, "nonsense"],
  ["GET", "/elsewhere", undefined, 404, "/_simulator/tenants"],
])("%s %s with %j is %i and says why", (method, path, body, status, says) => {
  const answer = ask(method, path, body);
  expect(answer.status).toBe(status);
  expect(String(answer.body.error)).toContain(says);
});

// Tokens, and every documented refusal of one.

import { decodeJwt } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { createAccessTokens } from "./access-token.ts";
import { textOf } from "./answer.ts";
import type { Respond } from "./http-server.ts";
import { createLoginHost } from "./login-host.ts";
import type { Tenant } from "./tenant.ts";
import { Tenants } from "./tenants.ts";

const now = Date.UTC(2026, 10, 24, 12, 0, 0);
const clock = { now: () => now, sleep: async () => undefined };
const urls = { login: "http://127.0.0.1:1001", graph: "http://127.0.0.1:1002" };
const tenants = new Tenants(clock, 0);
let respond: Respond;
let tenant: Tenant;
beforeAll(async () => {
  const findTenant = (name: string) => tenants.find(name);
  const tokens = await createAccessTokens({ clock, random: () => 0.5, findTenant });
  respond = createLoginHost({ clock, tokens, tenants, urls });
  tenant = tenants.create({ devices: 1, seed: 1, domain: "contoso.example" });
});

type Form = Readonly<Record<string, string | null>>;

async function ask(path: string, form: Form, headers: Readonly<Record<string, string>> = {}) {
  const kept = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== null);
  const { answer, wire } = await respond({
    method: "POST",
    url: new URL(`${urls.login}${path}`),
    headers: { "content-type": "application/x-www-form-urlencoded;charset=utf-8", ...headers },
    body: new URLSearchParams(kept).toString(),
  });
  expect(wire).toBe("whole");
  return { status: answer.status, headers: answer.headers, body: JSON.parse(textOf(answer)) as Body };
}
type Body = Readonly<Record<string, unknown>>;

const good = () => ({
  grant_type: "client_credentials",
  client_id: tenant.clientId,
  client_secret: tenant.clientSecret,
});
const v1 = () => ({ ...good(), resource: urls.graph });
const v2 = () => ({ ...good(), scope: `${urls.graph}/.default` });
const v1Path = (name = tenant.tenantId) => `/${name}/oauth2/token`;
const v2Path = (name = tenant.tenantId) => `/${name}/oauth2/v2.0/token`;

test("v1 writes its numbers as texts and tells the resource", async () => {
  const { status, body } = await ask(v1Path(), v1());
  const issuedAt = now / 1000;
  expect([status, body]).toEqual([
    200,
    {
      token_type: "Bearer",
      expires_in: "4500",
      ext_expires_in: "4500",
      expires_on: String(issuedAt + 4500),
      not_before: String(issuedAt),
      resource: urls.graph,
      access_token: expect.any(String),
    },
  ]);
});

test("v2 writes numbers, and takes the tenant by its domain in any case", async () => {
  const { status, body } = await ask(v2Path("Contoso.Example"), v2());
  const access_token = expect.any(String) as string;
  const times = { expires_in: 4500, ext_expires_in: 4500 };
  expect([status, body]).toEqual([200, { token_type: "Bearer", ...times, access_token }]);
});

test("v2 takes the secret by HTTP Basic, form-encoded", async () => {
  const pair = [tenant.clientId, tenant.clientSecret].map(encodeURIComponent).join(":");
  const headers = { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
  const form = { grant_type: "client_credentials", scope: `${urls.graph}/.default` };
  expect((await ask(v2Path(), form, headers)).status).toBe(200);
  expect((await ask(v1Path(), { ...form, resource: urls.graph }, headers)).status).toBe(400);
});

test("a token has Graph's claims, and roles only where something is granted", async () => {
  const granted = decodeJwt(String((await ask(v1Path(), v1())).body.access_token));
  expect(granted).toMatchObject({
    aud: urls.graph,
    iss: `https://sts.windows.net/${tenant.tenantId}/`,
    tid: tenant.tenantId,
    appid: tenant.clientId,
    idtyp: "app",
    oid: tenant.servicePrincipalId,
    roles: ["Device.Read.All"],
    iat: now / 1000,
    nbf: now / 1000,
    exp: now / 1000 + 4500,
  });
  tenant.roles.clear();
  const bare = decodeJwt(String((await ask(v1Path(), v1())).body.access_token));
  tenant.roles.add("Device.Read.All");
  expect(bare).not.toHaveProperty("roles");
});

interface Refused {
  readonly says: number;
  readonly status: number;
  readonly error: string;
  readonly path?: () => string;
  readonly form: () => Form;
}

const refused: readonly Refused[] = [
  { says: 900144, status: 400, error: "invalid_request", form: () => ({ ...v1(), grant_type: null }) },
  {
    says: 70003,
    status: 400,
    error: "unsupported_grant_type",
    form: () => ({ ...v1(), grant_type: "magic" }),
  },
  { says: 900144, status: 400, error: "invalid_request", form: () => ({ ...v1(), resource: null }) },
  { says: 900144, status: 400, error: "invalid_request", form: () => ({ ...v1(), client_id: null }) },
  { says: 700016, status: 400, error: "unauthorized_client", form: () => ({ ...v1(), client_id: "nobody" }) },
  { says: 7000218, status: 401, error: "invalid_client", form: () => ({ ...v1(), client_secret: null }) },
  { says: 7000215, status: 401, error: "invalid_client", form: () => ({ ...v1(), client_secret: "wrong" }) },
  {
    says: 500011,
    status: 400,
    error: "invalid_resource",
    form: () => ({ ...v1(), resource: "https://x.example" }),
  },
  {
    says: 7000216,
    status: 401,
    error: "invalid_client",
    path: v2Path,
    form: () => ({ ...v2(), client_secret: null }),
  },
  {
    says: 901002,
    status: 400,
    error: "invalid_request",
    path: v2Path,
    form: () => ({ ...v2(), resource: urls.graph }),
  },
  {
    says: 900144,
    status: 400,
    error: "invalid_request",
    path: v2Path,
    form: () => ({ ...v2(), scope: null }),
  },
  {
    says: 70011,
    status: 400,
    error: "invalid_scope",
    path: v2Path,
    form: () => ({ ...v2(), scope: urls.graph }),
  },
  { says: 90002, status: 400, error: "invalid_request", path: () => v1Path("fabrikam.example"), form: v1 },
  { says: 90002, status: 400, error: "invalid_request", path: () => v1Path(crypto.randomUUID()), form: v1 },
  { says: 900023, status: 400, error: "invalid_request", path: () => v1Path("nonsense"), form: v1 },
  { says: 9001023, status: 400, error: "invalid_request", path: () => v2Path("common"), form: v2 },
  { says: 50059, status: 400, error: "invalid_request", path: () => v2Path("organizations"), form: v2 },
  { says: 900023, status: 400, error: "invalid_request", path: () => v1Path("%E0%A4%A"), form: v1 },
];

describe("a refusal", () => {
  test.each(refused)("AADSTS$says, $status $error", async ({ says, status, error, path, form }) => {
    const correlation = crypto.randomUUID();
    const asked = await ask((path ?? v1Path)(), form(), { "client-request-id": correlation });
    const { body } = asked;
    expect(asked.status).toBe(status);
    expect(body).toMatchObject({
      error,
      error_codes: [says],
      timestamp: "2026-11-24 12:00:00Z",
      correlation_id: correlation,
      error_uri: `${urls.login}/error?code=${says}`,
    });
    const trace = `\r\nTrace ID: ${body.trace_id}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${body.timestamp}`;
    expect(String(body.error_description).startsWith(`AADSTS${says}: `)).toBe(true);
    expect(String(body.error_description).endsWith(trace)).toBe(true);
  });

  test("of an expired secret, while another one is good", async () => {
    const old = tenant.addSecret("old", now);
    expect((await ask(v1Path(), { ...v1(), client_secret: "old" })).body.error_codes).toEqual([7000222]);
    old.expiresAt = now + 1;
    expect((await ask(v1Path(), { ...v1(), client_secret: "old" })).status).toBe(200);
    tenant.secrets.pop();
  });

  test("of a body that is no form", async () => {
    const asked = await ask(v1Path(), v1(), { "content-type": "application/json" });
    expect(asked.body.error_codes).toEqual([900144]);
  });

  test("by Conditional Access has a suberror and claims", async () => {
    tenant.faults.add({ host: "login", fault: { kind: "refusal", code: 53003 } });
    const { status, body } = await ask(v1Path(), v1());
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: "invalid_grant", suberror: "message_only", error_codes: [53003] });
    expect(JSON.parse(String(body.claims))).toHaveProperty("access_token.capolids.values");
  });

  test("by plan: 429 with Retry-After, and a throttled tenant", async () => {
    tenant.faults.add(
      { host: "login", fault: { kind: "status", status: 429, retryAfter: "30,120" } },
      { fault: { kind: "refusal", code: 90055 } },
    );
    const throttled = await ask(v1Path(), v1());
    expect([throttled.status, throttled.headers["retry-after"]]).toEqual([429, "30,120"]);
    expect((await ask(v1Path(), v1())).body).toMatchObject({
      error: "temporarily_unavailable",
      error_codes: [90055],
    });
  });
});

describe("discovery", () => {
  const get = async (path: string) => {
    const url = new URL(`${urls.login}${path}`);
    const { answer } = await respond({ method: "GET", url, headers: {}, body: "" });
    return { status: answer.status, body: JSON.parse(textOf(answer)) as Body };
  };

  test.each([
    ["v2.0/", "oauth2/v2.0/token", "discovery/v2.0/keys"],
    ["", "oauth2/token", "discovery/keys"],
  ])("%s names endpoints that are there", async (version, token, keys) => {
    const base = `${urls.login}/${tenant.tenantId}`;
    const { body } = await get(`/contoso.example/${version}.well-known/openid-configuration`);
    expect(body).toMatchObject({ token_endpoint: `${base}/${token}`, jwks_uri: `${base}/${keys}` });
    const found = await get(`/${tenant.tenantId}/${keys}`);
    expect(found.body).toEqual({ keys: [expect.objectContaining({ kty: "RSA", alg: "RS256", use: "sig" })] });
    expect(JSON.stringify(found.body)).not.toContain('"d"');
  });

  test("an unknown tenant is invalid_tenant here", async () => {
    const { status, body } = await get("/fabrikam.example/v2.0/.well-known/openid-configuration");
    expect([status, body.error, body.error_codes]).toEqual([400, "invalid_tenant", [90002]]);
  });

  test("instance discovery names the host itself", async () => {
    const { body } = await get("/common/discovery/instance?api-version=1.1");
    expect(body.metadata).toEqual([expect.objectContaining({ aliases: ["127.0.0.1:1001"] })]);
  });

  test("anything else is not found", async () => {
    expect((await get(`/${tenant.tenantId}/constructor`)).status).toBe(404);
  });
});

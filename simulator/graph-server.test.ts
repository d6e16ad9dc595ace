// Who may ask the Graph host, how much, and what every answer carries.

import { beforeEach, describe, expect, test } from "vitest";
import { type AccessTokens, createAccessTokens, graphAppId } from "./access-token.ts";
import { textOf } from "./answer.ts";
import { createGraphServer } from "./graph-server.ts";
import type { Respond } from "./http-server.ts";
import type { Tenant } from "./tenant.ts";
import { Tenants } from "./tenants.ts";

let now: number;
const clock = { now: () => now, sleep: async () => undefined };
const urls = { login: "http://127.0.0.1:1001", graph: "http://127.0.0.1:1002" };
let tokens: AccessTokens;
let tenants: Tenants;
let tenant: Tenant;
let respond: Respond;
beforeEach(async () => {
  now = 1_800_000_000_000;
  tenants = new Tenants(clock, 0);
  tokens = await createAccessTokens({ clock, random: () => 0, findTenant: (name) => tenants.find(name) });
  tenant = tenants.create({ devices: 150, seed: 1 });
  respond = createGraphServer({ clock, tokens, urls });
});

const tokenOf = async (audience = urls.graph) => (await tokens.issue(tenant, audience)).token;

async function ask(token: string | null, path = "/v1.0/devices", headers: Record<string, string> = {}) {
  const { answer, wire } = await respond({
    method: "GET",
    url: new URL(`${urls.graph}${path}`),
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: "",
  });
  return { status: answer.status, headers: answer.headers, text: textOf(answer), wire };
}

async function failure(token: string | null, path?: string) {
  const { status, headers, text } = await ask(token, path);
  const { error } = JSON.parse(text) as { error: { code: string; message: string; innerError: object } };
  return { status, headers, ...error };
}

describe("tokens", () => {
  test.each([urls.graph, `${urls.graph}/`, "http://localhost:1002", "http://[::1]:1002", graphAppId])(
    "for %s are good",
    async (audience) => {
      expect((await ask(await tokenOf(audience))).status).toBe(200);
    },
  );

  test("of another resource are refused", async () => {
    for (const audience of ["https://graph.microsoft.com", "http://127.0.0.1:1003", "http://127.0.0.1:10020"])
      expect(await failure(await tokenOf(audience))).toMatchObject({
        status: 401,
        code: "InvalidAuthenticationToken",
        message: "Access token validation failure. Invalid audience.",
      });
  });

  test.each([null, "", "nonsense", "a.b.c"])("%j is refused, and told where to get one", async (token) => {
    const { status, code, headers } = await failure(token);
    expect([status, code]).toEqual([401, "InvalidAuthenticationToken"]);
    expect(headers["www-authenticate"]).toBe(
      `Bearer realm="", authorization_uri="${urls.login}/common/oauth2/authorize", client_id="${graphAppId}"`,
    );
  });

  test("signed by somebody else, or altered, are refused", async () => {
    const others = await createAccessTokens({
      clock,
      random: () => 0,
      findTenant: (name) => tenants.find(name),
    });
    const [head, body, signature] = (await tokenOf()).split(".");
    const richer = Buffer.from(body ?? "", "base64url")
      .toString()
      .replace("Device.Read.All", "Directory.Read.All");
    const altered = `${head}.${Buffer.from(richer).toString("base64url")}.${signature}`;
    for (const token of [(await others.issue(tenant, urls.graph)).token, altered])
      expect(await failure(token)).toMatchObject({ status: 401, message: expect.stringMatching(/80049228/) });
  });

  test("past their time, or expired by hand, are refused until there is a new one", async () => {
    const token = await tokenOf();
    now += 3_599_000;
    expect((await ask(token)).status).toBe(200);
    now += 1000;
    expect(await failure(token)).toMatchObject({ status: 401, message: expect.stringMatching(/^Lifetime/) });
    const next = await tokenOf();
    tenant.expireTokens();
    expect(await failure(next)).toMatchObject({ status: 401, message: expect.stringMatching(/^Lifetime/) });
    expect((await ask(await tokenOf())).status).toBe(200);
  });

  test("without a reading role are 403, and consent reaches only new ones", async () => {
    tenant.roles.clear();
    const bare = await tokenOf();
    expect(await failure(bare)).toMatchObject({ status: 403, code: "Authorization_RequestDenied" });
    tenant.roles.add("Device.Read.All");
    expect((await ask(bare)).status).toBe(403);
    const granted = await tokenOf();
    tenant.roles.clear();
    expect((await ask(granted)).status).toBe(200);
  });

  test("show the tenant's own devices, not another's", async () => {
    const other = tenants.create({ devices: 3, seed: 2 });
    const { token } = await tokens.issue(other, urls.graph);
    const { value } = JSON.parse((await ask(token)).text) as { value: unknown[] };
    expect(value).toHaveLength(3);
  });
});

test("every answer has Graph's usual headers, and the caller's id comes back", async () => {
  const { headers } = await ask(await tokenOf(), undefined, { "client-request-id": "mine" });
  expect(headers).toMatchObject({
    "client-request-id": "mine",
    "odata-version": "4.0",
    "cache-control": "no-cache",
    vary: "Accept-Encoding",
    "x-ms-resource-unit": "1",
  });
  expect(JSON.parse(headers["x-ms-ags-diagnostic"] ?? "")).toHaveProperty("ServerInfo.DataCenter");
  const refused = await failure(null);
  expect(refused.innerError).toMatchObject({ "request-id": refused.headers["request-id"] });
});

test("throttled answers say when to come again, and which limit it was", async () => {
  tenant.throttle.limit = 2;
  const token = await tokenOf();
  expect((await ask(token)).headers).not.toHaveProperty("x-ms-throttle-limit-percentage");
  expect((await ask(token)).headers["x-ms-throttle-limit-percentage"]).toBe("1.00");
  const { status, code, headers } = await failure(token);
  expect([status, code, headers["retry-after"]]).toEqual([429, "TooManyRequests", "10"]);
  expect(headers["x-ms-throttle-information"]).toBe("ResourceUnitLimitExceeded");
  expect(headers["x-ms-throttle-scope"]).toContain(`${tenant.clientId}/${tenant.tenantId}`);
  now += 10_000;
  expect((await ask(token)).status).toBe(200);
});

describe("faults", () => {
  test("410 says where to begin anew", async () => {
    tenant.faults.add({ fault: { kind: "status", status: 410 } });
    const { status, headers } = await failure(await tokenOf(), "/v1.0/devices/delta");
    expect([status, headers.location]).toEqual([410, `${urls.graph}/v1.0/devices/delta?$deltatoken=`]);
  });

  test("a claims challenge is a 401 with claims", async () => {
    tenant.faults.add({ fault: { kind: "claims_challenge" } });
    const { status, headers } = await failure(await tokenOf());
    expect(status).toBe(401);
    const claims = /error="insufficient_claims", claims="([^"]+)"/.exec(
      headers["www-authenticate"] ?? "",
    )?.[1];
    expect(JSON.parse(Buffer.from(claims ?? "", "base64").toString())).toHaveProperty("access_token.nbf");
  });

  test.each([
    ["cut", "cut"],
    ["reset", "reset"],
  ] as const)("%s leaves the whole answer to the wire", async (kind, wire) => {
    tenant.faults.add({ fault: { kind } });
    expect(await ask(await tokenOf())).toMatchObject({ wire, status: 200 });
  });

  test("an error in mid-stream follows half of the page", async () => {
    const token = await tokenOf();
    const { text } = await ask(token);
    tenant.faults.add({ fault: { kind: "error_in_200", code: "generalException", inMidStream: true } });
    const broken = await ask(token);
    expect(broken.status).toBe(200);
    expect(broken.text.startsWith(text.slice(0, text.length / 2))).toBe(true);
    expect(broken.text).toContain('{"error":{"code":"generalException"');
    expect(() => JSON.parse(broken.text)).toThrow();
  });

  test("an empty page leads to the page itself, as often as it is planned", async () => {
    const token = await tokenOf();
    const whole = (await ask(token)).text;
    tenant.faults.add({ times: 2, fault: { kind: "page", alteration: "empty_page" } });
    let path = "/v1.0/devices";
    const seen: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const page = JSON.parse((await ask(token, path)).text) as { value: []; "@odata.nextLink": string };
      expect(page.value).toEqual([]);
      path = page["@odata.nextLink"].slice(urls.graph.length);
      seen.push(path);
    }
    expect(new Set(seen).size).toBe(2);
    expect((await ask(token, path)).text).toBe(whole);
  });
});

test("sentinels are there without a plan, with the app and secret of the first tenant", async () => {
  const empty = tenants.find("EMPTY.sentinel.example");
  expect(empty).toMatchObject({ clientId: tenant.clientId, clientSecret: tenant.clientSecret });
  expect(tenants.find("empty.sentinel.example")).toBe(empty);
  expect(tenants.find("nobody.sentinel.example")).toBeUndefined();
  const named = tenants.find("devices.sentinel.example") ?? tenant;
  const { token } = await tokens.issue(named, urls.graph);
  const statuses: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await ask(token)).status);
  expect(statuses).toEqual([429, 429, 200, 429]);
});

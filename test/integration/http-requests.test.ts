// What the HTTP application does with requests: refusals, headers, limits and probes.

import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { RollcallError } from "../../src/core/error.ts";
import {
  type Asked,
  administratorEmail,
  askApp,
  type Method,
  newUser,
  password,
  startTestApp,
  type TestApp,
} from "../support/http-app.ts";

let server: TestApp;
beforeEach(async () => {
  server = await startTestApp();
});
afterEach(() => server.close());

const ask = (method: Method, path: string, asked: Asked = {}, to = server) => askApp(to, method, path, asked);

const noToken = { authorization: "" };

test("[HA3] whatever is wrong with a request is told as problem+json with a stable code", async () => {
  const cases: readonly (readonly [Method, string, Asked, number, string])[] = [
    ["POST", "/api/v1/users", { raw: "{" }, 400, "request.json_malformed"],
    ["POST", "/api/v1/users", { raw: "" }, 400, "request.json_malformed"],
    [
      "POST",
      "/api/v1/users",
      { raw: '{"__proto__":{"role":"administrator"}}' },
      400,
      "request.json_malformed",
    ],
    ["POST", "/api/v1/users", { body: [] }, 400, "request.invalid"],
    [
      "POST",
      "/api/v1/users",
      { raw: "a=b", headers: { "content-type": "text/plain" } },
      415,
      "request.media_type_unsupported",
    ],
    ["POST", "/api/v1/users", { body: { name: "x".repeat(1024 * 1024) } }, 413, "request.too_large"],
    ["GET", "/api/v1/nothing", {}, 404, "request.route_unknown"],
    ["PUT", "/api/v1/users/1", { body: {} }, 405, "request.method_not_allowed"],
    ["GET", "/api/v1/users/unknown", {}, 404, "access.user_not_found"],
    ["DELETE", "/api/v1/tokens/unknown", {}, 404, "access.token_not_found"],
    ["GET", "/api/v1/users/%E0%A4%A", {}, 400, "request.url_malformed"],
    ["GET", "/api/v1/users?limit=0", {}, 400, "request.invalid"],
    ["GET", "/api/v1/users?limit=201", {}, 400, "request.invalid"],
    ["GET", "/api/v1/users?limit=many", {}, 400, "request.invalid"],
    ["GET", "/api/v1/users?sort=name", {}, 400, "request.invalid"],
    ["GET", "/api/v1/users?cursor=bm9wZQ", {}, 400, "request.cursor_invalid"],
    ["POST", "/api/v1/users", { body: { ...newUser, email: "nowhere" } }, 422, "access.email_invalid"],
    ["GET", "/api/v1/me", { headers: noToken }, 401, "access.token_unknown"],
  ];
  for (const [method, path, asked, status, code] of cases) {
    const answer = await ask(method, path, asked);
    expect([answer.status, answer.json?.code], `${method} ${path}`).toEqual([status, code]);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.json).toMatchObject({
      type: `urn:rollcall:problem:${code}`,
      status,
      title: expect.any(String),
    });
    if (status === 401) expect(answer.headers["www-authenticate"]).toBe("Bearer");
    if (status === 405) expect(answer.headers.allow).toBe("GET, HEAD, PATCH, DELETE");
  }
});

test("[HA3] invalid input is told field by field, unknown keys as well, and its values are not repeated", async () => {
  const { email: _email, ...rest } = newUser;
  const answer = await ask("POST", "/api/v1/users", {
    body: { ...rest, role: "king-of-all", isAdmin: true, password: 7 },
  });
  expect(answer.json.errors).toEqual(
    expect.arrayContaining([
      { field: "body.email", code: "invalid_type", reason: expect.any(String) },
      { field: "body.role", code: "invalid_value", reason: expect.any(String) },
      { field: "body.password", code: "invalid_type", reason: expect.any(String) },
      { field: "body.isAdmin", code: "unrecognized_keys", reason: "There is no such field." },
    ]),
  );
  expect(JSON.stringify(answer.json)).not.toContain("king-of-all");
});

test("[HA4] an unexpected error shows an id that is in the log, and nothing of itself", async () => {
  const broken = await startTestApp({
    routes: [
      (api) => {
        const config = { role: "viewer" } as const;
        const schema = { response: { 200: z.object({ name: z.string() }) } };
        const fail = (error: unknown) => async () => {
          throw error;
        };
        api.route({
          method: "GET",
          url: "/a",
          config,
          schema,
          handler: fail(new Error("at 10.0.0.7: planted")),
        });
        api.route({
          method: "GET",
          url: "/b",
          config,
          schema,
          handler: fail(new RollcallError("x.planted", "planted")),
        });
        api.route({
          method: "GET",
          url: "/c",
          config,
          schema,
          handler: (async () => ({ planted: 1 })) as never,
        });
        api.route({
          method: "GET",
          url: "/d",
          config,
          schema,
          handler: async () => ({ name: "n", planted: 1 }),
        });
      },
    ],
  });
  for (const path of ["/api/v1/a", "/api/v1/b", "/api/v1/c"]) {
    const answer = await ask("GET", path, {}, broken);
    expect(answer.status, path).toBe(500);
    expect(answer.json).toMatchObject({
      code: "internal",
      errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(JSON.stringify(answer.json)).not.toContain("planted");
  }
  expect((await ask("GET", "/api/v1/d", {}, broken)).json).toEqual({ name: "n" });
  await broken.close();
});

test("[HA5] a change with a session's cookie must come from the same origin; one with a token need not", async () => {
  const withCookie = (headers: Record<string, string>) =>
    server.app.inject({
      method: "POST",
      url: "/api/v1/tokens",
      headers: { cookie: server.cookie, host: "localhost:8080", ...headers },
      payload: {},
    });
  const refused = [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:9999" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://localhost:8080", "sec-fetch-site": "cross-site" },
  ];
  for (const headers of refused) {
    const answer = await withCookie(headers);
    expect([answer.statusCode, answer.json().code], JSON.stringify(headers)).toEqual([
      403,
      "request.origin_foreign",
    ]);
  }
  for (const headers of [{ origin: "http://localhost:8080" }, { "sec-fetch-site": "same-origin" }])
    expect((await withCookie(headers)).json().code).toBe("request.invalid");
  const byToken = await ask("POST", "/api/v1/tokens", {
    body: {},
    headers: { origin: "https://evil.example" },
  });
  expect(byToken.json.code).toBe("request.invalid");
  const login = await server.app.inject({
    method: "POST",
    url: "/api/v1/session",
    headers: { origin: "https://evil.example" },
    payload: { email: administratorEmail, password },
  });
  expect(login.json().code).toBe("request.origin_foreign");
});

test("[HA6] a request to a foreign host name is refused, but for the probes", async () => {
  const own = await startTestApp({ publicUrl: "https://rollcall.example", allowedHosts: ["inventory.lan"] });
  const statusOf = async (host: string, url = "/api/v1/session") =>
    (await own.app.inject({ url, headers: { host } })).statusCode;
  const known = [
    "localhost",
    "localhost:8080",
    "127.0.0.1:1",
    "[::1]:8080",
    "ROLLCALL.example",
    "inventory.lan:443",
  ];
  for (const host of known) expect(await statusOf(host), host).toBe(200);
  for (const host of [
    "evil.example",
    "rollcall.example.evil.example",
    "127.0.0.1.evil.example",
    "a b",
    "169.254.169.254",
  ])
    expect(await statusOf(host), host).toBe(421);
  expect(await statusOf("10.1.2.3:8080", "/healthz")).toBe(200);
  expect(await statusOf("10.1.2.3:8080", "/metrics")).toBe(421);
  await own.close();
});

test("[HA7] every answer forbids a browser all that it does not need", async () => {
  for (const path of ["/api/v1/session", "/api/v1/users", "/api/v1/nothing", "/healthz"]) {
    const { headers } = await server.app.inject({ url: path });
    expect(headers["content-security-policy"], path).toContain("default-src 'none'");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect(headers).not.toHaveProperty("strict-transport-security");
  }
  const secure = await startTestApp({ publicUrl: "https://rollcall.example" });
  const { headers } = await secure.app.inject({ url: "/healthz" });
  expect(headers["strict-transport-security"]).toContain("max-age=31536000");
  await secure.close();
});

test("[HA8] the 61st sign-in of a network address within 15 minutes is refused, and the eleventh of an e-mail address", async () => {
  const signIn = (email: string, remoteAddress: string) =>
    server.app.inject({
      method: "POST",
      url: "/api/v1/session",
      remoteAddress,
      payload: { email, password: "not the password" },
    });
  for (let n = 0; n < 60; n += 1)
    expect((await signIn(`u${n}@example.com`, "10.0.0.1")).statusCode).toBe(401);
  const byAddress = await signIn("other@example.com", "10.0.0.1");
  expect([byAddress.statusCode, byAddress.json().code]).toEqual([429, "request.rate_limited"]);
  expect(Number(byAddress.headers["retry-after"])).toBeGreaterThan(890);
  for (let n = 0; n < 10; n += 1)
    expect((await signIn(administratorEmail, `10.0.1.${n}`)).statusCode).toBe(401);
  expect((await signIn(administratorEmail.toUpperCase(), "10.0.2.1")).statusCode).toBe(429);
  const kept = server.access.audit.filter(({ action }) => action === "session.refused");
  expect(kept).toHaveLength(70);
});

test("[HA8] each principal, and each address that shows no valid credentials, has a limit of its own", async () => {
  const small = await startTestApp({
    limits: { perPrincipal: { max: 3, windowMs: 60_000 }, perAddress: { max: 2, windowMs: 60_000 } },
  });
  const statuses = async (count: number, token: string) => {
    const found: number[] = [];
    for (let n = 0; n < count; n += 1)
      found.push(
        (await ask("GET", "/api/v1/me", { headers: { authorization: `Bearer ${token}` } }, small)).status,
      );
    return found;
  };
  expect(await statuses(4, small.tokens.viewer)).toEqual([200, 200, 200, 429]);
  expect(await statuses(1, small.tokens.operator)).toEqual([200]);
  expect(await statuses(3, "guess")).toEqual([401, 401, 429]);
  await small.close();
});

test("[HA17] the server tells whether it lives, whether it can work, and its metrics to viewers", async () => {
  const reasons: string[] = [];
  const probed = await startTestApp({ isReady: async () => reasons });
  const get = (url: string, headers = {}) => probed.app.inject({ url, headers });
  expect((await get("/healthz")).json()).toEqual({ status: "ok", version: "0.1.0" });
  expect((await get("/readyz")).statusCode).toBe(200);
  reasons.push("The database does not answer.");
  expect((await get("/readyz")).json()).toMatchObject({
    status: 503,
    code: "server.not_ready",
    detail: reasons[0],
  });
  expect((await get("/metrics")).statusCode).toBe(401);
  const metrics = await get("/metrics", { authorization: `Bearer ${probed.tokens.viewer}` });
  expect(metrics.body).toContain('route="/readyz"');
  await probed.close();
  const open = await startTestApp({ metricsOpen: true });
  expect((await open.app.inject({ url: "/metrics" })).statusCode).toBe(200);
  await open.close();
});

test("[HA3] what is no HTTP is answered with a problem, and the connection is closed", async () => {
  const url = new URL(await server.app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(url.port), url.hostname);
  socket.end("nonsense\r\n\r\n");
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('"code":"request.malformed"');
});

// What the HTTP application does with requests: refusals, headers, limits, versions, keys and the audit log.

import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { RollcallError } from "../../src/core/error.ts";
import { administratorEmail, password, startTestApp, type TestApp } from "../support/http-app.ts";

let server: TestApp;
beforeEach(async () => {
  server = await startTestApp();
});
afterEach(() => server.close());

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";
interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly raw?: string;
}

/** As the administrator's token, unless the headers say otherwise. */
async function ask(method: Method, path: string, { headers, body, raw }: Asked = {}, to = server) {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await to.app.inject({
    method,
    url: path,
    headers: {
      authorization: `Bearer ${to.tokens.administrator}`,
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const isJson = String(answer.headers["content-type"]).includes("json");
  return { status: answer.statusCode, headers: answer.headers, json: isJson ? answer.json() : null };
}

const newUser = { email: "grace@example.com", name: "Grace", role: "viewer", password };
const key = "3f0c2a52-7f43-4b6e-9d2b-0123456789ab";
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

test("[HA8] the eleventh sign-in within 15 minutes is refused, of an address as of an e-mail address", async () => {
  const signIn = (email: string, remoteAddress: string) =>
    server.app.inject({
      method: "POST",
      url: "/api/v1/session",
      remoteAddress,
      payload: { email, password: "not the password" },
    });
  for (let n = 0; n < 10; n += 1)
    expect((await signIn(`u${n}@example.com`, "10.0.0.1")).statusCode).toBe(401);
  const byAddress = await signIn("other@example.com", "10.0.0.1");
  expect([byAddress.statusCode, byAddress.json().code]).toEqual([429, "request.rate_limited"]);
  expect(Number(byAddress.headers["retry-after"])).toBeGreaterThan(890);
  for (let n = 0; n < 10; n += 1)
    expect((await signIn(administratorEmail, `10.0.1.${n}`)).statusCode).toBe(401);
  expect((await signIn(administratorEmail.toUpperCase(), "10.0.2.1")).statusCode).toBe(429);
  const kept = server.access.audit.filter(({ action }) => action === "session.refused");
  expect(kept).toHaveLength(20);
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

test("[HA9] a change needs the ETag of what it changes, and is refused when that has changed", async () => {
  const made = await ask("POST", "/api/v1/users", { body: newUser });
  const path = String(made.headers.location);
  const etag = String(made.headers.etag);
  expect((await ask("GET", path)).headers.etag).toBe(etag);
  const change = (name: string, match?: string) =>
    ask("PATCH", path, { body: { name }, headers: match === undefined ? {} : { "if-match": match } });
  expect((await change("A")).json).toMatchObject({ status: 428, code: "request.if_match_missing" });
  const changed = await change("B", etag);
  expect([changed.status, changed.json.name]).toEqual([200, "B"]);
  for (const stale of [etag, `W/${changed.headers.etag}`, "nonsense"])
    expect((await change("C", stale)).json).toMatchObject({ status: 412, code: "request.changed_meanwhile" });
  expect((await change("D", `"other", ${changed.headers.etag}`)).status).toBe(200);
  expect((await change("E", "*")).status).toBe(200);
});

test("[HA10] a listing is read page by page to its end, and a cursor is good for its own listing alone", async () => {
  for (let n = 0; n < 5; n += 1)
    await ask("POST", "/api/v1/users", { body: { ...newUser, email: `user${n}@example.com` } });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { json } = await ask("GET", `/api/v1/users?limit=2${query}`);
    expect(json.items.length).toBeLessThanOrEqual(2);
    seen.push(...json.items.map(({ email }: { email: string }) => email));
    cursor = json.nextCursor;
    if (cursor !== null)
      expect((await ask("GET", `/api/v1/tokens?cursor=${cursor}`)).json.code).toBe("request.cursor_invalid");
  } while (cursor !== null);
  expect(seen).toEqual([4, 3, 2, 1, 0].map((n) => `user${n}@example.com`).concat(administratorEmail));
});

test("[HA11] a creation that is repeated under one key happens once, for each principal", async () => {
  const create = (body: object, headers: Record<string, string> = {}) =>
    ask("POST", "/api/v1/users", { body, headers: { "idempotency-key": key, ...headers } });
  const first = await create(newUser);
  const again = await create({ password, role: "viewer", name: "Grace", email: "grace@example.com" });
  expect(again.json).toEqual(first.json);
  expect([again.status, again.headers["idempotency-replayed"]]).toEqual([201, "true"]);
  expect([again.headers.location, again.headers.etag]).toEqual([first.headers.location, first.headers.etag]);
  expect((await create({ ...newUser, name: "Other" })).json).toMatchObject({
    status: 422,
    code: "request.key_reused",
  });
  expect((await create(newUser, { "idempotency-key": "short" })).json.code).toBe("request.key_invalid");
  expect(server.access.audit.filter(({ action }) => action === "user.created")).toHaveLength(1);
  const other = await server.access.createToken(
    { kind: "local", id: "local", name: "local", role: "administrator" },
    { name: "other", role: "administrator", expiresAt: server.clock.now() + 1000 },
  );
  const byOther = await create(newUser, { authorization: `Bearer ${other.value}` });
  expect(byOther.json.code).toBe("access.email_taken");
  server.clock.advance(24 * 3_600_000);
  expect((await create(newUser)).json.code).toBe("access.email_taken");
});

test("[HA11] a refused creation may be tried again under its key, and one under way is not begun twice", async () => {
  const create = (body: object) =>
    ask("POST", "/api/v1/users", { body, headers: { "idempotency-key": key } });
  expect((await create({ ...newUser, password: "weak" })).json.code).toBe("access.password_weak");
  const began = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = await startTestApp({
    routes: [
      (api) =>
        api.route({
          method: "POST",
          url: "/slow",
          config: { role: "operator", idempotency: "replay", audit: { done: "a.b", refused: "a.c" } },
          schema: { body: z.strictObject({}), response: { 201: z.object({ id: z.string() }) } },
          handler: async (_request, reply) => {
            began.resolve();
            await goOn.promise;
            reply.code(201);
            return { id: "1" };
          },
        }),
    ],
  });
  const askSlow = () => ask("POST", "/api/v1/slow", { body: {}, headers: { "idempotency-key": key } }, slow);
  const first = askSlow();
  await began.promise;
  expect((await askSlow()).json).toMatchObject({ status: 409, code: "request.still_running" });
  slow.clock.advance(2 * 60_000);
  expect((await askSlow()).json).toMatchObject({ status: 409, code: "request.outcome_unknown" });
  goOn.resolve();
  expect((await first).status).toBe(201);
  expect((await askSlow()).headers["idempotency-replayed"]).toBe("true");
  await slow.close();
  expect((await create(newUser)).status).toBe(201);
});

test("[HA12] a token's value is shown once: it is in no listing, and its creation is not answered again", async () => {
  const body = {
    name: "export",
    role: "viewer",
    expiresAt: new Date(server.clock.now() + 60_000).toISOString(),
  };
  const create = () => ask("POST", "/api/v1/tokens", { body, headers: { "idempotency-key": key } });
  const made = await create();
  expect([made.status, made.json.value]).toEqual([201, expect.stringMatching(/^rct_/)]);
  expect((await create()).json).toMatchObject({ status: 409, code: "request.already_done" });
  const { json } = await ask("GET", "/api/v1/tokens");
  expect(json.items[0]).toEqual({
    ...body,
    id: made.json.id,
    createdAt: expect.any(String),
    lastUsedAt: null,
    userId: null,
  });
  const past = { ...body, expiresAt: new Date(server.clock.now()).toISOString() };
  expect((await ask("POST", "/api/v1/tokens", { body: past })).json.errors).toMatchObject([
    { field: "body.expiresAt" },
  ]);
});

test("[HA13] what was done and what was refused is in the audit log, without the body", async () => {
  const made = await ask("POST", "/api/v1/users", { body: newUser });
  await ask("POST", "/api/v1/users", { body: newUser });
  await ask("DELETE", "/api/v1/users/unknown");
  await ask("DELETE", `/api/v1/users/${made.json.id}`, {
    headers: { authorization: `Bearer ${server.tokens.viewer}` },
  });
  await ask("DELETE", `/api/v1/users/${made.json.id}`);
  await ask("GET", "/api/v1/users");
  const { json } = await ask("GET", "/api/v1/audit-entries?limit=50");
  const shown = json.items.map(
    (entry: { action: string; target: string; details: object; principal: { name: string } }) => [
      entry.action,
      entry.target,
      entry.principal.name,
      entry.details,
    ],
  );
  const address = "127.0.0.1";
  expect(shown).toEqual([
    ["user.removed", `user/${made.json.id}`, "administrator token", { status: 204, address }],
    [
      "user.removal_refused",
      `user/${made.json.id}`,
      "viewer token",
      { status: 403, address, code: "access.role_too_low" },
    ],
    [
      "user.removal_refused",
      "user/unknown",
      "administrator token",
      { status: 404, address, code: "access.user_not_found" },
    ],
    [
      "user.creation_refused",
      null,
      "administrator token",
      { status: 409, address, code: "access.email_taken" },
    ],
    ["user.created", `user/${made.json.id}`, "administrator token", { status: 201, address }],
  ]);
  expect(JSON.stringify(json)).not.toContain(password);
  const filtered = await ask("GET", "/api/v1/audit-entries?action=user.created");
  expect(filtered.json.items).toHaveLength(1);
});

test("[HA14] one signs in and out with a cookie, and an ended session is no hindrance to a new one", async () => {
  const origin = { origin: "http://localhost:80", host: "localhost:80" };
  const signIn = (headers: Record<string, string>) =>
    server.app.inject({
      method: "POST",
      url: "/api/v1/session",
      headers: { ...origin, ...headers },
      payload: { email: administratorEmail, password },
    });
  const signed = await signIn({ cookie: "rollcall_session=ended" });
  expect(signed.statusCode).toBe(201);
  const cookie = String(signed.headers["set-cookie"]).split(";")[0] ?? "";
  const me = () => server.app.inject({ url: "/api/v1/me", headers: { cookie } });
  expect((await me()).json()).toMatchObject({
    kind: "user",
    name: administratorEmail,
    role: "administrator",
  });
  const out = await server.app.inject({
    method: "DELETE",
    url: "/api/v1/session",
    headers: { ...origin, cookie },
  });
  expect([out.statusCode, out.body]).toEqual([204, ""]);
  expect((await me()).json().code).toBe("access.session_unknown");
  const session = await server.app.inject({ url: "/api/v1/session", headers: { cookie } });
  expect(session.json()).toEqual({ principal: null, hasUsers: true, hasOidc: false });
  expect((await server.app.inject({ url: "/api/v1/session/oidc" })).json().code).toBe(
    "access.oidc_not_configured",
  );
  const back = await server.app.inject({ url: "/api/v1/session/oidc/callback?code=planted&state=s" });
  expect([back.statusCode, back.headers.location]).toEqual([
    302,
    "/sign-in?error=access.oidc_not_configured",
  ]);
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

test("the catalog tells every attribute of the connector", async () => {
  const { json } = await ask("GET", "/api/v1/connectors");
  expect(json.items).toMatchObject([
    { id: "entra-devices", vendor: "Microsoft", product: "Microsoft Entra ID", category: "Assets (Devices)" },
  ]);
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

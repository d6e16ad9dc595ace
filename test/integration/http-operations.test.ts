// What the API's operations do: sessions, versions, listings, repeated creations and the audit log.

import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
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

const key = "3f0c2a52-7f43-4b6e-9d2b-0123456789ab";

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
    { kind: "local", id: "local", name: "local", role: "administrator", userId: null },
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

test("[WB4] a browser that cannot begin a sign-in with OpenID Connect is led back to the sign-in, and on from there", async () => {
  const headers = { "sec-fetch-mode": "navigate" };
  const begun = await server.app.inject({ url: "/api/v1/session/oidc?to=/tags", headers });
  expect([begun.statusCode, begun.headers.location]).toEqual([
    302,
    "/sign-in?error=access.oidc_not_configured&to=%2Ftags",
  ]);
});

test("the catalog tells every attribute of the connector", async () => {
  const { json } = await ask("GET", "/api/v1/connectors");
  expect(json.items).toMatchObject([
    { id: "entra-devices", vendor: "Microsoft", product: "Microsoft Entra ID", category: "Assets (Devices)" },
  ]);
});

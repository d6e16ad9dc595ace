// What the HTTP application logs of requests, and what it never does.

import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import {
  administratorEmail,
  askApp,
  newUser,
  password,
  startTestApp,
  type TestApp,
} from "../support/http-app.ts";

let server: TestApp;
let lines: Record<string, unknown>[] = [];

beforeEach(async () => {
  lines = [];
  const write = (text: string): void => void lines.push(JSON.parse(text));
  server = await startTestApp({
    logger: pino({ level: "trace" }, { write }),
    routes: [
      (api) =>
        api.route({
          method: "GET",
          url: "/broken",
          config: { role: "viewer" },
          schema: { response: { 200: z.object({}) } },
          handler: async () => {
            throw new Error("The disk is full.");
          },
        }),
    ],
  });
});
afterEach(() => server.close());

test("[HA4] the id that a client is shown leads to the error in the log, which is logged once", async () => {
  const { json } = await askApp(server, "GET", "/api/v1/broken");
  const errors = lines.filter(({ level }) => Number(level) >= 50);
  expect(errors).toMatchObject([{ errorId: json.errorId, err: { message: "The disk is full." } }]);
});

test("[HA4] neither credentials nor bodies nor the query of an address are in the log", async () => {
  const { json } = await askApp(server, "POST", "/api/v1/tokens", {
    body: { name: "t", role: "viewer", expiresAt: new Date(server.clock.now() + 1000).toISOString() },
  });
  await server.app.inject({ url: "/api/v1/session", headers: { cookie: server.cookie } });
  await server.app.inject({ url: "/api/v1/session/oidc/callback?code=planted-code&state=planted-state" });
  await server.app.inject({ url: "/planted-path?planted-query=1" });
  await server.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { email: administratorEmail, password },
  });
  const text = JSON.stringify(lines);
  const session = server.cookie.split("=")[1] ?? "";
  for (const secret of [
    json.value,
    server.tokens.administrator,
    session,
    password,
    "planted",
    administratorEmail,
  ])
    expect(text).not.toContain(secret);
  expect(lines).toContainEqual(
    expect.objectContaining({ method: "POST", route: "/api/v1/tokens", status: 201, msg: "Answered." }),
  );
});

test("[HA13] what was done is answered as done even where its audit entry cannot be written, which is logged", async () => {
  const addAudit = async (): Promise<void> => {
    throw new Error("The log is full.");
  };
  Object.assign(server.access, { addAudit });
  expect((await askApp(server, "POST", "/api/v1/users", { body: newUser })).status).toBe(201);
  expect(lines.filter(({ level }) => level === 50)).toMatchObject([
    { auditEntry: { action: "user.created" }, err: { message: "The log is full." } },
  ]);
});

test("[HA1] HEAD asks for the same role as GET", async () => {
  const ask = (authorization: string) =>
    server.app.inject({ method: "HEAD", url: "/api/v1/users", headers: { authorization } });
  expect((await server.app.inject({ method: "HEAD", url: "/api/v1/users" })).statusCode).toBe(401);
  expect((await ask(`Bearer ${server.tokens.operator}`)).statusCode).toBe(403);
  expect((await ask(`Bearer ${server.tokens.administrator}`)).statusCode).toBe(200);
});

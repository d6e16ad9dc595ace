// A server whose PostgreSQL is away: what people are told meanwhile, whoever they are.

import { afterAll, beforeAll, expect, test } from "vitest";
import { problem } from "../../src/contract/problem.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";

let postgres: TestPostgres;
let server: ServerUnderTest;
beforeAll(async () => {
  postgres = await startPostgres();
  server = await startTestServer({ databaseUrl: await postgres.createDatabase() });
});
afterAll(() => server[Symbol.asyncDispose]());

const root = {
  email: "root@contoso.example",
  name: "Root",
  role: "administrator",
  password: "a password of these tests",
};

test("[AC19] a database that is away is told as that: nobody is signed out, refused or taken for somebody else", async () => {
  const { api } = server;
  expect((await api.post("/api/v1/users", root)).status).toBe(201);
  const { email, password } = root;
  const signedIn = await api.asNobody().post("/api/v1/session", { email, password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
  const withToken = api.as((await makeToken(api, "viewer")).value);
  const withCookie = api.asBrowser(cookie);
  expect((await withCookie.get("/api/v1/me")).status).toBe(200);
  expect((await withToken.get("/api/v1/me")).status).toBe(200);
  await postgres.stop();
  const answers = [
    await withCookie.get("/api/v1/me"),
    await withCookie.get("/api/v1/assets"),
    await withCookie.ask("DELETE", "/api/v1/session"),
    await withToken.get("/api/v1/me"),
    await api.get("/api/v1/connections"),
    await api.asNobody().post("/api/v1/session", { email, password }),
  ];
  for (const { status, body } of answers)
    expect([status, problem.parse(body).code]).toEqual([503, "storage.unavailable"]);
  expect((await api.asNobody().get("/readyz")).status).toBe(503);
  expect((await api.asNobody().get("/healthz")).status).toBe(200);
});

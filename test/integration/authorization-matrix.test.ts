// Every operation lets in exactly those whose role it asks for, over real HTTP.

import { afterAll, beforeAll, expect, test } from "vitest";
import { askers, askOverHttp, playAuthorizationMatrix } from "../support/authorization-matrix.ts";
import { startTestApp, type TestApp } from "../support/http-app.ts";
import { listOperations, type OpenapiDocument } from "../support/openapi-operations.ts";

const plenty = { max: 100_000, windowMs: 60_000 };
let server: TestApp;
let baseUrl = "";

beforeAll(async () => {
  server = await startTestApp({
    limits: { perPrincipal: plenty, perAddress: plenty, signIn: plenty, signInPerAddress: plenty },
  });
  baseUrl = await server.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => server.close());

test("[HA1] every operation of the API lets in exactly the roles that it declares", async () => {
  const document = (await (await fetch(`${baseUrl}/api/v1/openapi.json`)).json()) as OpenapiDocument;
  const cells = await playAuthorizationMatrix({
    document,
    ask: askOverHttp(baseUrl),
    tokens: {
      ...server.tokens,
      "expired token": server.expiredToken,
      "token of a removed user": server.tokenOfRemovedUser,
    },
    examples: {
      signIn: { body: { email: "nobody@example.com", password: "not the password" } },
    },
  });
  expect(cells).toHaveLength(listOperations(document).length * askers.length);
  expect(cells.filter(({ expected, found }) => expected !== found)).toEqual([]);
  const codes = new Set(cells.filter(({ found }) => found === 401).map(({ code }) => code));
  expect([...codes].toSorted()).toEqual([
    "access.not_signed_in",
    "access.token_expired",
    "access.token_unknown",
  ]);
});

test("[HA2] a route that declares no role, or no audited actions for a change, keeps the server from starting", async () => {
  const without = (config: object, method: "GET" | "POST") =>
    startTestApp({
      routes: [(api) => api.route({ method, url: "/x", config, schema: {}, handler: async () => ({}) })],
    });
  await expect(without({}, "GET")).rejects.toThrow("declares no role");
  await expect(without({ role: "viewer" }, "POST")).rejects.toThrow("declares no audited actions");
});

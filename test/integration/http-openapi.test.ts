// The OpenAPI document is valid, has every route, and its page needs nothing from elsewhere.

import { createHash } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/http-app.ts";
import { listOperations, type OpenapiDocument } from "../support/openapi-operations.ts";

let server: TestApp;
let document: OpenapiDocument;

beforeAll(async () => {
  server = await startTestApp();
  const answer = await server.app.inject({ url: "/api/v1/openapi.json" });
  document = answer.json();
});
afterAll(() => server.close());

test("[HA15] every operation says what it is called, who may, and how it refuses", () => {
  const operations = listOperations(document);
  expect(document.openapi).toMatch(/^3\.1/);
  const described = document.tags.map(({ name }) => name);
  for (const { operation } of operations)
    expect(described).toEqual(expect.arrayContaining([...operation.tags]));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { operation, operationId, role, method } of operations) {
    expect(operation, operationId).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
    expect(["anyone", "viewer", "operator", "administrator"]).toContain(role);
    expect(operation.security, operationId).toEqual(
      role === "anyone" ? [] : [{ token: [] }, { session: [] }],
    );
    const refusals = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    expect(refusals.length, `${method} ${operationId}`).toBeGreaterThan(3);
    for (const [, { content }] of refusals)
      expect(content?.["application/problem+json"]?.schema).toEqual({ $ref: "#/components/schemas/Problem" });
  }
});

test("[HA15] every route outside the pages is in the document", () => {
  const described = listOperations(document).map(({ method, path }) => `${method} ${path}`);
  expect(described).toEqual(expect.arrayContaining(["GET /healthz", "GET /readyz", "GET /metrics"]));
  expect(
    server.routes.filter((route) => !/\/docs|^GET \/(files|mark|packages)/.test(route)).toSorted(),
  ).toEqual(described.toSorted());
});

test("[HA15] every schema of the document is a valid JSON Schema, and every reference leads somewhere", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(document.components.schemas).toHaveProperty(name ?? "");
  for (const [name, schema] of Object.entries(document.components.schemas))
    expect(ajv.validateSchema(schema as object), name).toBe(true);
});

test("[HA16] the page of the API loads from this server alone, under a policy that names its script", async () => {
  const page = await server.app.inject({ url: "/api/v1/docs/" });
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
  const policy = String(page.headers["content-security-policy"]);
  const inline = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(page.body)?.[1] ?? "";
  expect(inline).toContain("/api/v1/openapi.json");
  expect(policy).toContain(`'sha256-${createHash("sha256").update(inline).digest("base64")}'`);
  expect(policy).toContain("connect-src 'self'");
  const source = /<script src="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const script = await server.app.inject({ url: new URL(source, "http://localhost/api/v1/docs/").pathname });
  expect(script.statusCode).toBe(200);
  expect(script.headers["content-type"]).toContain("javascript");
});

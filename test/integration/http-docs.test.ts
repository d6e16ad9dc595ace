// The tables of docs/http-api.md and docs/error-codes.md say what the application says; `npm run docs` writes them.

import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemKinds } from "../../src/http/problem-kinds.ts";
import { startTestApp, type TestApp } from "../support/http-app.ts";
import { listOperations } from "../support/openapi-operations.ts";

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** Compares the part of a document between two markers with what it should be, or writes it. */
function keepCurrent(file: string, name: string, lines: readonly string[]): void {
  // The formatter pads the cells of tables.
  const text = readFileSync(file, "utf8").replaceAll(/ +\|/g, " |").replaceAll(/-{3,}/g, "---");
  const part = new RegExp(`(<!-- ${name}: [^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  expect(text).toMatch(part);
  const made = text.replace(
    part,
    (_whole, begin: string, end: string) => `${begin}\n${lines.join("\n")}\n\n${end}`,
  );
  if (process.env.ROLLCALL_WRITE_DOCS === "1") writeFileSync(file, made);
  else expect(text, `Run \`npm run docs\` to bring ${file} up to date.`).toBe(made);
}

test("docs/http-api.md lists every operation with its role", async () => {
  const document = (await server.app.inject({ url: "/api/v1/openapi.json" })).json();
  const rows = listOperations(document)
    .toSorted((a, b) => (a.path === b.path ? a.method.localeCompare(b.method) : a.path.localeCompare(b.path)))
    .map(({ method, path, role, operation }) => `| \`${method} ${path}\` | ${role} | ${operation.summary} |`);
  keepCurrent("docs/http-api.md", "operations", [
    "| operation | role | what it does |",
    "| --- | --- | --- |",
    ...rows,
  ]);
});

test("docs/error-codes.md lists every code with its status", () => {
  const rows = Object.entries(problemKinds)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`);
  keepCurrent("docs/error-codes.md", "codes", [
    "| code | status | meaning |",
    "| --- | --- | --- |",
    ...rows,
  ]);
});

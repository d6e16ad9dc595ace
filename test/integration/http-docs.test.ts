// The tables of docs/http-api.md and docs/error-codes.md say what the application says; `npm run docs` writes them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemKinds } from "../../src/http/problem-kinds.ts";
import { readConfig } from "../../src/server/config.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { listOperations, type OpenapiDocument } from "../support/openapi-operations.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-docs-"));
let server: RunningServer;
beforeAll(async () => {
  const config = readConfig({ ROLLCALL_DATA_DIR: folder, ROLLCALL_PORT: "0" });
  server = await startServer(config, pino({ enabled: false }));
}, 30_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

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
  const document = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as OpenapiDocument;
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

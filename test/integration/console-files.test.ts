// How the console's page and files are given out, and what is not.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp } from "../support/http-app.ts";
import { askRaw as askServer, navigation } from "../support/raw-request.ts";
import { makeDataFolder, type ServerUnderTest, startTestServer } from "../support/server.ts";

let server: ServerUnderTest;
let scripts: readonly string[];
beforeAll(async () => {
  server = await startTestServer();
  const { text } = await askRaw("/", navigation);
  scripts = [...text.matchAll(/"(\/files\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
});
afterAll(() => server[Symbol.asyncDispose]());

const askRaw = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  askServer(server.url, path, headers, method);

test("[WB15] a file has a digest in its name, comes compressed to whom can read it, and is kept for ever", async () => {
  const [script = ""] = scripts;
  expect(script).toMatch(/^\/files\/[\w-]+-[\w-]{8}\.js$/);
  const plain = await askRaw(script);
  expect(plain).toMatchObject({
    status: 200,
    headers: { "content-type": expect.stringMatching(/javascript/) },
  });
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  const compressed = await askRaw(script, { "accept-encoding": "gzip, deflate, br" });
  expect(compressed).toMatchObject({ status: 200, headers: { "content-encoding": "br" } });
  expect(compressed.headers.vary).toMatch(/accept-encoding/i);
  expect(compressed.text.length).toBeLessThan(plain.text.length / 2);
  const head = await askRaw(script, {}, "HEAD");
  expect(head).toMatchObject({ status: 200, text: "" });
  expect(head.headers["content-length"]).toBe(plain.headers["content-length"]);
});

test("[WB15] the page is at each address that a browser goes to, and for HEAD as well, but for changes nowhere", async () => {
  for (const path of ["/", "/assets?query=x", "/connections/1/runs", "/no/such/page"]) {
    expect(await askRaw(path, navigation)).toMatchObject({
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
      text: expect.stringContaining('<div id="root">'),
    });
    expect(await askRaw(path, navigation, "HEAD")).toMatchObject({ status: 200, text: "" });
    expect((await askRaw(path, navigation, "POST")).status).toBe(404);
    // A program that is no browser is told that there is nothing.
    expect((await askRaw(path, { accept: "application/json" })).status).toBe(404);
  }
});

test("[WB15] an unknown file or address of the API is never answered by the page", async () => {
  for (const path of ["/files/x.js", "/files/", "/api/v1/nothing", "/api/", "/files/index.html"])
    for (const headers of [navigation, {}])
      expect(await askRaw(path, headers)).toMatchObject({
        status: 404,
        headers: { "content-type": expect.stringMatching(/^application\/problem\+json/) },
        text: expect.stringContaining("request.route_unknown"),
      });
});

test("[WB15] nothing beside the console's files is given out", async () => {
  for (const path of [
    "/files/..%2f..%2fpackage.json",
    "/files/..%2findex.html",
    "/files/../../package.json",
    "/files/%2e%2e%2f%2e%2e%2fpackage.json",
    "/files/..%5c..%5cpackage.json",
    "/files/%2fetc%2fpasswd",
    "/files/.%00.",
    "/.vite/manifest.json",
    "/.built-from",
    "/files/..%2f.vite%2fmanifest.json",
  ]) {
    const { status, text } = await askRaw(path);
    expect([path, status === 404 || status === 403 || status === 400]).toEqual([path, true]);
    expect(text).not.toMatch(/dependencies|root:|index\.html/);
  }
});

test("[WB15] whose work is shipped is told, by name, version and licence", async () => {
  const { body, headers } = await server.api.asNobody().get("/packages.json");
  const packages = body as readonly { name: string; version: string; licence: string }[];
  const named = new Map(packages.map((one) => [one.name, one]));
  for (const name of ["react", "@mantine/core", "fastify", "better-auth", "zod"])
    expect(named.get(name)).toMatchObject({ version: expect.stringMatching(/^\d/), licence: "MIT" });
  // Nobody gets what only tests and builds need.
  for (const name of ["vitest", "vite", "playwright-core", "typescript"]) expect(named.has(name)).toBe(false);
  expect(packages.filter(({ licence }) => licence === "not said")).toEqual([]);
  expect(headers.get("cache-control")).toMatch(/max-age=3600/);
});

test("[WB15] a console that is not built is told", async () => {
  using empty = makeDataFolder();
  const unbuilt = await startTestApp({ consoleFolder: empty.dataDir });
  const answer = await unbuilt.app.inject({ url: "/", headers: navigation });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({
    code: "console.not_built",
    detail: expect.stringMatching(/npm start/),
  });
  await unbuilt.close();
});

test("[WB151] the page of a console that is built again under the server names the files that are there now", async () => {
  using folder = makeDataFolder();
  const build = (script: string): void =>
    writeFileSync(join(folder.dataDir, "index.html"), `<script src="/files/${script}"></script>`);
  const rebuilt = await startTestApp({ consoleFolder: folder.dataDir });
  await using _ = { [Symbol.asyncDispose]: () => rebuilt.close() };
  const page = async () => (await rebuilt.app.inject({ url: "/", headers: navigation })).body;
  build("first.js");
  expect(await page()).toContain("first.js");
  build("second.js");
  expect(await page()).toContain("second.js");
});

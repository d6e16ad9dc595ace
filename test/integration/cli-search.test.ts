// The command line as a process: assets that it lists, counts and exports, and queries that it tells the faults of.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Storage } from "../../src/core/storage.ts";
import { assetExportRoutes } from "../../src/http/routes/asset-export.ts";
import { assetSearchRoutes } from "../../src/http/routes/asset-search.ts";
import { queryAidRoutes } from "../../src/http/routes/query-aids.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";
import { startTestApp, type TestApp } from "../support/http-app.ts";
import { fillStore, openStoreUnderTest, randomDevices } from "../support/random-inventory.ts";

let storage: Storage;
let server: TestApp;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-cli-search-"));
  const store = await openStoreUnderTest();
  const [devices] = fc.sample(randomDevices, { numRuns: 1, seed: 5 });
  await fillStore(store, devices ?? []);
  storage = store.storage;
  const clock = { now: () => Date.UTC(2026, 1, 1), sleep: async () => undefined };
  server = await startTestApp({
    routes: [assetSearchRoutes, assetExportRoutes, queryAidRoutes].map((routes) =>
      routes({ storage, clock }),
    ),
  });
  await server.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});

function rollcall(...words: readonly string[]): Promise<Ended> {
  const url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
  const env = { ROLLCALL_URL: url, ROLLCALL_TOKEN: server.tokens.viewer, ROLLCALL_DATA_DIR: folder };
  return endOf(startCommand(env, ...words));
}

test("[QL55] a query lists, sorts, counts and tells facets, for people and for programs", async () => {
  const counted = await rollcall("query", "lifecycle.state: retired", "--count");
  const listed = await rollcall(
    "query",
    "lifecycle.state: retired",
    "--sort",
    "-id",
    "--json",
    "--limit",
    "5",
  );
  const ids = JSON.parse(listed.output).map(({ id }: { id: number }) => id);
  expect(ids).toEqual(ids.toSorted((one: number, other: number) => other - one));
  expect(ids).toHaveLength(Math.min(5, Number(counted.output)));
  const shown = await rollcall(
    "query",
    "lifecycle.state: retired",
    "--columns",
    "id,lifecycle",
    "--limit",
    "3",
  );
  expect(shown.output).toMatch(/^ID +LIFECYCLE\n( *\d+ +retired\n){3}$/);
  expect(shown.errors).toContain("more than these 3");
  const facets = await rollcall("query", "--facets");
  expect(facets.output).toMatch(/lifecycle +active +\d+/);
});

test("[QL55] a query that is not understood ends with what is wrong, and a wrong column before anything is asked", async () => {
  const refused = await rollcall("query", "naem: x");
  expect([refused.code, refused.output]).toEqual([3, ""]);
  expect(refused.errors).toContain("query.unknown_token");
  expect((await rollcall("query", "--columns", "secret")).code).toBe(2);
});

test("[HS23] a query that looks as if its quotes were forgotten is asked, with a warning", async () => {
  for (const command of [["query"], ["query", "--count"], ["export"]]) {
    const { code, errors } = await rollcall(...command, "name: lab pc");
    expect([code, errors]).toEqual([
      0,
      expect.stringMatching(/^At 7: Each of these words may stand anywhere/),
    ]);
  }
  expect((await rollcall("query", 'name: "lab pc"', "--count")).errors).toBe("");
});

test("[HS21] each error of a query is told once, with its place and what may be written instead", async () => {
  const { errors } = await rollcall("query", "naem: x and (name: ");
  expect(errors.split("\n")).toEqual([
    "rollcall: The query cannot be understood. (query.invalid)",
    expect.stringMatching(
      /^ {2}At 1 to 4: There is no token "naem"\..* Perhaps: name, .*\. \(query\.unknown_token\)$/,
    ),
    expect.stringMatching(/^ {2}At 13: This bracket is not closed.*\(query\.unclosed_parenthesis\)$/),
    expect.stringMatching(/^ {2}At 18: There is no value\. \(query\.missing_value\)$/),
    "",
  ]);
});

test("[QL55] an export goes to the terminal or to a file that is there whole, and over none unasked", async () => {
  const printed = await rollcall("export", "", "--columns", "id,name");
  expect(printed.output.startsWith("id,name\r\n")).toBe(true);
  const file = join(folder, "assets.csv");
  expect((await rollcall("export", "", "--columns", "id,name", "--output", file)).code).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(printed.output);
  const again = await rollcall("export", "", "--output", file);
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining("cli.file_exists")]);
  const missing = join(folder, "none.csv");
  expect((await rollcall("export", "naem: x", "--output", missing)).code).toBe(3);
  expect(existsSync(missing)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

// The inventory over HTTP: searched, counted, exported, and queries that are refused.

import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExportedAsset } from "../../src/core/asset-search.ts";
import type { Storage } from "../../src/core/storage.ts";
import { createLineWriter } from "../../src/http/asset-lines.ts";
import { assetExportRoutes } from "../../src/http/routes/asset-export.ts";
import { assetSearchRoutes } from "../../src/http/routes/asset-search.ts";
import { queryAidRoutes } from "../../src/http/routes/query-aids.ts";
import { askApp, startTestApp, type TestApp } from "../support/http-app.ts";
import {
  fillStore,
  names,
  openStoreUnderTest,
  randomDevices,
  tagNames,
} from "../support/random-inventory.ts";

const clock = { now: () => Date.UTC(2026, 1, 1), sleep: async () => undefined };
const routesOf = (storage: Storage) => [
  assetSearchRoutes({ storage, clock }),
  assetExportRoutes({ storage, clock }),
  queryAidRoutes({ storage, clock }),
];

let storage: Storage;
let server: TestApp;
let address = "";
beforeAll(async () => {
  const store = await openStoreUnderTest();
  const [devices] = fc.sample(randomDevices, { numRuns: 1, seed: 7 });
  await fillStore(store, devices ?? []);
  storage = store.storage;
  server = await startTestApp({ routes: routesOf(storage) });
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  address = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await server.close();
  await storage.close();
});

const ask = (path: string, parameters: Readonly<Record<string, string>>) =>
  askApp(server, "GET", `/api/v1${path}?${new URLSearchParams(parameters)}`);

/** As a client does that reads bytes. */
const fetchExport = (parameters: Readonly<Record<string, string>>, from = address) =>
  fetch(`${from}/api/v1/assets/export?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${server.tokens.viewer}` },
  });

const every = "lifecycle.state: [active, retired]";

test("[QL50] a search is read to its end by its cursors, and a cursor of another sort is refused", async () => {
  const found: number[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ask>> = await ask("/assets", {
      query: every,
      sort: "-lastSignInAt",
      limit: "7",
      ...(cursor && { cursor }),
    });
    found.push(...page.json.items.map(({ id }: { id: number }) => id));
    cursor = page.json.nextCursor;
  } while (cursor !== null);
  const { json: count } = await ask("/assets/count", { query: every });
  expect(new Set(found).size).toBe(found.length);
  expect(count).toEqual({ count: found.length });
  const { json: first } = await ask("/assets", { query: every, limit: "7" });
  const foreign = await ask("/assets", { query: every, sort: "id", cursor: first.nextCursor });
  expect(foreign.json).toMatchObject({ status: 400, code: "request.cursor_invalid" });
  expect(await ask("/assets", { sort: "secret" })).toMatchObject({ status: 400 });
});

test("[WB99] a search begins at an offset and goes on by cursors from there; both together are refused", async () => {
  const { json: whole } = await ask("/assets", { query: every, sort: "-name", limit: "200" });
  const ids = whole.items.map(({ id }: { id: number }) => id);
  const far = await ask("/assets", { query: every, sort: "-name", limit: "5", offset: "7" });
  expect(far.json.items.map(({ id }: { id: number }) => id)).toEqual(ids.slice(7, 12));
  const cursor = far.json.nextCursor;
  const next = await ask("/assets", { query: every, sort: "-name", limit: "5", cursor });
  expect(next.json.items.map(({ id }: { id: number }) => id)).toEqual(ids.slice(12, 17));
  const beyond = await ask("/assets", { query: every, offset: String(ids.length + 1) });
  expect(beyond.json).toMatchObject({ items: [], nextCursor: null });
  const both = await ask("/assets", { query: every, sort: "-name", cursor, offset: "1" });
  expect(both.json).toMatchObject({ status: 400, errors: [{ field: "query.offset" }] });
  for (const offset of ["-1", "1.5", "many"])
    expect((await ask("/assets", { offset })).json).toMatchObject({ status: 400 });
});

test("[QL81] a cursor whose value is none of its column is refused", async () => {
  const cursorOf = (sort: string, value: unknown) =>
    Buffer.from(JSON.stringify([`assets by ${sort}`, JSON.stringify([value, 1])])).toString("base64url");
  const wrong = [
    ["id", "x"],
    ["-lastSignInAt", "2026"],
    ["isManaged", "1"],
    ["name", 1],
    ["-connection", 1],
    ["externalId", "a\u0000"],
    ["severity", 1.5],
  ] as const;
  for (const [sort, value] of wrong)
    expect({ sort, ...(await ask("/assets", { sort, cursor: cursorOf(sort, value) })).json }).toMatchObject({
      sort,
      code: "request.cursor_invalid",
    });
});

test("[QL51] a query that is not understood is refused with each error's place, reason and suggestions", async () => {
  for (const path of ["/assets", "/assets/count", "/assets/facets", "/assets/export"]) {
    const { status, json } = await ask(path, { query: "naem: x" });
    expect({ path, status, code: json.code }).toEqual({ path, status: 400, code: "query.invalid" });
    expect(json.errors).toEqual([
      {
        field: "query.query",
        code: "query.unknown_token",
        reason: expect.any(String),
        from: 0,
        to: 4,
        suggestions: expect.arrayContaining(["name"]),
      },
    ]);
  }
});

test("[QL51] the longest query arrives, whatever its characters are as an address has them", async () => {
  const query = `name: ${"😀".repeat(4093)}`;
  expect(query).toHaveLength(8192);
  const answer = await fetch(`${address}/api/v1/assets/count?${new URLSearchParams({ query })}`, {
    headers: { authorization: `Bearer ${server.tokens.viewer}` },
  });
  expect([answer.status, await answer.json()]).toEqual([200, { count: 0 }]);
});

test("[QL52] a query is checked, and completed with what assets have", async () => {
  const checked = await ask("/queries/check", { query: "naem: x" });
  expect(checked.json.errors).toMatchObject([{ code: "query.unknown_token", from: 0, to: 4 }]);
  expect((await ask("/queries/check", { query: "name: x" })).json.errors).toEqual([]);
  const text = "tags.name: ";
  const { json } = await ask("/queries/completions", { text, position: String(text.length) });
  expect(json.values.map(({ value }: { value: string }) => value).toSorted()).toEqual(tagNames.toSorted());
  const { json: facets } = await ask("/assets/facets", {});
  const odd = facets.facets.find(({ name }: { name: string }) => name === "tag");
  expect(odd.values.some(({ query }: { query: string }) => query === "tags.name: ```odd```")).toBe(true);
});

test("[QL82] an attribute that has a column of its own is exported by its name as well", async () => {
  const pairs = [
    ["entraDeviceId", "attribute.entraDeviceId"],
    ["trustType", "attribute.entraDeviceTrustType"],
    ["isCompliant", "attribute.entraDeviceIsCompliant"],
    ["isManaged", "attribute.entraDeviceIsManaged"],
    ["lastSignInAt", "attribute.entraDeviceLastSignIn"],
  ] as const;
  const answer = await fetchExport({ query: every, format: "ndjson", columns: pairs.flat().join(",") });
  const lines = (await answer.text()).trimEnd().split("\n");
  const assets = lines.map((line): Record<string, unknown> => JSON.parse(line));
  for (const [column, attribute] of pairs) {
    expect(assets.some((asset) => asset[column] !== null)).toBe(true);
    expect(assets.map((asset) => asset[attribute])).toEqual(assets.map((asset) => asset[column]));
  }
});

test("[QL82] a column that no attribute can have is refused before anything is written", async () => {
  const answer = await fetchExport({ columns: "id,attribute.a\u0000b" });
  expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ field: "query.columns" }] }]);
});

test.each(["\n=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)"])(
  "[QL83] a cell that begins with what may begin a formula, %j, is none",
  (name) => {
    const writer = createLineWriter("csv", ["name"]);
    // The writer looks at nothing but the chosen column.
    expect(parseCsv(writer.write([{ name } as ExportedAsset]))).toEqual([[`'${name}`]]);
  },
);

/** By RFC 4180 alone. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  for (const [whole, raw = "", end] of text.matchAll(cell)) {
    at += whole.length;
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  expect(at).toBe(text.length);
  return rows;
}

const formula = /^[=+\-@\t\r]/;

test("[QL53] a CSV export read back says what the search says, and no cell is a formula", async () => {
  const columns = "id,name,tags,attribute.model,isCompliant,lastSignInAt";
  const answer = await fetchExport({ query: every, columns });
  expect(answer.headers.get("content-type")).toContain("text/csv");
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
  const [head, ...rows] = parseCsv(await answer.text());
  expect(head).toEqual(columns.split(","));
  expect(answer.headers.get("rollcall-asset-count")).toBe(String(rows.length));
  const { json } = await ask("/assets", { query: every, sort: "id", limit: "200" });
  expect(rows.map(([id]) => Number(id))).toEqual(json.items.map(({ id }: { id: number }) => id));
  for (const [index, [, name = "", shownTags, , isCompliant, lastSignInAt]] of rows.entries()) {
    const asset = json.items[index];
    expect(formula.test(name)).toBe(false);
    expect(name.replace(/^'(?=[=+\-@\t\r])/, "")).toBe(asset.name);
    expect(shownTags).toBe(asset.tags.map((tag: { name: string }) => tag.name).join(", "));
    expect(isCompliant).toBe(asset.isCompliant === null ? "" : String(asset.isCompliant));
    expect(lastSignInAt).toBe(asset.lastSignInAt ?? "");
  }
  expect(rows.some(([, name]) => name === "'--")).toBe(names.includes("--"));
  expect(rows.some(([, , , model]) => model !== "")).toBe(true);
});

test("[QL53] an NDJSON export keeps null, false and text apart, a line for each asset", async () => {
  const answer = await fetchExport({
    query: every,
    format: "ndjson",
    columns: "id,isManaged,attribute.model",
  });
  const lines = (await answer.text()).trimEnd().split("\n");
  const { json } = await ask("/assets", { query: every, sort: "id", limit: "200" });
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    json.items.map(({ id, isManaged }: { id: number; isManaged: boolean | null }) => ({
      id,
      isManaged,
      "attribute.model": expect.toSatisfy((model) => model === null || typeof model === "string"),
    })),
  );
  expect((await fetchExport({ columns: "id,secret" })).status).toBe(400);
});

test("[QL54] an export that fails midway breaks the connection, and one whose client leaves reads no more", async () => {
  const [whole] = await Array.fromAsync(storage.exportAssets({ kind: "and", terms: [] }, []));
  let chunks = 0;
  let ended: () => void = () => undefined;
  const left = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let fails = true;
  const odd: Storage = {
    ...storage,
    exportAssets: async function* () {
      try {
        for (;;) {
          chunks += 1;
          if (fails && chunks === 3) throw new Error("The disk is gone.");
          yield whole ?? [];
        }
      } finally {
        ended();
      }
    },
  };
  const other = await startTestApp({ routes: routesOf(odd) });
  await other.app.listen({ host: "127.0.0.1", port: 0 });
  const from = `http://127.0.0.1:${(other.app.server.address() as AddressInfo).port}`;
  const get = () =>
    fetch(`${from}/api/v1/assets/export`, { headers: { authorization: `Bearer ${other.tokens.viewer}` } });
  try {
    await expect(get().then((answer) => answer.text())).rejects.toThrow();
    fails = false;
    const endless = await get();
    await endless.body?.cancel();
    await left;
    expect(chunks).toBeGreaterThan(3);
  } finally {
    await other.close();
  }
});

test("[QL54] who exports, or is refused to, is in the audit log", async () => {
  await (await fetchExport({ columns: "id" })).text();
  await (await fetchExport({ query: "naem: x" })).text();
  const { json } = await askApp(server, "GET", "/api/v1/audit-entries?limit=2");
  expect(json.items.map(({ action }: { action: string }) => action)).toEqual([
    "assets.export_refused",
    "assets.exported",
  ]);
});

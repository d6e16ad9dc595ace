// The command line as a process: one asset, what became of assets, and saved queries.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AssetChangeView, assetChangeView } from "../../src/contract/asset-change.ts";
import { assetDetailView } from "../../src/contract/asset-detail.ts";
import { type SavedQueryView, savedQueryView } from "../../src/contract/saved-query.ts";
import { type ApiServer, answer, makeConnection, startApiServer, token } from "../support/api-server.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";

let api: ApiServer;
let folder = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-cli-test-"));
  api = await startApiServer();
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const at = "2026-05-05T16:39:00.000Z";

async function rollcall(...words: readonly string[]): Promise<Ended> {
  const env = { ROLLCALL_URL: api.url, ROLLCALL_TOKEN: token, ROLLCALL_DATA_DIR: folder };
  return endOf(startCommand(env, ...words));
}

test("[CL1] an asset is shown with its fields, and its record alone", async () => {
  const properties = { id: "d1", displayName: "PC \u001b[31m", isManaged: null };
  const asset = assetDetailView.parse({
    id: 7,
    name: "PC",
    externalId: "d1",
    document: { asset: { assetDetail: { name: "PC", untypedAttributes: { entraDeviceIsManaged: null } } } },
    properties,
    lifecycle: { state: "retired", retiredAt: at, reason: "left_scope", words: "Retired: it left" },
    sources: [
      {
        vendor: "Microsoft",
        product: "Entra",
        connectionId: 1,
        connectionName: "Contoso",
        firstSeenAt: at,
        lastSeenAt: at,
      },
    ],
    tags: [{ id: 1, name: "Lab", colour: "#ff0000", kind: "static" }],
    criticality: 4,
    severity: { severity: 3, reasons: [{ signal: "not_compliant", severity: 3 }] },
    firstSeenAt: at,
    lastSeenAt: at,
    lastChangedAt: at,
    createdByRunId: 2,
  });
  api.special.set("GET /assets/7", ({ response }) => answer(response, 200, asset));
  const shown = await rollcall("asset", "show", "7");
  expect(shown.output).toMatch(/^state +Retired: it left$/m);
  expect(shown.output).toMatch(/^source +Microsoft, Entra, connection Contoso$/m);
  expect(shown.output).toMatch(/^tags +Lab$/m);
  expect(shown.output).toMatch(/^risk severity +3 \(not compliant 3\)$/m);
  expect(shown.output).toMatch(/^asset\.assetDetail\.untypedAttributes\.entraDeviceIsManaged +null$/m);
  const record = await rollcall("asset", "show", "7", "--record");
  expect([JSON.parse(record.output), record.output.includes("\u001b")]).toEqual([properties, false]);
  expect(JSON.parse((await rollcall("asset", "show", "7", "--json")).output)).toEqual(asset);
  expect((await rollcall("asset", "show", "seven")).code).toBe(2);
});

test("[CL1] the history tells what became of assets, absent apart from null", async () => {
  const about = { at, assetId: 7, assetName: "PC", connectionId: 1, runId: 3 };
  const changes: readonly AssetChangeView[] = [
    { ...about, kind: "restored", field: "lifecycle.state" },
    { ...about, kind: "retired", field: "lifecycle.state", reason: "left_scope", words: "it left" },
    { ...about, kind: "changed", field: "model", before: null },
    { ...about, kind: "created" },
  ].map((change) => assetChangeView.parse(change));
  api.connections.set(1, makeConnection({ id: 1, name: "Contoso" }));
  api.listings.set("/asset-changes", [...changes]);
  const shown = await rollcall("history");
  expect(shown.output).toMatch(/ 3 +7 +PC +model: null → absent$/m);
  expect(shown.output).toMatch(/retired: it left$/m);
  expect(shown.output.trimEnd().split("\n")).toHaveLength(5);
  let asked: URLSearchParams | null = null;
  api.special.set("GET /asset-changes", ({ query }) => {
    asked = query;
    return null;
  });
  api.listings.set("/assets/7/history", [...changes]);
  const words = ["--run", "3", "--field", "model", "--kind", "changed", "--until", "2026-05-01"];
  const found = await rollcall("history", "7", "--connection", "Contoso", "--limit", "1", "--json", ...words);
  expect(JSON.parse(found.output)).toEqual(changes.slice(0, 1));
  expect(Object.fromEntries(asked ?? [])).toMatchObject({
    assetId: "7",
    connectionId: "1",
    runId: "3",
    field: "model",
    kind: "changed",
    until: "2026-05-01T00:00:00.000Z",
  });
  expect((await rollcall("history", "--since", "soon")).code).toBe(2);
  expect((await rollcall("history", "--kind", "gone")).code).toBe(2);
});

test("[HS20] the history of an asset that is not there is refused", async () => {
  api.special.set("GET /assets/9/history", ({ response }) =>
    answer(response, 404, {
      type: "urn:rollcall:problem:asset.not_found",
      title: "There is no such asset.",
      status: 404,
      detail: "There is no asset with this id.",
      code: "asset.not_found",
    }),
  );
  api.listings.set("/asset-changes", []);
  const refused = await rollcall("history", "9");
  expect([refused.code, refused.output]).toEqual([3, ""]);
  expect(refused.errors).toContain("(asset.not_found)");
});

test("[CL7] a query is saved under a new name, changed under one's own, and removed by name", async () => {
  const query = (id: number, change: Partial<SavedQueryView>) =>
    savedQueryView.parse({
      id,
      version: 4,
      name: "Labs",
      text: "name: lab*",
      isShared: false,
      isOwn: true,
      ownerName: "Ada",
      createdAt: at,
      ...change,
    });
  api.listings.set("/saved-queries", [
    query(1, { isOwn: false, ownerName: null, isShared: true }),
    query(2, {}),
    query(3, { name: "Others" }),
  ]);
  expect((await rollcall("saved-query", "list")).output).toMatch(/ 1 +Labs +the server's machine +yes /m);
  api.special.set("POST /saved-queries", ({ response }) => answer(response, 201, query(4, { name: "New" })));
  expect((await rollcall("saved-query", "save", "New", "name: x")).output).toBe("New is saved.\n");
  api.special.set("PATCH /saved-queries/2", ({ response }) =>
    answer(response, 200, query(2, { isShared: true })),
  );
  const saved = await rollcall("saved-query", "save", "labs", "name: lab*", "--shared");
  expect(saved.output).toBe("Labs is saved, for everybody to see.\n");
  const change = api.requests.find(({ method }) => method === "PATCH");
  expect(change?.headers["if-match"]).toBe('"4"');
  expect(JSON.parse(change?.body.toString() ?? "")).toEqual({
    name: "labs",
    text: "name: lab*",
    isShared: true,
  });
  api.special.set("GET /assets/count", ({ response, query: asked }) =>
    answer(response, 200, { count: asked.get("query") === "name: lab*" ? 7 : 0 }),
  );
  api.special.set("GET /queries/check", ({ response }) =>
    answer(response, 200, { errors: [], warnings: [] }),
  );
  expect((await rollcall("query", "--saved", "Labs", "--count")).output).toBe("7\n");
  expect(await rollcall("query", "name: x", "--saved", "Labs")).toMatchObject({ code: 2 });
  api.special.set("DELETE /saved-queries/2", ({ response }) => answer(response, 200, {}));
  expect((await rollcall("saved-query", "remove", "Labs")).output).toBe("Labs is removed.\n");
  expect(await rollcall("saved-query", "remove", "Nothing")).toMatchObject({ code: 3 });
});

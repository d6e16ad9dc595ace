// The command line's words for transform maps and severities, against a server that notes what it is asked.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ApiServer,
  answer,
  makeConnection,
  refuse,
  startApiServer,
  token,
} from "../support/api-server.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";

let api: ApiServer;
let folder = "";

const createdAt = "2026-05-05T16:39:00.000Z";
const own = [{ from: "displayName", to: "asset.assetDetail.name", required: true }];
const costCentre = {
  from: "extensionAttributes.extensionAttribute1",
  to: "asset.assetDetail.untypedAttributes.costCentre",
};
const map = {
  connectionId: 1,
  version: 4,
  createdAt,
  rules: [...own, { ...costCentre, required: false }],
  ownRules: 1,
  missingProperties: ["hostnames"],
};
const severities = {
  not_compliant: 5,
  compliance_unknown: null,
  not_managed: null,
  disabled: null,
  stale: null,
};
const severityMap = { connectionId: 1, version: 7, severities, staleAfterDays: 90 };

/** What was put or posted, in order. */
let sent: { readonly path: string; readonly match: string | undefined; readonly body: unknown }[] = [];

function serve(key: string, value: object, etag?: string): void {
  api.special.set(key, ({ seen, response }) => {
    if (seen.method !== "GET")
      sent.push({
        path: seen.path,
        match: seen.headers["if-match"],
        body: JSON.parse(seen.body.toString("utf8")),
      });
    return answer(response, 200, value, etag === undefined ? {} : { etag });
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-cli-test-"));
  sent = [];
  api = await startApiServer();
  api.connections.set(1, makeConnection({ id: 1, name: "Contoso" }));
  const saving = { kind: "reads_stored", missingProperties: [], words: "It is read again." };
  serve("GET /connections/1/transform-map", map, '"4"');
  serve("PUT /connections/1/transform-map", { ...map, version: 5, saving, taskId: 9 });
  const line = { ...own[0], isStored: true, isPresent: true, value: "PC" };
  const lines = [
    line,
    { ...line, from: "model", value: null },
    { ...line, from: "isRooted", isPresent: false, value: undefined },
    { ...line, from: "hostnames", isStored: false, isPresent: false, value: undefined },
  ];
  const sample = { assetId: 17, device: { id: "d" }, document: {}, lines };
  serve("POST /connections/1/transform-map/preview", { saving, sample });
  api.listings.set("/connections/1/transform-map/versions", [
    { version: 4, createdAt, rules: map.rules, ownRules: 1 },
    { version: 1, createdAt, rules: own, ownRules: 1 },
  ]);
  serve("GET /connections/1/severity-map", severityMap, '"7"');
  serve("PUT /connections/1/severity-map", { ...severityMap, version: 8 });
  serve("POST /connections/1/severity-map/preview", {
    counts: [
      { severity: null, before: 10, after: 7 },
      { severity: 5, before: 0, after: 3 },
    ],
  });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const rollcall = (...words: readonly string[]): Promise<Ended> =>
  endOf(startCommand({ ROLLCALL_URL: api.url, ROLLCALL_TOKEN: token, ROLLCALL_DATA_DIR: folder }, ...words));

test("[TM14] a map and its versions are shown, and what is not stored yet", async () => {
  const shown = await rollcall("transform-map", "show", "Contoso");
  expect(shown.code).toBe(0);
  expect(shown.output.split("\n")[1]).toBe(
    "displayName                              asset.assetDetail.name                          yes",
  );
  expect(shown.errors).toMatch(/^Version 4, made .*\nNot stored until the next full pull: hostnames\.\n$/);
  const json = await rollcall("transform-map", "show", "1", "--json");
  expect(JSON.parse(json.output)).toEqual(map);
  const versions = await rollcall("transform-map", "versions", "Contoso");
  expect(versions.output).toMatch(/ 4 {2}.* {2}extensionAttributes\.extensionAttribute1 → costCentre\n/);
  expect(versions.output).toMatch(/ 1 {2}.* {2}–\n$/);
});

test("[TM14] a line is added to the map that was read, and taken off by its attribute", async () => {
  const added = await rollcall("transform-map", "add", "Contoso", "model", "Model", "--typed");
  expect([added.code, added.output]).toEqual([0, "The transform map is of version 5.\nIt is read again.\n"]);
  const removed = await rollcall("transform-map", "remove", "Contoso", "costCentre");
  expect(removed.code).toBe(0);
  const bare = { from: "displayName", to: "asset.assetDetail.name" };
  const typed = { from: "model", to: "asset.assetDetail.typedAttributes.Model" };
  const path = "/connections/1/transform-map";
  expect(sent).toEqual([
    { path, match: '"4"', body: { rules: [bare, costCentre, typed] } },
    { path, match: '"4"', body: { rules: [bare] } },
  ]);
  const unknown = await rollcall("transform-map", "remove", "Contoso", "name");
  expect([unknown.code, unknown.errors]).toEqual([
    3,
    expect.stringContaining("No line that was added feeds the attribute"),
  ]);
});

test("[TM14] what the server refuses of a map is told field by field", async () => {
  api.special.set("PUT /connections/1/transform-map", ({ response }) =>
    refuse(response, 422, "transform_map.invalid", [
      { field: "body.rules.2.from", code: "transform_map.source_invalid", reason: "It is a relationship." },
    ]),
  );
  const refused = await rollcall("transform-map", "add", "Contoso", "memberOf", "groups");
  expect(refused.code).toBe(3);
  expect(refused.errors).toMatch(/transform_map\.invalid[\s\S]*body\.rules\.2\.from[\s\S]*relationship/);
});

test("[TM14] a preview tells absent, null and not stored apart, and may try a line", async () => {
  const shown = await rollcall("transform-map", "preview", "Contoso", "hostnames", "--asset", "17");
  expect(shown.code).toBe(0);
  const values = shown.output.split("\n").slice(1, 5);
  expect(values.map((line) => line.split(/ {2,}/).at(-1))).toEqual([
    '"PC"',
    "null",
    "absent",
    "not stored yet",
  ]);
  expect(shown.errors).toBe("As the device of asset 17 is stored.\nIt is read again.\n");
  await rollcall("transform-map", "preview", "Contoso");
  expect(sent.map(({ body }) => body)).toMatchObject([
    {
      rules: [{}, {}, { from: "hostnames", to: "asset.assetDetail.untypedAttributes.hostnames" }],
      assetId: 17,
    },
    { rules: [{}, {}] },
  ]);
});

test("[SE6] severities are shown, changed one by one, and counted beforehand", async () => {
  const shown = await rollcall("severity", "show", "Contoso");
  expect(shown.output).toMatch(/^not compliant +5\n[\s\S]*stale after +90 days\n$/);
  const words = ["Contoso", "--not-compliant", "none", "--stale", "2", "--stale-after-days", "30"];
  const counted = await rollcall("severity", "preview", ...words);
  expect(counted.output).toBe("SEVERITY  NOW  THEN\nnone       10     7\n5           0     3\n");
  expect((await rollcall("severity", "set", ...words)).code).toBe(0);
  const wanted = { severities: { ...severities, not_compliant: null, stale: 2 }, staleAfterDays: 30 };
  expect(sent).toEqual([
    { path: "/connections/1/severity-map/preview", match: undefined, body: { map: wanted } },
    { path: "/connections/1/severity-map", match: '"7"', body: wanted },
  ]);
  for (const wrong of [["--stale", "6"], ["--stale", "high"], ["--stale-after-days", "0"], []])
    expect((await rollcall("severity", "set", "Contoso", ...wrong)).code).toBe(2);
});

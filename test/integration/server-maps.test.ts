// Transform maps and severities at the real server: shown, previewed, saved, and what is then in the inventory.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { completionView } from "../../src/contract/asset-search.ts";
import { auditEntryPage } from "../../src/contract/audit-entry.ts";
import { inventoryTaskView } from "../../src/contract/inventory-task.ts";
import { severityMapView, severityPreview } from "../../src/contract/severity-map.ts";
import {
  savedTransformMap,
  type TransformMapView,
  transformMapPreview,
  transformMapView,
} from "../../src/contract/transform-map.ts";
import { readStoredAttributes } from "../support/attributes.ts";
import { watchRequests } from "../support/request-watch.ts";
import { connect, makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const extension = "extension_0123456789abcdef0123456789abcdef_costCentre";
const attribute = (name: string): string => `asset.assetDetail.untypedAttributes.${name}`;

let simulator: Simulator;
let server: ServerUnderTest;
let api: ServerApi;
let viewer: ServerApi;

beforeAll(async () => {
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  api = server.api.as((await makeToken(server.api, "operator")).value);
  viewer = server.api.as((await makeToken(server.api, "viewer")).value);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

interface Pulled {
  readonly id: number;
  readonly tenant: Tenant;
  readonly map: string;
  readonly severities: string;
  readonly devices: readonly string[];
}

/** A connection to a tenant of three devices, which are all in the inventory. */
async function pulled(): Promise<Pulled> {
  const tenant = simulator.createTenant({ devices: 0, seed: 1 });
  const create = (properties: object) =>
    tenant.directory.create({ displayName: "PC", ...properties } as Record<string, unknown>);
  const devices = [
    create({
      extensionAttributes: { extensionAttribute1: "42", extensionAttribute2: null },
      [extension]: ["a", "b"],
      isCompliant: true,
      isManaged: true,
      accountEnabled: true,
      approximateLastSignInDateTime: new Date().toISOString(),
    }),
    create({
      extensionAttributes: { extensionAttribute1: "43", extensionAttribute2: null },
      isCompliant: false,
      isManaged: true,
      accountEnabled: false,
      approximateLastSignInDateTime: new Date().toISOString(),
    }),
    create({
      extensionAttributes: { extensionAttribute1: null, extensionAttribute2: null },
      isCompliant: null,
      isManaged: null,
      accountEnabled: true,
      approximateLastSignInDateTime: "2020-01-01T00:00:00Z",
    }),
  ];
  const { id } = await connect(api, tenant);
  await api.run(id, "full_pull");
  const path = `/api/v1/connections/${id}`;
  return { id, tenant, devices, map: `${path}/transform-map`, severities: `${path}/severity-map` };
}

type Line = { readonly from: string; readonly to: string };
const linesOf = ({ rules }: TransformMapView): Line[] => rules.map(({ from, to }) => ({ from, to }));

const put = (path: string, version: number, body: unknown) =>
  api.ask("PUT", path, body, { headers: { "if-match": `"${version}"` } });

/** Adds lines to the map as it is, and waits until what is stored is read by it. */
async function extend({ map }: Pulled, ...lines: readonly Line[]) {
  const before = await api.read(transformMapView, api.get(map));
  await using watch = await api.watch();
  const saved = await api.read(
    savedTransformMap,
    put(map, before.version, { rules: [...linesOf(before), ...lines] }),
  );
  await watch.until(
    ({ name, data }) =>
      name === "inventory_task_changed" && data.id === saved.taskId && data.state === "done",
  );
  return saved;
}

const costCentre = { from: "extensionAttributes.extensionAttribute1", to: attribute("costCentre") };

test("[TM1] a connection shows its connector's ten lines, and what is added after them", async () => {
  const connection = await pulled();
  const answer = await viewer.get(connection.map);
  expect(answer.headers.get("etag")).toBe('"1"');
  const first = transformMapView.parse(answer.body);
  expect(first).toMatchObject({ version: 1, ownRules: 10, missingProperties: [] });
  expect(first.rules).toHaveLength(10);
  expect(first.rules[2]).toEqual({ from: "displayName", to: "asset.assetDetail.name", required: true });
  await extend(connection, costCentre);
  const second = await api.read(transformMapView, api.get(connection.map));
  expect(second.rules).toEqual([...first.rules, { ...costCentre, required: false }]);
  const versions = await viewer.get(`${connection.map}/versions?limit=1`);
  expect(versions.body).toMatchObject({ items: [{ version: 2 }] });
  const { nextCursor } = z.object({ nextCursor: z.string() }).parse(versions.body);
  const rest = await viewer.get(`${connection.map}/versions?limit=1&cursor=${nextCursor}`);
  expect(rest.body).toMatchObject({ items: [{ version: 1, rules: first.rules }], nextCursor: null });
  expect((await viewer.get(`/api/v1/connections/${connection.id}`)).body).toMatchObject({
    transformMapVersion: 2,
  });
});

test("[TM5] a line whose property is stored has its attributes at once, and nothing is asked of Microsoft", async () => {
  const connection = await pulled();
  const asked: string[] = [];
  using _watch = watchRequests((path) => {
    if (path.startsWith("/v1.0/")) asked.push(path);
  });
  const saved = await extend(connection, costCentre, { from: "isCompliant", to: attribute("again") });
  expect(saved.saving).toMatchObject({ kind: "reads_stored", missingProperties: [] });
  expect(await readStoredAttributes(server, connection.id)).toEqual({
    [connection.devices[0] ?? ""]: { costCentre: "42", again: "true" },
    [connection.devices[1] ?? ""]: { costCentre: "43", again: "false" },
  });
  expect(asked).toEqual([]);
  const task = await api.read(inventoryTaskView, api.get(`/api/v1/inventory-tasks/${saved.taskId}`));
  expect(task).toMatchObject({ kind: "apply_transform_map", state: "done", changed: 2 });
});

test("[TM30] the attribute that a line adds is offered where a query may ask for it", async () => {
  await extend(await pulled(), { from: "isCompliant", to: attribute("lapKind") });
  const offered = async (text: string) => {
    const query = new URLSearchParams({ text, position: String(text.length) });
    const { from, to, values } = await viewer.read(
      completionView,
      viewer.get(`/api/v1/queries/completions?${query}`),
    );
    return values.map((value) => text.slice(0, from) + value.text + text.slice(to));
  };
  expect(await offered("name: x and Attribute.lapk")).toEqual(["name: x and Attribute.lapKind"]);
  expect(await offered("attribute:(lap")).toEqual(["attribute:(lapKind"]);
});

test("[TM6] a line whose property is not stored says so, and the next run brings it", async () => {
  const connection = await pulled();
  const saved = await extend(connection, { from: extension, to: attribute("costCentre") });
  expect(saved.saving).toMatchObject({ kind: "needs_full_pull", missingProperties: [extension] });
  expect(saved.missingProperties).toEqual([extension]);
  const run = await api.run(connection.id, "delta_pull");
  expect(run).toMatchObject({ mode: "full_pull", state: "completed", transformMapVersion: 2 });
  expect(await readStoredAttributes(server, connection.id)).toEqual({
    [connection.devices[0] ?? ""]: { costCentre: '["a","b"]' },
  });
  const after = await api.read(transformMapView, api.get(connection.map));
  expect(after.missingProperties).toEqual([]);
});

test("[TM4] a preview shows a stored device, what the map makes of it, and what saving needs; it changes nothing", async () => {
  const connection = await pulled();
  const before = await api.read(transformMapView, api.get(connection.map));
  const rules = [
    ...linesOf(before),
    costCentre,
    { from: extension, to: attribute("later") },
    { from: "extensionAttributes.extensionAttribute2", to: attribute("empty") },
  ];
  const preview = (body: object) =>
    viewer.read(transformMapPreview, viewer.post(`${connection.map}/preview`, body));
  const { saving, sample } = await preview({ rules });
  expect(saving).toMatchObject({ kind: "needs_full_pull", missingProperties: [extension] });
  expect(saving.words).toContain(`Not stored yet: ${extension}.`);
  expect(sample?.lines).toHaveLength(13);
  expect(sample?.device).toMatchObject({ displayName: "PC" });
  expect(sample?.document).toMatchObject({ asset: { assetDetail: { name: "PC" } } });
  expect((await preview({ rules, assetId: sample?.assetId })).sample).toEqual(sample);
  const shown = sample?.lines.slice(10);
  expect(shown).toMatchObject([
    { from: costCentre.from, isStored: true, isPresent: true },
    { from: extension, isStored: false, isPresent: false },
    { to: attribute("empty"), isStored: true, isPresent: true, value: null },
  ]);
  expect(shown?.[1]).not.toHaveProperty("value");
  expect(await api.read(transformMapView, api.get(connection.map))).toEqual(before);
  expect(await viewer.post(`${connection.map}/preview`, { rules, assetId: 1_000_000 })).toMatchObject({
    status: 404,
    body: { code: "transform_map.no_such_asset" },
  });
  const unchanged = { kind: "unchanged", words: "The map is as it was." };
  expect((await preview({ rules: linesOf(before) })).saving).toMatchObject(unchanged);
});

test("[TM3] a map that cannot be is refused with each of its faults, when it is previewed and when it is saved", async () => {
  const connection = await pulled();
  const own = linesOf(await api.read(transformMapView, api.get(connection.map)));
  const rules = [...own.slice(1), { from: "memberOf", to: attribute("a.b") }];
  const refusal = {
    status: 422,
    body: {
      code: "transform_map.invalid",
      errors: [
        { code: "transform_map.default_missing", field: "body.rules" },
        { code: "transform_map.source_invalid", field: "body.rules.9.from" },
        { code: "transform_map.target_invalid", field: "body.rules.9.to" },
      ],
    },
  };
  expect(await put(connection.map, 1, { rules })).toMatchObject(refusal);
  expect(await viewer.post(`${connection.map}/preview`, { rules })).toMatchObject(refusal);
  const odd = { rules: [{ ...own[0], required: false }] };
  expect(await put(connection.map, 1, odd)).toMatchObject({
    status: 400,
    body: { errors: [{ field: "body.rules.0.required" }] },
  });
});

test("[AC18] a preview of a map, of severities, of a tag's rule or of a schedule is not in the audit log", async () => {
  const connection = await pulled();
  const latest = async () => server.api.read(auditEntryPage, server.api.get("/api/v1/audit-entries?limit=1"));
  const before = await latest();
  const rules = linesOf(await api.read(transformMapView, api.get(connection.map)));
  const severities = await api.get(connection.map.replace("transform-map", "severity-map"));
  const { staleAfterDays, severities: signals } = severityMapView.parse(severities.body);
  const schedule = { kind: "daily", timeZone: "UTC", start: "2026-05-05T18:39" };
  const previews = [
    [`${connection.map}/preview`, { rules }],
    [
      connection.map.replace("transform-map", "severity-map/preview"),
      { map: { severities: signals, staleAfterDays } },
    ],
    ["/api/v1/tags/preview", { rule: "name: lab*" }],
    ["/api/v1/schedule-previews", { schedule }],
  ] as const;
  for (const [path, body] of previews)
    expect(await api.post(path, body), path).toMatchObject({ status: 200 });
  expect(await latest()).toEqual(before);
});

test("[TM12] a change of a map names the version that was read; the map as it is changes nothing", async () => {
  const connection = await pulled();
  const rules = linesOf(await api.read(transformMapView, api.get(connection.map)));
  expect(await api.ask("PUT", connection.map, { rules })).toMatchObject({ status: 428 });
  expect(await put(connection.map, 2, { rules })).toMatchObject({ status: 412 });
  const same = await api.read(savedTransformMap, put(connection.map, 1, { rules }));
  expect(same).toMatchObject({ version: 1, taskId: null, saving: { kind: "unchanged" } });
  await extend(connection, costCentre);
  expect(await put(connection.map, 1, { rules })).toMatchObject({ status: 412 });
});

test("[TM13] a stored connection is tested with what its runs ask for", async () => {
  const connection = await pulled();
  expect((await api.test({ connectionId: connection.id })).passed).toBe(true);
  await extend(connection, { from: "extension_ghost_x", to: attribute("ghost") });
  const outcome = await api.test({ connectionId: connection.id });
  expect(outcome.passed).toBe(false);
  const last = outcome.checks.at(-1);
  expect([last?.check, last?.status, last?.code]).toEqual(["data_fetch", "failed", "graph.refused"]);
  expect(last?.summary).toContain("'extension_ghost_x'");
  expect(last?.advice).toContain("take its line out of the connection's transform map");
});

const none = {
  not_compliant: null,
  compliance_unknown: null,
  not_managed: null,
  disabled: null,
  stale: null,
};

test("[SE1] [SE2] [SE3] severities are off at first, counted before they are saved, and then as was counted", async () => {
  const connection = await pulled();
  const answer = await viewer.get(connection.severities);
  const first = severityMapView.parse(answer.body);
  expect(first).toMatchObject({ severities: none, staleAfterDays: 90 });
  const map = { severities: { ...none, not_compliant: 5, disabled: 2, stale: 3 }, staleAfterDays: 30 };
  const preview = (tried: unknown) =>
    viewer.read(severityPreview, viewer.post(`${connection.severities}/preview`, { map: tried }));
  const { counts } = await preview(map);
  expect(counts.filter(({ after }) => after > 0)).toEqual([
    { severity: null, before: 3, after: 1 },
    { severity: 3, before: 0, after: 1 },
    { severity: 5, before: 0, after: 1 },
  ]);
  await using watch = await api.watch();
  const saved = await api.read(severityMapView, put(connection.severities, first.version, map));
  expect(saved).toEqual({ ...map, connectionId: connection.id, version: first.version + 1 });
  await watch.until(
    ({ name, data }) =>
      name === "inventory_task_changed" && data.connectionId === connection.id && data.state === "done",
  );
  const then = await preview(map);
  expect(then.counts.map(({ before }) => before)).toEqual(counts.map(({ after }) => after));
});

test("[SE5] severities are changed at the version that was read, and refused where they cannot be", async () => {
  const connection = await pulled();
  const { version } = await api.read(severityMapView, api.get(connection.severities));
  const map = { severities: none, staleAfterDays: 90 };
  expect(await api.ask("PUT", connection.severities, map)).toMatchObject({ status: 428 });
  expect(await put(connection.severities, version + 1, map)).toMatchObject({ status: 412 });
  for (const [wrong, field] of [
    [{ ...map, staleAfterDays: 0 }, "body.staleAfterDays"],
    [{ ...map, staleAfterDays: 3651 }, "body.staleAfterDays"],
    [{ ...map, severities: { ...none, stale: 6 } }, "body.severities.stale"],
    [{ ...map, severities: { ...none, lost: 1 } }, "body.severities.lost"],
  ] as const)
    expect(await put(connection.severities, version, wrong)).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field }] },
    });
});

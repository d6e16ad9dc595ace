// Tags at the real server: made, put on assets, judged by their rules, and deciding what a connection imports.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { connectionView } from "../../src/contract/connection.ts";
import { type InventoryTaskView, inventoryTaskView } from "../../src/contract/inventory-task.ts";
import { pageOf } from "../../src/contract/page.ts";
import { type TagView, tagPreview, tagView } from "../../src/contract/tag.ts";
import { connect, makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";
import type { Answer, EventWatch, ServerApi } from "../support/server-api.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let server: ServerUnderTest;
let api: ServerApi;
let viewer: ServerApi;
let watch: EventWatch;

beforeAll(async () => {
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  api = server.api.as((await makeToken(server.api, "operator")).value);
  viewer = server.api.as((await makeToken(server.api, "viewer")).value);
  watch = await api.watch();
});
afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

/** A word that no other test's devices have, and a connection with so many of them; the odd ones run Windows. */
async function pulled(count: number) {
  const tenant = simulator.createTenant({ devices: 0, seed: 1 });
  const word = `w${crypto.randomUUID().slice(0, 8)}`;
  const add = (number: number): string =>
    tenant.directory.create({
      displayName: `${word}-${number}`,
      operatingSystem: number % 2 === 0 ? "Linux" : "Windows",
    } as Record<string, unknown>);
  const devices = Array.from({ length: count }, (_, index) => add(index + 1));
  const { id } = await connect(api, tenant);
  await api.run(id, "full_pull");
  return { tenant, word, id, devices, add };
}

const make = (body: object): Promise<TagView> => api.read(tagView, api.post("/api/v1/tags", body));
const readTag = (id: number): Promise<TagView> => viewer.read(tagView, viewer.get(`/api/v1/tags/${id}`));
const code = ({ status, body }: Answer) => [status, (body as { readonly code: string }).code];

/** Waits among the events for the end of a task. */
async function untilDone(task: number | null): Promise<InventoryTaskView> {
  const { data } = await watch.until(
    ({ name, data: told }) =>
      name === "inventory_task_changed" && told.id === task && told.state !== "waiting",
  );
  return inventoryTaskView.parse(data);
}

async function placed(tag: number, act: "put-on" | "take-off", body: object): Promise<InventoryTaskView> {
  const answer = await api.post(`/api/v1/tags/${tag}/${act}`, body);
  expect(answer.status).toBe(202);
  const task = inventoryTaskView.parse(answer.body);
  expect(answer.headers.get("location")).toBe(`/api/v1/inventory-tasks/${task.id}`);
  return untilDone(task.id);
}

const unique = (name: string): string => `${name} ${crypto.randomUUID().slice(0, 8)}`;

test("[TG30] a tag is made, shown, listed, changed and removed; a change names its version", async () => {
  const name = unique("Lab");
  const answer = await api.post("/api/v1/tags", { name, colour: "#ABCDEF", criticality: 4 });
  const tag = tagView.parse(answer.body);
  expect([answer.status, answer.headers.get("etag")]).toEqual([201, '"1"']);
  expect(tag).toMatchObject({ name, colour: "#abcdef", description: "", criticality: 4, rule: null });
  const path = `/api/v1/tags/${tag.id}`;
  expect(code(await api.post("/api/v1/tags", { name: name.toUpperCase() }))).toEqual([409, "tag.name_taken"]);
  expect(code(await api.ask("PATCH", path, { criticality: 5 }))).toEqual([428, "request.if_match_missing"]);
  const changed = await api.ask("PATCH", path, { criticality: 5 }, { headers: { "if-match": '"1"' } });
  expect(tagView.parse(changed.body)).toEqual({ ...tag, criticality: 5, version: 2 });
  const late = await api.ask("PATCH", path, { criticality: 1 }, { headers: { "if-match": '"1"' } });
  expect(code(late)).toEqual([412, "request.changed_meanwhile"]);
  const listed = await viewer.read(pageOf(tagView), viewer.get("/api/v1/tags?limit=200"));
  expect(listed.items.find(({ id }) => id === tag.id)).toEqual({ ...tag, criticality: 5, version: 2 });
  const removed = await api.ask("DELETE", path);
  expect(removed.status).toBe(202);
  expect(await untilDone(inventoryTaskView.parse(removed.body).id)).toMatchObject({ state: "done" });
  expect(code(await viewer.get(path))).toEqual([404, "tag.not_found"]);
  const page = await viewer.read(pageOf(inventoryTaskView), viewer.get("/api/v1/inventory-tasks?limit=1"));
  expect(page.items[0]).toMatchObject({ kind: "forget_tag", tagId: tag.id, done: 1 });
});

test.each([
  [{ name: "" }, "body.name"],
  [{ name: "x".repeat(101) }, "body.name"],
  [{ name: "tab\tbed" }, "body.name"],
  [{ name: "A", colour: "red" }, "body.colour"],
  [{ name: "A", description: "x".repeat(165) }, "body.description"],
  [{ name: "A", criticality: 6 }, "body.criticality"],
  [{ name: "A", more: 1 }, "body.more"],
])("[TG30] what a tag cannot be is refused with its field: %j", async (body, field) => {
  const answer = await api.post("/api/v1/tags", body);
  expect(code(answer)).toEqual([400, "request.invalid"]);
  expect(answer.text).toContain(field);
});

test("[TG31] a rule that is no query is refused with its places, and one that forms a ring with its own code", async () => {
  const refused = await api.post("/api/v1/tags", {
    name: unique("Wrong"),
    rule: "name: a and operatingSytem: x",
  });
  expect(refused.body).toMatchObject({
    code: "query.invalid",
    errors: [
      {
        field: "body.rule",
        code: "query.unknown_token",
        from: 12,
        suggestions: expect.arrayContaining(["operatingSystem"]),
      },
    ],
  });
  const name = unique("Ring");
  const ring = await api.post("/api/v1/tags", { name, rule: `tags.name: "${name}"` });
  expect(code(ring)).toEqual([422, "tag.rule_loop"]);
  const preview = await api.post("/api/v1/tags/preview", { rule: "name: [" });
  expect((preview.body as { readonly code: string }).code).toBe("query.invalid");
});

test("[TG32] a rule is previewed with its counts before it is saved, and is then on just these assets, as they come and go", async () => {
  const { tenant, word, id, devices, add } = await pulled(5);
  const rule = `name: ${word} and operatingSystem: Windows`;
  tenant.directory.removeHard(devices[4] as string);
  await api.run(id);
  const preview = await viewer.read(tagPreview, viewer.post("/api/v1/tags/preview", { rule }));
  expect(preview).toEqual({ activeAssets: 2, retiredAssets: 1, warnings: [] });
  const tag = await make({ name: unique("Windows"), rule });
  if (tag.taskId !== null)
    expect(await untilDone(tag.taskId)).toMatchObject({ kind: "judge_tag", changed: 3 });
  expect(await readTag(tag.id)).toMatchObject({ activeAssets: 2, taskId: null });
  add(7);
  tenant.directory.set(devices[0] as string, { operatingSystem: "Linux" });
  tenant.directory.set(devices[1] as string, { operatingSystem: "Windows" });
  await api.run(id);
  expect((await readTag(tag.id)).activeAssets).toBe(3);
});

test("[TG33] a static tag is put on what a query shows, and taken off; a query that is wrong, or a dynamic tag, is refused at once", async () => {
  const { word } = await pulled(4);
  const tag = await make({ name: unique("Static") });
  expect(await placed(tag.id, "put-on", { query: `name: ${word}` })).toMatchObject({
    ...{ kind: "put_tag", tagId: tag.id, query: `name: ${word}`, state: "done", changed: 4, done: 1 },
    error: null,
  });
  expect((await readTag(tag.id)).activeAssets).toBe(4);
  await placed(tag.id, "take-off", { query: `name: ${word} and operatingSystem: Linux` });
  expect((await readTag(tag.id)).activeAssets).toBe(2);
  const path = `/api/v1/tags/${tag.id}/put-on`;
  expect(code(await api.post(path, { query: "name: [" }))).toEqual([400, "query.invalid"]);
  expect(code(await api.post(path, {}))).toEqual([400, "request.invalid"]);
  expect(code(await api.post(path, { assetIds: [] }))).toEqual([400, "request.invalid"]);
  expect(code(await api.post("/api/v1/tags/999999/put-on", { query: "" }))).toEqual([404, "tag.not_found"]);
  const dynamic = await make({ name: unique("Dynamic"), rule: "name: nobody" });
  const byHand = await api.post(`/api/v1/tags/${dynamic.id}/put-on`, { query: "" });
  expect(code(byHand)).toEqual([409, "tag.is_dynamic"]);
  const headers = { "idempotency-key": crypto.randomUUID() };
  const twice = [
    await api.post(path, { query: "" }, { headers }),
    await api.post(path, { query: "" }, { headers }),
  ];
  expect(twice[0]?.body).toEqual(twice[1]?.body);
});

test("[SP5] [SP6] [TG4] a connection with tags imports what has all of them, and keeps them from being removed", async () => {
  const { word, id, devices, tenant } = await pulled(4);
  const tag = await make({ name: unique("In scope") });
  const windows = await make({ name: unique("Windows"), rule: "operatingSystem: Windows" });
  await placed(tag.id, "put-on", { query: `name: "${word} 1" or name: "${word} 2"` });
  const path = `/api/v1/connections/${id}`;
  const { version } = await api.read(connectionView, api.get(path));
  const change = { tags: [tag.name, windows.name], retirementGuard: { share: 1, minimum: 100 } };
  const changed = await api.ask("PATCH", path, change, { headers: { "if-match": `"${version}"` } });
  expect(changed.status).toBe(200);
  const run = await api.run(id);
  expect(run).toMatchObject({ mode: "full_pull", counters: { excluded: 3, retired: 3 } });
  expect(run.countProof).toMatchObject({ activeAssets: 1, excluded: 3, explained: true });
  const refused = await api.ask("DELETE", `/api/v1/tags/${tag.id}`);
  expect(code(refused)).toEqual([409, "tag.in_use"]);
  const renamed = unique("Renamed");
  const headers = { "if-match": `"${tag.version}"` };
  await api.ask("PATCH", `/api/v1/tags/${tag.id}`, { name: renamed }, { headers });
  expect((await api.read(connectionView, api.get(path))).tags).toEqual([renamed, windows.name]);
  tenant.directory.set(devices[1] as string, { operatingSystem: "Windows" });
  expect(await api.run(id)).toMatchObject({ mode: "delta_pull", counters: { restored: 1 } });
});

test("[TG34] what is done to tags is in the audit log, by the tag", async () => {
  const tag = await make({ name: unique("Audited") });
  await placed(tag.id, "put-on", { query: "name: nobody" });
  await api.ask("DELETE", `/api/v1/tags/${tag.id}`);
  const log = await server.api.get("/api/v1/audit-entries?limit=200");
  const entries = (log.body as { readonly items: readonly { action: string; target: string | null }[] })
    .items;
  const own = entries.filter(({ target }) => target === `tag/${tag.id}`).map(({ action }) => action);
  expect(own).toEqual(["tag.removed", "tag.put_on", "tag.created"]);
});

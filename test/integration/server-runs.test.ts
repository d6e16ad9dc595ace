// Sync runs at the real server: asked for, watched, cancelled, resumed, held and decided on, with their logs.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { heldAssetView, logEntryView, rejectionView, syncRunView } from "../../src/contract/sync-run.ts";
import { watchRequests } from "../support/request-watch.ts";
import { connect, makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";
import type { EventWatch, ServerApi, ServerEvent } from "../support/server-api.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let server: ServerUnderTest;
let api: ServerApi;

beforeAll(async () => {
  simulator = await startSimulator();
  server = await startTestServer({ simulator });
  api = server.api.as((await makeToken(server.api, "operator")).value);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await simulator.close();
});

const request = (id: number, mode: string) => api.post(`/api/v1/connections/${id}/runs`, { mode });
const act = (runId: number, name: string) => api.post(`/api/v1/runs/${runId}/${name}`);

/** All items of a listing, two by two. */
async function listAll<Item>(item: z.ZodType<Item>, path: string): Promise<readonly Item[]> {
  const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const url = new URL(path, server.url);
    url.searchParams.set("limit", "2");
    if (cursor !== null) url.searchParams.set("cursor", cursor);
    const shown: z.infer<typeof page> = await api.read(page, api.get(url.pathname + url.search));
    expect(shown.items.length).toBeLessThanOrEqual(2);
    items.push(...shown.items);
    cursor = shown.nextCursor;
  } while (cursor !== null);
  return items;
}

const idsOf = (tenant: Tenant): readonly string[] =>
  [...tenant.directory.liveDevices(["id"])].map(
    (text) => z.object({ id: z.string() }).parse(JSON.parse(text)).id,
  );

const statesOf = ({ events }: EventWatch, name: string): readonly unknown[] =>
  events.filter((event) => event.name === name).map(({ data }) => data.state);

/** Without repeats in a row. */
const steps = (values: readonly unknown[]): readonly unknown[] =>
  values.filter((value, index) => value !== values[index - 1]);

test("[SV20] a run that is asked for is told of from its queueing to its end, in order", async () => {
  const { id } = await connect(api, simulator.createTenant({ devices: 2500, seed: 1, namelessShare: 0 }));
  await using watch = await api.watch();
  const asked = await request(id, "delta_pull");
  expect(asked).toMatchObject({ status: 202, body: { trigger: "person" } });
  const run = syncRunView.parse(asked.body);
  expect(asked.headers.get("location")).toBe(`/api/v1/runs/${run.id}`);
  expect(await request(id, "full_pull")).toMatchObject({ status: 409, body: { code: "connection.busy" } });
  const ended = await api.untilEnded(watch, run.id);
  expect(ended).toMatchObject({
    state: "completed",
    // Whatever is asked for, the first is a full pull.
    mode: "full_pull",
    counters: { created: 2500 },
    countProof: { explained: true },
  });
  await watch.until(({ name, data }) => name === "connection_changed" && data.state === "processed");
  expect(steps(statesOf(watch, "run_changed"))).toEqual(["queued", "running", "completed"]);
  // Its planning may be told of before.
  const ofConnection = steps(statesOf(watch, "connection_changed")).filter((state) => state !== "registered");
  expect(ofConnection).toEqual(["processing", "processed"]);
  const names = watch.events.map(({ name }) => name);
  expect(names.indexOf("run_progress")).toBeGreaterThan(0);
  expect(names.lastIndexOf("run_progress")).toBeLessThan(names.lastIndexOf("run_changed"));
  const progress = watch.events.filter(({ name }) => name === "run_progress");
  for (const { data } of progress) expect(data).toMatchObject({ runId: run.id, connectionId: id });
  const fetched = progress.map(({ data }) => z.object({ fetched: z.int() }).parse(data.counters).fetched);
  expect(fetched).toEqual(fetched.toSorted((one, other) => one - other));
});

test("[SV21] a run is cancelled in the middle, and cannot be resumed or cancelled again", async () => {
  const tenant = simulator.createTenant({ devices: 2500, seed: 1, namelessShare: 0 });
  const { id } = await connect(api, tenant);
  tenant.faults.add({ host: "graph", operation: "list", skip: 1, times: "always", fault: { kind: "hang" } });
  await using watch = await api.watch();
  const run = syncRunView.parse((await request(id, "full_pull")).body);
  await watch.until(isProgressOf(run.id, 1));
  expect((await act(run.id, "cancel")).status).toBe(202);
  const ended = await api.untilEnded(watch, run.id);
  expect(ended).toMatchObject({ state: "cancelled", failure: null, counters: { fetched: 999 } });
  tenant.faults.clear();
  tenant.faults.release();
  expect(await act(run.id, "cancel")).toMatchObject({ status: 409, body: { code: "run.ended" } });
  expect(await act(run.id, "resume")).toMatchObject({ status: 409, body: { code: "run.not_failed" } });
  expect((await api.run(id)).counters).toMatchObject({ created: 1501, unchanged: 999 });
});

const isProgressOf = (runId: number, fetched: number) => (event: ServerEvent) =>
  event.name === "run_progress" &&
  event.data.runId === runId &&
  z.object({ fetched: z.int() }).parse(event.data.counters).fetched >= fetched;

test("[SV22] a failed run is resumed from its checkpoint: no page is read twice", async () => {
  const tenant = simulator.createTenant({ devices: 2500, seed: 1, namelessShare: 0 });
  const { id } = await connect(api, tenant);
  tenant.faults.add({
    host: "graph",
    operation: "list",
    skip: 1,
    times: 1,
    fault: { kind: "status", status: 403 },
  });
  const lists: string[] = [];
  using _watch = watchRequests((path) => {
    if (path === "/v1.0/devices") lists.push(path);
  });
  const failed = await api.run(id, "full_pull");
  expect(failed).toMatchObject({ state: "failed", failure: { reason: "permission_missing" } });
  expect(await api.get(`/api/v1/connections/${id}`)).toMatchObject({
    body: { state: "errored", error: { reason: "permission_missing" } },
  });
  await using watch = await api.watch();
  expect(await act(failed.id, "resume")).toMatchObject({ status: 202, body: { id: failed.id } });
  const ended = await api.untilEnded(watch, failed.id);
  expect(ended).toMatchObject({ state: "completed", counters: { created: 2500, fetched: 2500 } });
  // Three pages, and the one that was refused.
  expect(lists).toHaveLength(4);
});

test.each([
  { decision: "approve", noted: "approved", retired: 5, active: 25 },
  { decision: "dismiss", noted: "dismissed", retired: 0, active: 30 },
])("[SV23] a held run shows what it would retire, and $decision ends it", async (expected) => {
  const tenant = simulator.createTenant({ devices: 30, seed: 2 });
  const guard = { retirementGuard: { share: 0.1, minimum: 2 } };
  const { id } = await connect(api, tenant, { name: `To ${expected.decision}`, ...guard });
  await api.run(id);
  const gone = idsOf(tenant).slice(0, 5);
  for (const device of gone) tenant.directory.removeHard(device);
  const held = await api.run(id);
  expect(held).toMatchObject({ state: "failed", failure: { reason: "held_for_approval" } });
  const assets = await listAll(heldAssetView, `/api/v1/runs/${held.id}/held-assets`);
  expect(assets.map(({ externalId }) => externalId).toSorted()).toEqual(gone.toSorted());
  expect(await act(held.id, "resume")).toMatchObject({ status: 409, body: { code: "run.held" } });
  await using watch = await api.watch();
  expect((await act(held.id, expected.decision)).status).toBe(202);
  expect(await api.untilEnded(watch, held.id)).toMatchObject({
    state: "completed",
    retirementDecision: expected.noted,
    counters: { retired: expected.retired },
    countProof: { activeAssets: expected.active, explained: true },
  });
  for (const again of ["approve", "dismiss"])
    expect(await act(held.id, again)).toMatchObject({ status: 409, body: { code: "run.not_held" } });
});

test("[SV24] logs are paged and filtered, by run and by connection, and rejections tell why", async () => {
  const tenant = simulator.createTenant({ devices: 200, seed: 4, namelessShare: 0.05 });
  const { id } = await connect(api, tenant);
  const first = await api.run(id, "full_pull");
  const second = await api.run(id, "full_pull");
  const logOf = (path: string) => listAll(logEntryView, `/api/v1/${path}`);
  const [ofFirst, ofSecond] = [await logOf(`runs/${first.id}/log`), await logOf(`runs/${second.id}/log`)];
  const ofBoth = await logOf(`connections/${id}/log`);
  expect(ofBoth).toEqual([...ofFirst, ...ofSecond]);
  expect(new Set(ofBoth.map((entry) => entry.id)).size).toBe(ofBoth.length);
  expect(ofFirst.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["run.full_pull_begun", "run.page_written", "run.completed"]),
  );
  const pages = await logOf(`connections/${id}/log?code=run.page_written`);
  expect(pages).toEqual(ofBoth.filter(({ code }) => code === "run.page_written"));
  expect(pages[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await logOf(`runs/${first.id}/log?level=error`)).toEqual([]);
  expect(await logOf(`runs/${first.id}/log?level=error&level=info`)).toEqual(
    ofFirst.filter(({ level }) => level !== "warning"),
  );
  expect(await api.get(`/api/v1/runs/${first.id}/log?level=loud`)).toMatchObject({ status: 400 });
  // A cursor is of its own order.
  const newest = `/api/v1/runs/${first.id}/log?order=newest&limit=1`;
  const { nextCursor } = (await api.get(newest)).body as { nextCursor: string };
  expect(await api.get(`${newest}&cursor=${nextCursor}`)).toMatchObject({ status: 200 });
  expect(await api.get(`/api/v1/runs/${first.id}/log?cursor=${nextCursor}`)).toMatchObject({ status: 400 });
  const rejections = await listAll(rejectionView, `/api/v1/runs/${first.id}/rejections`);
  expect(rejections).toHaveLength(first.counters.rejected);
  expect(rejections.length).toBeGreaterThan(2);
  for (const { code, message } of rejections)
    expect([code, message]).toEqual([expect.stringContaining("."), expect.stringMatching(/\w/)]);
});

test("[SV24] runs are listed the newest first, by connection and state", async () => {
  const { id } = await connect(api, simulator.createTenant({ devices: 3, seed: 5 }));
  const ids: number[] = [];
  for (let count = 0; count < 3; count += 1) ids.unshift((await api.run(id)).id);
  const listed = await listAll(syncRunView, `/api/v1/runs?connectionId=${id}`);
  expect(listed.map((run) => run.id)).toEqual(ids);
  expect(await listAll(syncRunView, `/api/v1/runs?connectionId=${id}&state=failed`)).toEqual([]);
  expect(
    await listAll(syncRunView, `/api/v1/runs?connectionId=${id}&state=failed&state=completed`),
  ).toHaveLength(3);
});

test("[SV25] events end with the stop of the server, and a run that was cut off goes on at the next start", async () => {
  const tenant = simulator.createTenant({ devices: 2500, seed: 1, namelessShare: 0 });
  const { id } = await connect(api, tenant);
  tenant.faults.add({ host: "graph", operation: "list", skip: 1, times: "always", fault: { kind: "hang" } });
  await using watch = await api.watch();
  const run = syncRunView.parse((await request(id, "full_pull")).body);
  await watch.until(isProgressOf(run.id, 1));
  await server.stop();
  await watch.ended;
  expect(watch.events.at(-1)?.name).toMatch(/^(run|connection)_(progress|changed)$/);
  tenant.faults.clear();
  tenant.faults.release();
  await using next = await startTestServer({ simulator, dataDir: server.dataDir });
  await using later = await next.api.watch();
  const ended = await next.api.get(`/api/v1/runs/${run.id}`);
  const { state, counters } = syncRunView.parse(ended.body);
  const end = state === "completed" ? { counters } : await next.api.untilEnded(later, run.id);
  expect(end.counters).toMatchObject({ fetched: 2500, created: 2500 });
});

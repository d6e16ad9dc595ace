// Every bad answer that the simulator can give, against the real engine and connector: each ends in a coded error or in
// a counted rejection; nothing is lost, nothing is retired, and no other host hears of it.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlannedFault } from "../../simulator/fault.ts";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import type { SyncMode, SyncRun } from "../../src/core/sync-run.ts";
import { type Engine, readInventory } from "../support/engine.ts";
import { type LoopbackServer, sendJson, startLoopback } from "../support/graph-loopback.ts";
import { engineFor, truthOf } from "../support/simulated-tenant.ts";

type Planned = PlannedFault["fault"];

const devices = 30;
/** Two pages of a list. */
const manyDevices = 1005;
const changes = { seed: 5, add: 2, change: 4, remove: 3, restore: 0 };

let simulator: Simulator;
/** The host to which no link may lead. */
let elsewhere: LoopbackServer;
beforeAll(async () => {
  simulator = await startSimulator();
  elsewhere = await startLoopback((_request, response) => sendJson(response, 200, { value: [] }));
});
afterAll(async () => {
  await simulator.close();
  await elsewhere[Symbol.asyncDispose]();
});

interface Stage {
  readonly tenant: Tenant;
  readonly engine: Engine;
  readonly before: ReadonlyMap<string, unknown>;
}

/** A tenant that was pulled once and has changed since. */
async function stage(count = devices): Promise<Stage> {
  const tenant = simulator.createTenant({ devices: count, seed: 8, namelessShare: 0 });
  const engine = await engineFor(simulator, tenant);
  expect((await engine.sync("full_pull")).state.name).toBe("completed");
  const before = await readInventory(engine);
  tenant.directory.randomChanges(changes);
  return { tenant, engine, before };
}

async function runWith(
  { tenant, engine }: Stage,
  mode: SyncMode,
  ...rules: PlannedFault[]
): Promise<SyncRun> {
  tenant.faults.add(...rules);
  return engine.sync(mode);
}

/** Once the fault is over, one pull brings everything, and only then are the removed devices retired. */
async function expectRecovery({ tenant, engine }: Stage): Promise<void> {
  tenant.faults.clear();
  const run = await engine.sync("full_pull");
  expect(run.state.name).toBe("completed");
  expect(run.countProof).toMatchObject({ explained: true });
  expect(await readInventory(engine)).toEqual(truthOf(tenant));
  expect([elsewhere.connections(), elsewhere.requests]).toEqual([0, []]);
}

async function expectNothingRetired({ engine, before }: Stage, run: SyncRun): Promise<void> {
  expect(run.counters.retired).toBe(0);
  const ids = new Set((await readInventory(engine)).keys());
  expect([...before.keys()].filter((id) => !ids.has(id))).toEqual([]);
}

const page = (alteration: Extract<Planned, { kind: "page" }>["alteration"]): Planned => ({
  kind: "page",
  alteration,
});

/** `operation`s that a fault is tried on; the mode of the run follows from it. */
const modes = { list: "full_pull", delta: "delta_pull" } as const;

const fatal: readonly (readonly [name: string, fault: Planned, reason: string, code: string])[] = [
  ["a page that is not JSON", { kind: "not_json" }, "source_error", "graph.not_json"],
  ["an empty body", { kind: "empty" }, "source_error", "graph.not_json"],
  ["an error in a 200", { kind: "error_in_200" }, "source_error", "graph.refused"],
  ["an error in mid-stream", { kind: "error_in_200", inMidStream: true }, "source_error", "graph.not_json"],
  ["HTML of a gateway, 502", { kind: "html" }, "source_error", "graph.unavailable"],
  ["HTML of a gateway, 200", { kind: "html", status: 200 }, "source_error", "graph.not_json"],
  ["403", { kind: "status", status: 403 }, "permission_missing", "graph.forbidden"],
  ["429 without end", { kind: "status", status: 429 }, "source_error", "graph.throttled"],
  ["500", { kind: "status", status: 500 }, "source_error", "graph.unavailable"],
  ["503", { kind: "status", status: 503 }, "source_error", "graph.unavailable"],
  ["509", { kind: "status", status: 509 }, "source_error", "graph.unavailable"],
  ["a body cut short", { kind: "cut" }, "source_unreachable", "graph.body_cut"],
  ["a reset connection", { kind: "reset" }, "source_unreachable", "graph.unreachable"],
  ["a token that is refused", { kind: "expired_token" }, "credentials_rejected", "graph.unauthorized"],
  ["a claims challenge", { kind: "claims_challenge" }, "credentials_rejected", "graph.unauthorized"],
  ["a null link", page("link_null"), "source_error", "graph.page_malformed"],
  ["no value", page("value_missing"), "source_error", "graph.page_malformed"],
  ["a null value", page("value_null"), "source_error", "graph.page_malformed"],
  ["a value that is no array", page("value_no_array"), "source_error", "graph.page_malformed"],
];

const fatalEverywhere = fatal.flatMap(([name, fault, reason, code]) =>
  (["list", "delta"] as const).map((operation) => ({ name, fault, reason, code, operation })),
);

describe("[GR9] a bad answer that does not pass ends the run with its code", () => {
  test.each(fatalEverywhere)("$name, in a $operation", async ({ fault, reason, code, operation }) => {
    const staged = await stage();
    const run = await runWith(staged, modes[operation], { operation, times: "always", fault });
    expect(run.state).toMatchObject({ name: "failed", failure: { reason, code } });
    await expectNothingRetired(staged, run);
    expect(await readInventory(staged.engine)).toEqual(staged.before);
    await expectRecovery(staged);
  });

  test.each([
    { name: "403", fault: { kind: "status", status: 403 } as const, code: "graph.forbidden" },
    { name: "a link that repeats", fault: page("link_repeats"), code: "graph.link_repeats" },
    { name: "a body cut short", fault: { kind: "cut" } as const, code: "graph.body_cut" },
  ])("$name, in mid-run", async ({ fault, code }) => {
    const staged = await stage(manyDevices);
    const run = await runWith(staged, "full_pull", { operation: "list", skip: 1, times: "always", fault });
    expect(run.state).toMatchObject({ name: "failed", failure: { code } });
    expect(run.counters.pages).toBeGreaterThan(0);
    await expectNothingRetired(staged, run);
    await expectRecovery(staged);
  });

  test.each([
    { name: "both links", alteration: "links_both" as const, code: "graph.page_malformed" },
    { name: "neither link", alteration: "links_neither" as const, code: "graph.page_malformed" },
    { name: "a link that repeats", alteration: "link_repeats" as const, code: "graph.link_repeats" },
  ])("$name, in a delta page", async ({ alteration, code }) => {
    const staged = await stage();
    const fault = page(alteration);
    const run = await runWith(staged, "delta_pull", { operation: "delta", fault });
    expect(run.state).toMatchObject({ name: "failed", failure: { code } });
    await expectNothingRetired(staged, run);
    await expectRecovery(staged);
  });
});

describe("[GR9] a refusal of a list is no reason to begin anew", () => {
  test.each([400, 404, 410] as const)("%i", async (status) => {
    const staged = await stage();
    const fault = { kind: "status", status } as const;
    const run = await runWith(staged, "full_pull", { operation: "list", fault });
    expect(run.state).toMatchObject({ name: "failed", failure: { code: "graph.refused" } });
    await expectNothingRetired(staged, run);
    await expectRecovery(staged);
  });
});

describe("[GR3] no other host hears of a link or a redirect", () => {
  test.each(["list", "delta"] as const)("a link of a %s page", async (operation) => {
    const staged = await stage();
    const fault = { kind: "page", alteration: "link_elsewhere", origin: elsewhere.url } as const;
    const run = await runWith(staged, modes[operation], { operation, fault });
    expect(run.state).toMatchObject({ name: "failed", failure: { code: "graph.foreign_link" } });
    await expectNothingRetired(staged, run);
    await expectRecovery(staged);
  });

  test.each(["list", "delta"] as const)("a redirect of a %s", async (operation) => {
    const staged = await stage();
    const run = await runWith(staged, modes[operation], {
      operation,
      fault: { kind: "redirect", to: elsewhere.url },
    });
    expect(run.state).toMatchObject({ name: "failed", failure: { code: "graph.redirected" } });
    await expectNothingRetired(staged, run);
    await expectRecovery(staged);
  });

  test("a redirect of the token request", async () => {
    const staged = await stage();
    const run = await runWith(staged, "full_pull", {
      host: "login",
      fault: { kind: "redirect", to: elsewhere.url, status: 307 },
    });
    expect(run.state).toMatchObject({ name: "failed", failure: { code: "graph.redirected" } });
    await expectRecovery(staged);
  });
});

const passing: readonly { readonly name: string; readonly fault: Planned; readonly times?: number }[] = [
  ...["3", "30,120", "garbage", "0", "Wed, 21 Oct 2026 07:28:00 GMT", "-5", ""].map((retryAfter) => ({
    name: `429 with Retry-After ${JSON.stringify(retryAfter)}`,
    fault: { kind: "status", status: 429, retryAfter } as const,
    times: 2,
  })),
  { name: "429 without Retry-After", fault: { kind: "status", status: 429 }, times: 3 },
  { name: "408", fault: { kind: "status", status: 408 } },
  { name: "503", fault: { kind: "status", status: 503 }, times: 3 },
  { name: "504", fault: { kind: "status", status: 504 } },
  { name: "507", fault: { kind: "status", status: 507 } },
  { name: "HTML of a gateway", fault: { kind: "html" } },
  { name: "a page that is not JSON", fault: { kind: "not_json" } },
  { name: "an error in a 200", fault: { kind: "error_in_200" } },
  { name: "a body cut short", fault: { kind: "cut" } },
  { name: "a reset connection", fault: { kind: "reset" } },
  { name: "an expired token", fault: { kind: "expired_token" } },
  { name: "a claims challenge", fault: { kind: "claims_challenge" } },
  { name: "an unknown field", fault: page("unknown_field") },
  { name: "an item twice", fault: page("item_twice") },
  { name: "an empty page with a link", fault: page("empty_page"), times: 2 },
];

describe("[GR7] a bad answer that passes leaves no trace in the inventory", () => {
  test.each(
    passing.flatMap((row) => [
      { ...row, operation: "list" as const },
      { ...row, operation: "delta" as const },
    ]),
  )("$name, in a $operation", async ({ fault, times = 1, operation }) => {
    const staged = await stage();
    const run = await runWith(staged, modes[operation], { operation, times, fault });
    expect(run.state.name).toBe("completed");
    expect(run.counters).toMatchObject({ rejected: 0, retired: changes.remove });
    expect([...(await readInventory(staged.engine)).keys()].sort()).toEqual(
      [...truthOf(staged.tenant).keys()].sort(),
    );
    await expectRecovery(staged);
  });

  test("a request that hangs goes on when it is released", async () => {
    const staged = await stage();
    const running = runWith(staged, "full_pull", { operation: "list", fault: { kind: "hang" } });
    await staged.tenant.faults.untilHanging();
    expect(staged.tenant.faults.release()).toBe(1);
    expect((await running).state.name).toBe("completed");
    await expectRecovery(staged);
  });

  test.each([
    { name: "a tenant that is throttled", fault: { kind: "refusal", code: 90055 } as const },
    { name: "429", fault: { kind: "status", status: 429, retryAfter: "30,120" } as const },
    { name: "503", fault: { kind: "status", status: 503 } as const },
    { name: "a reset connection", fault: { kind: "reset" } as const },
  ])("$name, at the login host", async ({ fault }) => {
    const staged = await stage();
    const run = await runWith(staged, "full_pull", { host: "login", times: 2, fault });
    expect(run.state.name).toBe("completed");
    await expectRecovery(staged);
  });
});

describe("[GR4] a record that cannot be read is counted, listed, and never taken for a missing device", () => {
  test.each([
    { alteration: "item_without_id" as const, code: "device.id_missing" },
    { alteration: "item_null" as const, code: "device.not_an_object" },
    { alteration: "item_string" as const, code: "device.not_an_object" },
    { alteration: "item_number" as const, code: "device.not_an_object" },
    { alteration: "name_null" as const, code: "device.required_field_empty" },
  ])("$alteration", async ({ alteration, code }) => {
    const staged = await stage();
    const { engine, tenant, before } = staged;
    const run = await runWith(staged, "full_pull", { operation: "list", fault: page(alteration) });
    expect(run.state.name).toBe("completed");
    expect(run.counters.rejected).toBe(1);
    expect(run.counters.retired).toBe(changes.remove);
    const rejections = await engine.storage.readRejections(run.id);
    expect(rejections.map((rejection) => rejection.code)).toEqual([code]);
    const truth = truthOf(tenant);
    const kept = [...before.keys()].filter((id) => truth.has(id));
    const active = await readInventory(engine);
    expect(kept.filter((id) => !active.has(id))).toEqual([]);
    await expectRecovery(staged);
  });
});

test("[RT3] a list that ends too early retires nothing that is still there", async () => {
  const staged = await stage(manyDevices);
  const run = await runWith(staged, "full_pull", { operation: "list", fault: page("links_neither") });
  expect(run.state.name).toBe("completed");
  expect(run.counters.retired).toBe(changes.remove);
  expect(run.counters.confirmedPresent).toBeGreaterThan(0);
  const truth = truthOf(staged.tenant);
  const active = await readInventory(staged.engine);
  expect([...staged.before.keys()].filter((id) => truth.has(id) && !active.has(id))).toEqual([]);
  // What was added beyond the end is not there yet, and the count proof says so.
  expect(run.countProof).toMatchObject({ tenant: truth.size, activeAssets: active.size, explained: false });
  await expectRecovery(staged);
});

describe("[DP3] a delta link that is refused becomes a full pull", () => {
  test.each([
    { name: "410", fault: { kind: "status", status: 410 } as const },
    {
      name: "400 syncStateNotFound",
      fault: { kind: "status", status: 400, code: "syncStateNotFound" } as const,
    },
    { name: "404 resyncRequired", fault: { kind: "status", status: 404, code: "resyncRequired" } as const },
    {
      name: "400 Request_UnsupportedQuery",
      fault: { kind: "status", status: 400, code: "Request_UnsupportedQuery" } as const,
    },
  ])("$name", async ({ fault }) => {
    const staged = await stage();
    const run = await runWith(staged, "delta_pull", { operation: "delta", fault });
    expect(run).toMatchObject({ mode: "full_pull", state: { name: "completed" } });
    expect(run.counters.retired).toBe(changes.remove);
    expect(await readInventory(staged.engine)).toEqual(truthOf(staged.tenant));
    await expectRecovery(staged);
  });
});

describe("what the login host refuses is told as it is", () => {
  test.each([
    { name: "Conditional Access", fault: { kind: "refusal", code: 53003 } as const },
    { name: "a client loop", fault: { kind: "refusal", code: 50196 } as const },
  ])("$name", async ({ fault }) => {
    const staged = await stage();
    const run = await runWith(staged, "full_pull", { host: "login", fault });
    const failure = {
      reason: "credentials_rejected",
      message: expect.stringContaining(`AADSTS${fault.code}`),
    };
    expect(run.state).toMatchObject({ name: "failed", failure });
    await expectRecovery(staged);
  });
});

test("the other host would have noticed a request", async () => {
  expect((await fetch(elsewhere.url)).status).toBe(200);
  expect([elsewhere.connections(), elsewhere.requests.length]).toEqual([1, 1]);
});

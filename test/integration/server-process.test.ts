// The server as a process: started anew, stopped and killed in the middle of a pull, and refused where it cannot serve.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { syncRunView } from "../../src/contract/sync-run.ts";
import { watchRequests } from "../support/request-watch.ts";
import { connect, makeDataFolder, makeToken, startTestServer } from "../support/server.ts";
import type { ServerEvent } from "../support/server-api.ts";
import { endingOf, startServerProcess } from "../support/server-process.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const state = [
  "/api/v1/connections",
  "/api/v1/runs",
  "/api/v1/runs/1/log",
  "/api/v1/users",
  "/api/v1/tokens",
  "/api/v1/audit-entries",
];

test("[SV26] [SV28] a server that is started anew shows the same state, and the same credentials are good", async () => {
  using place = makeDataFolder();
  const read = async (url: string, token: string): Promise<readonly unknown[]> => {
    const headers = { authorization: `Bearer ${token}` };
    const answers = state.map(async (path) => {
      const answer = await fetch(new URL(path, url), { headers });
      const { items } = z
        .object({ items: z.array(z.record(z.string(), z.unknown())) })
        .parse(await answer.json());
      expect(items.length, path).toBeGreaterThan(0);
      return items.map(({ lastUsedAt: _, ...item }) => item);
    });
    return Promise.all(answers);
  };
  await using first = await startServerProcess({ ...place, simulator });
  const { value } = await makeToken(first.api, "administrator");
  const person = {
    email: "ada@contoso.example",
    name: "Ada",
    role: "viewer",
    password: "a password of hers",
  };
  await first.api.post("/api/v1/users", person);
  const { id } = await connect(first.api, simulator.createTenant({ devices: 40, seed: 1 }));
  await first.api.run(id);
  const before = await read(first.url, value);
  expect(await first.end("SIGTERM")).toMatchObject({ code: 0 });
  await using second = await startServerProcess({ ...place, simulator });
  expect(await read(second.url, value)).toEqual(before);
  const signedIn = await second.api.asNobody().post("/api/v1/session", {
    email: person.email,
    password: person.password,
  });
  expect(signedIn.status).toBe(201);
});

/** On PostgreSQL a worker that is gone without a word is missed after this long; the embedded one's thread is at once. */
const soonMissed = { ROLLCALL_WORKER_HEARTBEAT_SECONDS: "10" };

const hasFetched = (runId: number, count: number) => (event: ServerEvent) =>
  event.name === "run_progress" &&
  event.data.runId === runId &&
  z.object({ fetched: z.int() }).parse(event.data.counters).fetched >= count;

test("[SV27] a full pull goes on after SIGKILL and after SIGTERM in its middle, and no page is read twice", async () => {
  using place = makeDataFolder();
  const tenant = simulator.createTenant({ devices: 5000, seed: 1, namelessShare: 0 });
  const lists = { count: 0, third: Promise.withResolvers<void>(), fourth: Promise.withResolvers<void>() };
  await using first = await startServerProcess({ ...place, simulator, env: soonMissed });
  const { id } = await connect(first.api, tenant);
  // The third page does not come.
  tenant.faults.add({ host: "graph", operation: "list", skip: 2, times: "always", fault: { kind: "hang" } });
  using _watch = watchRequests((path) => {
    if (path !== "/v1.0/devices") return;
    lists.count += 1;
    if (lists.count === 3) lists.third.resolve();
    if (lists.count === 4) lists.fourth.resolve();
  });
  await using events = await first.api.watch();
  const asked = await first.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
  const run = syncRunView.parse(asked.body);
  // The second page is written, and the third, asked for meanwhile, has arrived here.
  await Promise.all([events.until(hasFetched(run.id, 1998)), lists.third.promise]);
  expect((await first.end("SIGKILL")).signal).toBe("SIGKILL");

  await using second = await startServerProcess({ ...place, simulator, env: soonMissed });
  await lists.fourth.promise;
  // The page that it waits for never comes, so its end is no answer to it.
  const { code, stderr } = await second.end("SIGTERM");
  expect(code, stderr).toBe(0);
  tenant.faults.clear();
  tenant.faults.release();

  await using third = await startServerProcess({ ...place, simulator, env: soonMissed });
  await using later = await third.api.watch();
  const shown = syncRunView.parse((await third.api.get(`/api/v1/runs/${run.id}`)).body);
  const ended = shown.state === "completed" ? shown : await third.api.untilEnded(later, run.id);
  expect(ended).toMatchObject({
    id: run.id,
    state: "completed",
    counters: { fetched: 5000, created: 5000 },
    countProof: { explained: true },
  });
  // Six pages, and the third twice more: it had been asked for, and had not come.
  expect(lists.count).toBe(8);
  expect(await third.api.get("/api/v1/runs")).toMatchObject({ body: { items: [{ id: run.id }] } });
});

test("[SV29] a sync thread that dies is started again, and its run goes on from its checkpoint", async () => {
  const workers: Worker[] = [];
  const keep = (worker: Worker): void => {
    workers.push(worker);
  };
  process.on("worker", keep);
  await using server = await startTestServer({ simulator, env: soonMissed });
  process.off("worker", keep);
  // The other threads are the store's.
  const syncThread = workers.find(({ threadName }) => threadName === "sync");
  const tenant = simulator.createTenant({ devices: 2500, seed: 1, namelessShare: 0 });
  const { id } = await connect(server.api, tenant);
  tenant.faults.add({ host: "graph", operation: "list", skip: 1, times: "always", fault: { kind: "hang" } });
  await using events = await server.api.watch();
  const asked = await server.api.post(`/api/v1/connections/${id}/runs`, { mode: "full_pull" });
  const run = syncRunView.parse(asked.body);
  await events.until(hasFetched(run.id, 999));
  expect((await server.api.asNobody().get("/readyz")).status).toBe(200);
  await syncThread?.terminate();
  expect((await server.api.asNobody().get("/readyz")).status).toBe(503);
  tenant.faults.clear();
  tenant.faults.release();
  const ended = await server.api.untilEnded(events, run.id);
  expect(ended).toMatchObject({ state: "completed", counters: { fetched: 2500, created: 2500 } });
  expect((await server.api.asNobody().get("/readyz")).status).toBe(200);
  expect(server.log.join("")).toContain("thread.restarted");
});

test("[SV28] what the server cannot serve with is refused by the variable's name, without its value", async () => {
  using place = makeDataFolder();
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = String(typeof address === "object" ? address?.port : "");
  const empty = join(place.dataDir, "planted-empty");
  writeFileSync(empty, "\n");
  const oidc = { ROLLCALL_OIDC_ISSUER: "https://issuer.example", ROLLCALL_OIDC_CLIENT_ID: "rollcall" };
  const wrong: readonly Readonly<Record<string, string>>[] = [
    { ROLLCALL_EXTRA_CA_FILE: "/planted/no-such-file" },
    { ROLLCALL_EXTRA_CA_FILE: empty },
    { ROLLCALL_OIDC_CLIENT_SECRET_FILE: "planted-secret-in-place-of-a-path", ...oidc },
    { ROLLCALL_OIDC_CLIENT_SECRET_FILE: empty, ...oidc },
    { ROLLCALL_HOST: "planted.invalid" },
    { ROLLCALL_PORT: port },
  ];
  for (const env of wrong) {
    const [name = "", value = ""] = Object.entries(env)[0] ?? [];
    const starting = startTestServer({ dataDir: join(place.dataDir, name), env });
    const error = await starting.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error, name).toMatchObject({ code: expect.stringMatching(/^[a-z_]+\.[a-z_]+$/) });
    expect(String(error)).toContain(name);
    expect(String(error)).not.toContain(value);
    expect(String(error)).not.toMatch(/planted/);
  }
  const { code, stdout, stderr } = await endingOf({
    ...place,
    env: { ROLLCALL_MASTER_KEY: "planted-not-json" },
  });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/ROLLCALL_MASTER_KEY/);
  expect(stderr).not.toMatch(/planted|\n {4}at /);
  taken.close();
});

// How the simulator's answers leave, on real sockets: streamed, cut, reset, hanging and compressed.

import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect, test } from "vitest";
import { systemClock } from "../../simulator/clock.ts";
import { listen, type Respond, whole } from "../../simulator/http-server.ts";
import { sentinelDevices } from "../../simulator/sentinels.ts";
import { startSimulator } from "../../simulator/start.ts";
import { readInventory } from "../support/engine.ts";
import { engineFor } from "../support/simulated-tenant.ts";

async function serve(respond: Respond, zips = false) {
  const server = await listen({ clock: systemClock, port: 0, certificates: null, zips }, respond);
  return { url: server.url, [Symbol.asyncDispose]: () => server.close() };
}

const text = (body: string | Iterable<string>) => ({ status: 200, headers: {}, body });

test("a long answer is made only as fast as it is read", async () => {
  const chunk = "x".repeat(64 * 1024);
  let made = 0;
  function* chunks(): Iterable<string> {
    for (; made < 2000; made += 1) yield chunk;
  }
  await using server = await serve(async () => whole(text(chunks())));
  const asking = request(server.url).end();
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  await once(response, "readable");
  // Nobody reads on: what the sockets hold is far less than the whole.
  const held = made;
  expect(held).toBeLessThan(1500);
  let length = 0;
  for await (const piece of response) length += (piece as Buffer).length;
  expect([made, length]).toEqual([2000, 2000 * chunk.length]);
});

test("an answer that fails while it is made breaks off, and the next one comes", async () => {
  function* failing(): Iterable<string> {
    yield "half";
    throw new Error("planned");
  }
  await using server = await serve(async ({ url }) =>
    whole(text(url.pathname === "/good" ? "good" : failing())),
  );
  await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow();
  expect(await (await fetch(`${server.url}/good`)).text()).toBe("good");
});

test("a fault of the simulator's own is a 500 that says so", async () => {
  await using server = await serve(async () => {
    throw new Error("planned");
  });
  const response = await fetch(server.url);
  expect([response.status, await response.text()]).toEqual([
    500,
    expect.stringContaining("Simulator: planned"),
  ]);
});

test("a cut answer promises more than it sends", async () => {
  await using server = await serve(async () => ({ answer: text("0123456789"), wire: "cut" }));
  const response = await fetch(server.url);
  expect(response.headers.get("content-length")).toBe("11");
  await expect(response.text()).rejects.toThrow();
});

test("a reset connection has no answer", async () => {
  await using server = await serve(async () => ({ answer: text("never"), wire: "reset" }));
  await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
});

test("gzip is for those who accept it", async () => {
  await using server = await serve(async () => whole(text("y".repeat(10_000))), true);
  const zipped = await fetch(server.url);
  expect(zipped.headers.get("content-encoding")).toBe("gzip");
  expect(await zipped.text()).toBe("y".repeat(10_000));
  const plain = await fetch(server.url, { headers: { "accept-encoding": "identity" } });
  expect([plain.headers.get("content-encoding"), (await plain.text()).length]).toEqual([null, 10_000]);
});

test("a request that hangs ends when the simulator is closed", async () => {
  const simulator = await startSimulator();
  const tenant = simulator.createTenant({ devices: 1, seed: 1 });
  tenant.faults.add({ host: "login", times: "always", fault: { kind: "hang" } });
  const url = `${simulator.loginUrl}/${tenant.tenantId}/oauth2/token`;
  const asking = fetch(url, { method: "POST" }).then(
    (response) => response.status,
    () => "ended",
  );
  await tenant.faults.untilHanging();
  await simulator.close();
  expect([400, "ended"]).toContain(await asking);
});

test("the tenant with every sentinel device is pulled whole", async () => {
  const simulator = await startSimulator({ gzip: true });
  const first = simulator.createTenant({ devices: 1, seed: 1 });
  const sentinel = { ...first, tenantId: "devices.sentinel.example", clientSecret: first.clientSecret };
  const engine = await engineFor(simulator, sentinel);
  const run = await engine.sync("full_pull");
  await simulator.close();
  expect(run.state.name).toBe("completed");
  expect(run.counters).toMatchObject({ fetched: 2800, retired: 0 });
  const names = [...(await readInventory(engine)).values()].map(
    (device) => (device as { displayName: string }).displayName,
  );
  expect(names).toEqual(expect.arrayContaining(Object.keys(sentinelDevices)));
  const waits = (await engine.storage.readLog(run.id)).filter(({ code }) => code === "source.waiting");
  expect(waits).toHaveLength(Object.values(sentinelDevices).reduce((sum, { times }) => sum + times, 0));
});

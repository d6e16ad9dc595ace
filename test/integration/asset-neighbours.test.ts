// Over HTTP: what stands beside an asset in a search, and what came and was retired day by day.

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dailyCountsView, neighboursView } from "../../src/contract/asset-search.ts";
import type { Storage } from "../../src/core/storage.ts";
import { assetNeighbourRoutes } from "../../src/http/routes/asset-neighbours.ts";
import { assetSearchRoutes } from "../../src/http/routes/asset-search.ts";
import { dailyCountRoutes } from "../../src/http/routes/daily-counts.ts";
import { askApp, startTestApp, type TestApp } from "../support/http-app.ts";
import { fillStore, openStoreUnderTest, randomDevices } from "../support/random-inventory.ts";

const clock = { now: () => Date.UTC(2026, 0, 12, 23, 30), sleep: async () => undefined };
let storage: Storage;
let server: TestApp;
beforeAll(async () => {
  const store = await openStoreUnderTest();
  const [devices] = fc.sample(randomDevices, { numRuns: 1, seed: 7 });
  await fillStore(store, devices ?? []);
  storage = store.storage;
  const options = { storage, clock };
  server = await startTestApp({
    routes: [assetSearchRoutes(options), assetNeighbourRoutes(options), dailyCountRoutes(options)],
  });
});
afterAll(async () => {
  await server.close();
  await storage.close();
});

const ask = (path: string, parameters: Readonly<Record<string, string>> = {}) =>
  askApp(server, "GET", `/api/v1${path}?${new URLSearchParams(parameters)}`);

test("[WB110] the asset that follows is the one that the search shows next", async () => {
  const search = { query: "lifecycle.state: [active, retired]", sort: "-lastSignInAt" };
  const { json } = await ask("/assets", { ...search, limit: "200" });
  const ids: readonly number[] = json.items.map(({ id }: { id: number }) => id);
  for (const [index, id] of ids.entries()) {
    const beside = neighboursView.parse((await ask(`/assets/${id}/neighbours`, search)).json);
    expect([beside.previous?.id, beside.next?.id]).toEqual([ids[index - 1], ids[index + 1]]);
  }
  const notFound = await ask(`/assets/${ids[0]}/neighbours`, { query: "name: nobody" });
  expect(notFound).toMatchObject({ status: 200, json: { previous: null, next: null } });
  expect(await ask("/assets/1/neighbours", { query: "nmae: x" })).toMatchObject({ status: 400 });
  expect(await ask("/assets/1/neighbours", { sort: "secret" })).toMatchObject({ status: 400 });
});

test("[WB111] the days are those of the zone, and each query finds as many as its day counts", async () => {
  const { json } = await ask("/assets/daily-counts", { days: "14", timeZone: "Europe/Berlin" });
  const { days } = dailyCountsView.parse(json);
  expect(days.map(({ date }) => date).filter((_, index) => index % 13 === 0)).toEqual([
    "2025-12-31",
    "2026-01-13",
  ]);
  expect(days.at(-1)).toMatchObject({ from: "2026-01-12T23:00:00.000Z", until: "2026-01-13T23:00:00.000Z" });
  let counted = 0;
  for (const { created, retired, createdQuery, retiredQuery } of days) {
    expect((await ask("/assets/count", { query: createdQuery })).json).toEqual({ count: created });
    expect((await ask("/assets/count", { query: retiredQuery })).json).toEqual({ count: retired });
    counted += created;
  }
  expect(counted).toBe(60);
  expect(days.some(({ retired }) => retired > 0)).toBe(true);
  for (const timeZone of ["Mars/Base", "+02:00", ""])
    expect(await ask("/assets/daily-counts", { timeZone })).toMatchObject({ status: 400 });
  expect(await ask("/assets/daily-counts", { days: "0" })).toMatchObject({ status: 400 });
});

test("[WB111] a day on which the clock is moved has 23 or 25 hours", async () => {
  const days = async (now: number) => {
    const app = await startTestApp({
      routes: [dailyCountRoutes({ storage, clock: { ...clock, now: () => now } })],
    });
    await using _ = { [Symbol.asyncDispose]: () => app.close() };
    const path = "/api/v1/assets/daily-counts?days=1&timeZone=Europe%2FBerlin";
    return dailyCountsView.parse((await askApp(app, "GET", path)).json).days;
  };
  const hours = ([day]: Awaited<ReturnType<typeof days>>) =>
    day && (Date.parse(day.until) - Date.parse(day.from)) / 3_600_000;
  expect(hours(await days(Date.UTC(2026, 2, 29, 12)))).toBe(23);
  expect(hours(await days(Date.UTC(2026, 9, 25, 12)))).toBe(25);
});

// Whatever happens to assets, tags and rules: a dynamic tag is on exactly the assets that its rule holds for.

import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { openPostgresStore, openSqliteStore } from "../support/random-inventory.ts";
import { playTaggedHistory, randomSteps } from "../support/tagged-history.ts";

let postgres: TestPostgres | null = null;
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres?.stop());

test("[TG10] [TG2] in SQLite, after each step of a random history each dynamic tag is where its rule says, and criticalities follow", async () => {
  const property = fc.asyncProperty(randomSteps, async (steps) => {
    const store = await openSqliteStore();
    await playTaggedHistory(store, steps).finally(() => store.storage.close());
  });
  await fc.assert(property, { numRuns: 60 });
}, 120_000);

test("[TG10] [TG2] so it is in PostgreSQL", async () => {
  const property = fc.asyncProperty(randomSteps, async (steps) => {
    const store = await openPostgresStore((await postgres?.createDatabase()) ?? "");
    await playTaggedHistory(store, steps).finally(() => store.storage.close());
  });
  await fc.assert(property, { numRuns: 6 });
}, 120_000);

// The engine's own tests once more, with PostgreSQL in the place of the embedded store.

import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { Storage } from "../../src/core/storage.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { testKeys, useStore } from "../support/engine.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

let postgres: TestPostgres;
const opened: Storage[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
  useStore(async () => {
    const { storage } = await openPostgres(await postgres.createDatabase(), testKeys);
    opened.push(storage);
    return storage;
  });
}, 120_000);
afterEach(async () => {
  await Promise.all(opened.splice(0).map((storage) => storage.close()));
});
afterAll(() => postgres.stop());

describe("on PostgreSQL 18", async () => {
  await import("./engine.test.ts");
  await import("./held-runs.test.ts");
  await import("./retirement.test.ts");
  await import("./scope.test.ts");
  await import("./worker.test.ts");
  await import("./removal.test.ts");
  await import("./scheduler.test.ts");
});

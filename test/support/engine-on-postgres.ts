// Where the tests are of PostgreSQL, the engines of a test file keep what they bring in databases of it.

import { afterAll, inject } from "vitest";
import type { Storage } from "../../src/core/storage.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { testKeys, useStore } from "./engine.ts";
import { createDatabaseOn } from "./postgres.ts";

const opened: Storage[] = [];

useStore(async () => {
  const { storage } = await openPostgres(await createDatabaseOn(inject("postgresUrl") ?? ""), testKeys);
  opened.push(storage);
  return storage;
});
afterAll(async () => {
  await Promise.all(opened.map((storage) => storage.close()));
});

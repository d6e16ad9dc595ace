// A search that the database does not answer in time, while the rest of the store goes on.

import { sql } from "kysely";
import { expect, inject, test } from "vitest";
import { everyAsset } from "../../src/core/asset-query.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { testKeys } from "../support/engine.ts";
import { createDatabaseOn } from "../support/postgres.ts";

test("[PG60] a search that takes longer than it may is told as that, and what is no search goes on meanwhile", async () => {
  const url = await createDatabaseOn(inject("postgresUrl") ?? "");
  const { db, storage } = await openPostgres(url, testKeys, { searchMs: 50 });
  const page = {
    condition: everyAsset,
    sort: { field: "id", isDescending: false },
    after: null,
    limit: 10,
  } as const;
  try {
    await db.transaction().execute(async (transaction) => {
      // Whoever holds the table keeps a search waiting for as long as it takes.
      await sql`lock table asset in access exclusive mode`.execute(transaction);
      await expect(storage.searchAssets(page)).rejects.toMatchObject({ code: "query.too_slow" });
      expect(await storage.readTags({ after: 0, limit: 2 })).toEqual([]);
    });
  } finally {
    await storage.close();
  }
});

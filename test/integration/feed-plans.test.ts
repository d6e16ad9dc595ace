// How SQLite finds a page of the feed: along an index, whatever is asked for, and never through all entries.

import { CompiledQuery, Kysely } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeedFilter, wholeFeed } from "../../src/core/asset-change.ts";
import { assetId, connectionId, syncRunId } from "../../src/core/id.ts";
import { selectChanges, selectCreations } from "../../src/storage/history-store.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Database } from "../../src/storage/schema.ts";
import { openConnection } from "../../src/storage/sqlite/connection.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";

let db: Kysely<Database>;
beforeAll(async () => {
  db = new Kysely<Database>({
    dialect: new TransactionalSqliteDialect({ database: openConnection(":memory:") }),
  });
  await migrate(db, "sqlite");
});
afterAll(() => db.destroy());

const runId = syncRunId(3);
const filters: readonly (Partial<FeedFilter> & { readonly changes: string; readonly creations: string })[] = [
  { changes: "asset_change_by_time", creations: "asset_by_first_seen" },
  { from: 5, before: 9, changes: "asset_change_by_time", creations: "asset_by_first_seen" },
  { runId, changes: "asset_change_by_run", creations: "asset_by_creating_run" },
  { runId, from: 5, changes: "asset_change_by_run", creations: "asset_by_creating_run" },
  {
    runId,
    connectionId: connectionId(1),
    changes: "asset_change_by_run",
    creations: "asset_by_creating_run",
  },
  { field: "model", changes: "asset_change_by_property", creations: "asset_by_first_seen" },
  { kinds: ["retired", "restored"], changes: "asset_change_by_property", creations: "asset_by_first_seen" },
  { assetId: assetId(4), changes: "asset_change_by_asset", creations: "INTEGER PRIMARY KEY" },
];

test.each(filters)(
  "[HS8] a page with %o is read along an index",
  async ({ changes, creations, ...filter }) => {
    for (const after of [null, { runId: 3, at: 7, assetId: 4, number: 2 }]) {
      const asked = [
        [selectChanges(db, { ...wholeFeed, ...filter }, { after, limit: 50 }), changes],
        [selectCreations(db, { ...wholeFeed, ...filter }, { after, limit: 50 }), creations],
      ] as const;
      for (const [query, index] of asked) {
        const { sql, parameters } = query.compile();
        const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
        const { rows } = await db.executeQuery<{ detail: string }>(explained);
        const plan = rows.map(({ detail }) => detail).join("\n");
        expect(plan).toContain(index);
        // Entries of one moment may be put in order, of one asset all; a whole listing never.
        if (filter.assetId === undefined) expect(plan).not.toContain("TEMP B-TREE FOR ORDER BY");
        if (after !== null && filter.assetId === undefined) expect(plan).not.toMatch(/SCAN/);
      }
    }
  },
);

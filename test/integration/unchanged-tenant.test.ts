// A full pull of a tenant where nothing has changed, measured in rows: what it writes is what a run needs to go on from.

import { expect, test } from "vitest";
import { Directory } from "../../simulator/directory.ts";
import { createEngine } from "../support/engine.ts";
import { InProcessTenant } from "../support/in-process-tenant.ts";
import { watchSqlite } from "../support/sqlite-watch.ts";

const devices = 100_000;

test("[FP7] [RC2] a full pull of 100,000 unchanged devices writes fewer than 1,000 rows", async () => {
  using watch = watchSqlite();
  const engine = await createEngine(new InProcessTenant(new Directory({ devices, seed: 11 })));
  const [connection, ...others] = watch.connections();
  expect(others).toEqual([]);
  // Rows inserted, updated and deleted since the connection was opened (sqlite.org/c3ref/total_changes.html).
  const rows = connection?.prepare("select total_changes()").pluck();
  const countRows = (): number => Number(rows?.get());
  const first = await engine.sync("full_pull");
  expect(first.counters.created).toBeGreaterThan(0.99 * devices);
  const rowsBefore = countRows();
  // A device and its asset.
  expect(rowsBefore).toBeGreaterThan(2 * first.counters.created);
  const second = await engine.sync("full_pull");
  expect(second.counters).toMatchObject({
    fetched: devices,
    unchanged: first.counters.created,
    rejected: first.counters.rejected,
  });
  const written = countRows() - rowsBefore;
  expect(written).toBeGreaterThan(second.counters.pages);
  expect(written).toBeLessThan(1000);
  await engine.storage.close();
}, 120_000);

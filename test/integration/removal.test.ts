// Connections that are removed while others pull, by the worker on the embedded store.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import type { AssetsFate } from "../../src/core/connection-storage.ts";
import type { ConnectionId } from "../../src/core/id.ts";
import type { Storage, StorageWriter } from "../../src/core/storage.ts";
import type { Database } from "../../src/storage/schema.ts";
import { openBeside } from "../support/database.ts";
import { createDispatch, type Dispatch, tenantOf } from "../support/dispatch.ts";

async function pull(dispatch: Dispatch, devices: number, pageSize = 999): Promise<ConnectionId> {
  const tenant = tenantOf(devices);
  tenant.pageSize = pageSize;
  const id = await dispatch.connect(tenant);
  const run = await dispatch.untilEnded(await dispatch.queue.request(id, "full_pull", "person"));
  expect(run.counters.created).toBe(devices);
  return id;
}

const remove = ({ storage }: Dispatch, id: ConnectionId, assets: AssetsFate): Promise<void> =>
  storage.transaction((writer) => writer.removeConnection({ id, assets }, 7));

const activeOf = async ({ storage }: Dispatch, id: ConnectionId): Promise<number> =>
  (await storage.readStandings(id)).activeAssets;

/** The store with something that happens before each step of a removal. */
function watchRemovals(storage: Storage, onStep: (id: ConnectionId) => void): Storage {
  const watch = (writer: StorageWriter): StorageWriter => ({
    ...writer,
    retireRemoved: (id, limit, at) => {
      onStep(id);
      return writer.retireRemoved(id, limit, at);
    },
    purgeRemoved: (id, limit) => {
      onStep(id);
      return writer.purgeRemoved(id, limit);
    },
  });
  return { ...storage, transaction: (work) => storage.transaction((writer) => work(watch(writer))) };
}

test.each(["retire", "purge"] as const)(
  "[RM3] 5,000 assets of a removed connection are seen to (%s) while another connection pulls",
  async (assets) => {
    const happened: string[] = [];
    const dispatch = await createDispatch((storage) => watchRemovals(storage, () => happened.push("step")));
    const worker = dispatch.startWorker();
    const id = await pull(dispatch, 5000);
    const other = tenantOf(40);
    other.onListPage = async () => {
      happened.push("page");
      if (happened.filter((what) => what === "page").length !== 2) return;
      await remove(dispatch, id, assets);
      void worker.wake();
    };
    const otherId = await dispatch.connect(other);
    const runId = await dispatch.queue.request(otherId, "full_pull", "person");
    expect(await dispatch.untilEnded(runId)).toMatchObject({ counters: { created: 40 } });
    await expect(dispatch.storage.readConnection(id)).rejects.toMatchObject({ code: "connection.not_found" });
    await dispatch.until(() => dispatch.removed.includes(id));
    expect(await activeOf(dispatch, id)).toBe(0);
    expect(await dispatch.storage.readRetiredCount(id)).toBe(assets === "retire" ? 5000 : 0);
    expect(await activeOf(dispatch, otherId)).toBe(40);
    const meanwhile = happened.slice(happened.indexOf("step"), happened.lastIndexOf("step"));
    expect(meanwhile).toContain("page");
    expect([dispatch.troubles, dispatch.removed]).toEqual([[], [id]]);
  },
);

test.each(["retire", "purge"] as const)(
  "[RM3] a removal (%s) that a stop cuts off is seen to its end by the next worker",
  async (assets) => {
    let onStep = (): void => undefined;
    const dispatch = await createDispatch((storage) => watchRemovals(storage, () => onStep()));
    const worker = dispatch.startWorker();
    const id = await pull(dispatch, 2500);
    await remove(dispatch, id, assets);
    const stopped = new Promise<void>((resolve) => {
      onStep = () => {
        onStep = () => undefined;
        resolve(worker.stop());
      };
    });
    await worker.wake();
    await stopped;
    expect([await activeOf(dispatch, id), dispatch.removed]).toEqual([1500, []]);
    await dispatch.startWorker().wake();
    await dispatch.until(() => dispatch.removed.includes(id));
    expect(await activeOf(dispatch, id)).toBe(0);
    expect(await dispatch.storage.readRemovals()).toEqual([]);
  },
);

test("[RM3] what is removed during a removal is seen to as well, and one removal's trouble is not the others'", async () => {
  let onStep = (_id: ConnectionId): void => undefined;
  const dispatch = await createDispatch((storage) => watchRemovals(storage, (id) => onStep(id)));
  const worker = dispatch.startWorker();
  const [broken, first, second] = [await pull(dispatch, 3), await pull(dispatch, 3), await pull(dispatch, 3)];
  let isBroken = true;
  let later: Promise<void> | null = null;
  onStep = (id) => {
    if (id === broken && isBroken) throw new Error("disk full");
    if (id !== first) return;
    later ??= remove(dispatch, second, "purge").then(() => worker.wake());
  };
  await remove(dispatch, broken, "retire");
  await remove(dispatch, first, "retire");
  await worker.wake();
  await dispatch.until(() => dispatch.removed.includes(second));
  await later;
  expect(dispatch.removed).toEqual([first, second]);
  expect(dispatch.troubles.length).toBeGreaterThan(0);
  isBroken = false;
  dispatch.clock.advance(60_000);
  await dispatch.until(() => dispatch.removed.includes(broken));
  expect(await activeOf(dispatch, broken)).toBe(0);
});

async function countRows(db: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(
      db,
    );
    counts.set(name, rows[0]?.count ?? 0);
  }
  return counts;
}

test("[RM2] after a purge every table is as it was before the connection", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "rollcall-purge-"));
  try {
    await using store = await openBeside({ dataDir });
    const dispatch = await createDispatch(() => store.storage);
    const worker = dispatch.startWorker();
    await pull(dispatch, 20, 7);
    const before = await countRows(store.db);
    const id = await pull(dispatch, 60, 7);
    await remove(dispatch, id, "purge");
    expect(await countRows(store.db)).not.toEqual(before);
    await worker.wake();
    await dispatch.until(() => dispatch.removed.includes(id));
    expect(await countRows(store.db)).toEqual(before);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

// The store behind threads: who waits for whom, what crosses between threads, and what becomes of work when a thread dies.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompiledQuery, type Kysely, Kysely as KyselyInstance, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../../schema.ts";
import { openConnection } from "../connection.ts";
import { ThreadedSqliteDialect } from "./dialect.ts";
import type { StoreThread } from "./store-thread.ts";
import { StoreThreads, type ThreadCounts } from "./store-threads.ts";

let folder = "";
let file = "";
const opened: StoreThreads[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-threads-"));
  file = join(folder, "rollcall.sqlite");
});
afterEach(async () => {
  for (const threads of opened.splice(0)) await threads.close();
  rmSync(folder, { recursive: true });
});

async function open(
  counts: Partial<ThreadCounts> = {},
): Promise<{ threads: StoreThreads; db: Kysely<Database> }> {
  const usual = { queryThreads: 2, busyTimeoutMs: 30_000, drainMs: 10_000 };
  const threads = await StoreThreads.start(file, { ...usual, ...counts });
  opened.push(threads);
  return { threads, db: new KyselyInstance<Database>({ dialect: new ThreadedSqliteDialect(threads) }) };
}

const tag = (db: Kysely<Database>, code: string) =>
  db.insertInto("rejection").values({ run_id: 1, external_id: null, code, message: "" });
const tags = async (db: Kysely<Database>) =>
  (await db.selectFrom("rejection").select("code").orderBy("id").execute()).map(({ code }) => code);

/** Every thread that is lent as the writer from now on. */
function watchWriters(threads: StoreThreads): readonly StoreThread[] {
  const writers: StoreThread[] = [];
  const take = threads.takeWriter.bind(threads);
  threads.takeWriter = async () => {
    const lease = await take();
    writers.push(lease.thread);
    return lease;
  };
  return writers;
}

/** Takes a good while of its thread: some 100 ms for each million and a half. */
const longRead = (db: Kysely<Database>, numbers = 1_500_000) =>
  sql<{ count: number }>`
    select count(*) as count from (
      with recursive number(n) as (select 1 union all select n + 1 from number where n < ${numbers}) select n from number
    )`.execute(db);

/** Tried with longer and longer reads: on a busy machine anything may be late, but what waits for its turn never comes first. */
async function comesBeforeLongReads(
  begin: (numbers: number) => Promise<unknown>,
  work: () => Promise<void>,
): Promise<boolean> {
  for (const numbers of [1_500_000, 15_000_000, 60_000_000]) {
    let isOver = false;
    const reads = begin(numbers).then(() => {
      isOver = true;
    });
    await work();
    const isFirst = !isOver;
    await reads;
    if (isFirst) return true;
  }
  return false;
}

test("[TH1] who reads waits neither for a writer nor for somebody's long read", async () => {
  const { db } = await open();
  await tag(db, "before").execute();
  const other = openConnection(file);
  other.exec("begin immediate");
  let isWritten = false;
  const write = tag(db, "waited")
    .execute()
    .then(() => {
      isWritten = true;
    });
  const isFirst = await comesBeforeLongReads(
    (numbers) => longRead(db, numbers),
    async () => {
      expect(await tags(db)).toEqual(["before"]);
      expect(await tags(db)).toEqual(["before"]);
    },
  );
  expect([isFirst, isWritten]).toEqual([true, false]);
  other.exec("commit");
  other.close();
  await write;
  expect(await tags(db)).toEqual(["before", "waited"]);
});

test("[TH1] of more readers than threads each is served, in their order", async () => {
  const { db } = await open({ queryThreads: 1 });
  const done: number[] = [];
  const reads = Array.from({ length: 20 }, async (_, place) => {
    await tags(db);
    done.push(place);
  });
  await Promise.all(reads);
  expect(done).toEqual([...done].sort((one, other) => one - other));
});

test("[TR5] what else is read does not wait for searches, however many there are, and these come in their order", async () => {
  const { threads, db } = await open();
  const searches = new KyselyInstance<Database>({
    dialect: new ThreadedSqliteDialect(threads.forSearches()),
  });
  await tag(db, "there").execute();
  let done: number[] = [];
  let all: Promise<unknown> = Promise.resolve();
  const isFirst = await comesBeforeLongReads(
    async (numbers) => {
      await all;
      done = [];
      const scans = [1, 2, 3].map((place) => longRead(searches, numbers).then(() => done.push(place)));
      all = Promise.all(scans);
      await Promise.race(scans);
    },
    async () => expect(await tags(db)).toEqual(["there"]),
  );
  await all;
  expect(isFirst).toBe(true);
  expect(done).toEqual([1, 2, 3]);
});

test("[TR5] a search that fails lets the next one through", async () => {
  const { threads, db } = await open({ queryThreads: 1 });
  const searches = new KyselyInstance<Database>({
    dialect: new ThreadedSqliteDialect(threads.forSearches()),
  });
  await tag(db, "there").execute();
  await expect(sql`select * from nowhere`.execute(searches)).rejects.toThrow("no such table");
  expect(await tags(searches)).toEqual(["there"]);
});

test("[TH2] a transaction is seen whole by whoever reads after it, and by nobody before", async () => {
  const { db } = await open();
  await db.transaction().execute(async (transaction) => {
    await tag(transaction, "first").execute();
    expect(await tags(transaction)).toEqual(["first"]);
    expect(await tags(db)).toEqual([]);
    await tag(transaction, "second").execute();
  });
  expect(await tags(db)).toEqual(["first", "second"]);
});

test("[TH2] transactions and single writes come one after the other", async () => {
  const { db } = await open();
  const write = (place: number) =>
    db.transaction().execute(async (transaction) => {
      await tag(transaction, `${place}`).execute();
      await tag(transaction, `${place}`).execute();
    });
  await Promise.all([write(1), tag(db, "alone").execute(), write(2), write(3)]);
  expect(await tags(db)).toEqual(["1", "1", "alone", "2", "2", "3", "3"]);
});

test("[TH2] a write that finds the lock taken for too long fails with SQLite's own code", async () => {
  const { db } = await open({ busyTimeoutMs: 1 });
  const other = openConnection(file);
  other.exec("begin immediate");
  await expect(tag(db, "one").execute()).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  await expect(db.transaction().execute(async () => undefined)).rejects.toMatchObject({
    code: "SQLITE_BUSY",
  });
  other.exec("rollback");
  other.close();
  await tag(db, "two").execute();
  expect(await tags(db)).toEqual(["two"]);
});

test("[TH3] an error crosses with its code and message, and the thread goes on", async () => {
  const { threads, db } = await open();
  await tag(db, "one").execute();
  await expect(
    db.insertInto("rejection").values({ id: 1, run_id: 1, code: "", message: "" }).execute(),
  ).rejects.toMatchObject({
    name: "SqliteError",
    code: "SQLITE_CONSTRAINT_PRIMARYKEY",
    message: "UNIQUE constraint failed: rejection.id",
  });
  await expect(sql`select nonsense`.execute(db)).rejects.toMatchObject({ code: "SQLITE_ERROR" });
  const bound = (value: unknown) => db.executeQuery(CompiledQuery.raw("select ?", [value]));
  await expect(bound(() => 1)).rejects.toMatchObject({ name: "DataCloneError" });
  await expect(bound(new Date())).rejects.toThrow("can only bind");
  const order = { kind: "query", sql: "delete from rejection", parameters: [] } as const;
  await expect(threads.read(order)).rejects.toMatchObject({ code: "SQLITE_READONLY" });
  expect(await tags(db)).toEqual(["one"]);
});

test("[TH3] parameters and values cross as they are", async () => {
  const { db } = await open();
  const bytes = Buffer.from([0, 1, 255]);
  const { rows } = await sql`
    select ${null} as missing, ${bytes} as bytes, ${"a\u0000'ü😀"} as text, ${1.5} as real,
      typeof(${9007199254740993n}) as kind, cast(${9007199254740993n} as text) as large`.execute(db);
  expect(rows).toEqual([
    { missing: null, bytes, text: "a\u0000'ü😀", real: 1.5, kind: "integer", large: "9007199254740993" },
  ]);
  expect(Buffer.isBuffer((rows as [{ bytes: unknown }])[0].bytes)).toBe(true);
  const { insertId, numInsertedOrUpdatedRows } = await tag(db, "one").executeTakeFirstOrThrow();
  expect([insertId, numInsertedOrUpdatedRows]).toEqual([1n, 1n]);
  expect(await tag(db, "two").returning("id").execute()).toEqual([{ id: 2 }]);
});

test("[TH3] a prepared statement follows the schema", async () => {
  const { db } = await open();
  const all = () => sql`select * from extra`.execute(db);
  await sql`create table extra (one text)`.execute(db);
  await sql`insert into extra values ('1')`.execute(db);
  expect((await all()).rows).toEqual([{ one: "1" }]);
  await sql`alter table extra add column two text default '2'`.execute(db);
  expect((await all()).rows).toEqual([{ one: "1", two: "2" }]);
  expect((await all()).rows).toEqual([{ one: "1", two: "2" }]);
});

test("[TH3] a savepoint is gone back to within its transaction", async () => {
  const { db } = await open();
  const transaction = await db.startTransaction().execute();
  await tag(transaction, "kept").execute();
  const later = await transaction.savepoint("here").execute();
  await tag(later, "undone").execute();
  await (await later.rollbackToSavepoint("here").execute()).releaseSavepoint("here").execute();
  await transaction.commit().execute();
  expect(await tags(db)).toEqual(["kept"]);
});

test("[TH4] a thread that dies fails what it was asked with a code, and is replaced", async () => {
  const { threads, db } = await open({ queryThreads: 1 });
  await tag(db, "one").execute();
  const { thread, release } = await threads.takeWriter();
  // It cannot answer before it is ended: it waits for a lock that is let go of only afterwards.
  const other = openConnection(file);
  other.exec("begin immediate");
  const asked = thread.ask({ kind: "query", sql: "begin immediate", parameters: [] });
  const failed = expect(asked).rejects.toMatchObject({ code: "storage.thread_ended" });
  const killed = thread.kill();
  other.exec("rollback");
  other.close();
  await Promise.all([killed, failed]);
  await expect(thread.ask({ kind: "rollback" })).rejects.toMatchObject({ code: "storage.thread_ended" });
  release();
  await tag(db, "two").execute();
  expect(await tags(db)).toEqual(["one", "two"]);
});

test("[TH4] a transaction whose thread died is not continued in the next one", async () => {
  const { threads, db } = await open();
  const writers = watchWriters(threads);
  const work = db.transaction().execute(async (transaction) => {
    await tag(transaction, "lost").execute();
    await Promise.all(writers.map((writer) => writer.kill()));
    await tag(transaction, "never").execute();
  });
  await expect(work).rejects.toMatchObject({ code: "storage.thread_ended" });
  await tag(db, "next").execute();
  expect(await tags(db)).toEqual(["next"]);
});

test("[TH4] a transaction that throws, and one whose commit is refused, leave nothing and hold nobody up", async () => {
  const { db } = await open();
  const thrown = db.transaction().execute(async (transaction) => {
    await tag(transaction, "thrown").execute();
    throw new Error("cut");
  });
  await expect(thrown).rejects.toThrow("cut");
  await sql`create table child (parent references connection (id) deferrable initially deferred)`.execute(db);
  const refused = db.transaction().execute(async (transaction) => {
    await tag(transaction, "refused").execute();
    await sql`insert into child values (99)`.execute(transaction);
  });
  await expect(refused).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT_FOREIGNKEY" });
  await tag(db, "next").execute();
  expect(await tags(db)).toEqual(["next"]);
});

test("[TH5] an end waits for what is under way, and refuses what comes later", async () => {
  const { threads, db } = await open();
  const write = db.transaction().execute(async (transaction) => {
    await tag(transaction, "first").execute();
    await tag(transaction, "second").execute();
  });
  // The transaction has the writer once this is answered.
  await tags(db);
  const closed = threads.close();
  await expect(tags(db)).rejects.toMatchObject({ code: "storage.closed" });
  await Promise.all([write, closed]);
  await expect(tag(db, "late").execute()).rejects.toMatchObject({ code: "storage.closed" });
  const { db: again } = await open();
  expect(await tags(again)).toEqual(["first", "second"]);
});

test("[TH5] an end does not wait for ever, and what it cuts off is rolled back", async () => {
  const { threads, db } = await open({ drainMs: 1 });
  const transaction = await db.startTransaction().execute();
  await tag(transaction, "open").execute();
  const behind = tag(db, "behind").execute();
  const refused = expect(behind).rejects.toMatchObject({ code: "storage.closed" });
  await threads.close();
  await refused;
  await expect(tag(transaction, "late").execute()).rejects.toMatchObject({ code: "storage.thread_ended" });
  const { db: again } = await open();
  expect(await tags(again)).toEqual([]);
});

test("[TH5] a file that cannot be opened is told with SQLite's code, and leaves no thread behind", async () => {
  file = join(folder, "no-such-folder", "rollcall.sqlite");
  await expect(open()).rejects.toThrow("directory does not exist");
  file = folder;
  await expect(open()).rejects.toMatchObject({ code: "SQLITE_CANTOPEN" });
});

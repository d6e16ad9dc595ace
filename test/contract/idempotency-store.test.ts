// What every store of idempotency keys must do, on SQLite and on PostgreSQL 18.

import BetterSqlite3 from "better-sqlite3";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type IdempotencyStore, keyKeptMs } from "../../src/core/idempotency.ts";
import { createIdempotencyStore } from "../../src/storage/idempotency-store.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Database } from "../../src/storage/schema.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

let postgres: TestPostgres | null = null;
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(async () => {
  await postgres?.stop();
});

async function onSqlite(): Promise<Kysely<Database>> {
  const database = new BetterSqlite3(":memory:");
  const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
  await migrate(db, "sqlite");
  return db;
}

async function onPostgres(): Promise<Kysely<Database>> {
  // As the server reads them: times are far below 2^53.
  const types = {
    getTypeParser: ((oid: number, format?: "text" | "binary") =>
      oid === pg.types.builtins.INT8
        ? Number
        : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
  };
  const pool = new pg.Pool({ connectionString: await postgres?.createDatabase(), types });
  // The server is stopped while the pool's last connections still say goodbye.
  pool.on("error", () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  await migrate(db, "postgres");
  return db;
}

describe.each([
  ["SQLite", onSqlite],
  ["PostgreSQL 18", onPostgres],
] as const)("%s", (_name, open) => {
  let db: Kysely<Database>;
  let store: IdempotencyStore;
  const at = 1_800_000_000_000;
  beforeAll(async () => {
    db = await open();
    store = createIdempotencyStore(db);
  });
  afterAll(() => db.destroy());

  test("of many who take one key at one time exactly one gets it", async () => {
    const standings = await Promise.all(Array.from({ length: 20 }, () => store.take("many", "f", at)));
    const kinds = standings.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(["taken", ...Array.from({ length: 19 }, () => "unanswered")]);
  });

  test("an answer comes back as it was kept, and a released key can be taken again", async () => {
    const answer = { status: 201, headers: { location: "/x" }, body: '{"a":"ü"}' };
    await store.take("one", "print", at);
    expect(await store.take("one", "other", at + 1)).toEqual({
      kind: "unanswered",
      fingerprint: "print",
      takenAt: at,
    });
    await store.answer("one", answer);
    await store.release("one");
    expect(await store.take("one", "print", at + 2)).toEqual({
      kind: "answered",
      fingerprint: "print",
      answer,
    });
    await store.take("secret", "print", at);
    await store.answer("secret", null);
    expect(await store.take("secret", "print", at)).toMatchObject({ kind: "answered", answer: null });
    await store.take("free", "print", at);
    await store.release("free");
    expect((await store.take("free", "print", at)).kind).toBe("taken");
  });

  test("a key is forgotten after a day", async () => {
    await store.take("old", "print", at);
    expect((await store.take("old", "print", at + keyKeptMs - 1)).kind).toBe("unanswered");
    expect((await store.take("old", "print", at + keyKeptMs)).kind).toBe("taken");
  });
});

// What every store of idempotency keys must do, on SQLite and on PostgreSQL 18.

import BetterSqlite3 from "better-sqlite3";
import { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type IdempotencyStore, keyKeptMs } from "../../src/core/idempotency.ts";
import { createIdempotencyStore } from "../../src/storage/idempotency-store.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import type { Database } from "../../src/storage/schema.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { testKeys } from "../support/engine.ts";
import { createDatabaseOn } from "../support/postgres.ts";

async function onSqlite(): Promise<Kysely<Database>> {
  const database = new BetterSqlite3(":memory:");
  const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
  await migrate(db, "sqlite");
  return db;
}

async function onPostgres(url: string): Promise<Kysely<Database>> {
  return (await openPostgres(await createDatabaseOn(url), testKeys)).db;
}

const postgresUrl = inject("postgresUrl");
describe.each([postgresUrl === null ? "SQLite" : "PostgreSQL 18"])("%s", () => {
  let db: Kysely<Database>;
  let store: IdempotencyStore;
  const at = 1_800_000_000_000;
  beforeAll(async () => {
    db = await (postgresUrl === null ? onSqlite() : onPostgres(postgresUrl));
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

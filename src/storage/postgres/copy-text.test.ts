// COPY's text format against a real PostgreSQL: whatever a source sends comes back as it was.

import fc from "fast-check";
import { CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type TestPostgres } from "../../../test/support/postgres.ts";
import { type CopyValue, toCopyText } from "./copy-text.ts";
import { createPool } from "./pool.ts";

let postgres: TestPostgres;
let db: Kysely<unknown>;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const pool = createPool({ url, connections: 1, name: "test", idleInTransactionMs: 0, statementMs: null });
  db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await sql`create table copied (place integer, words text, number bigint)`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await postgres.stop();
});

const copy = async (rows: readonly (readonly CopyValue[])[]) =>
  db.executeQuery(CompiledQuery.raw("copy copied from stdin", [toCopyText(rows)]));

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("\\", "\t", "\n", "\r", "N", ".", "\u0000", '"', "'", "\b", "\v", "é", "😀"),
  }),
  fc.constantFrom("\\N", "\\.", "\\", "", "null", "\\\\.\n", "\\t"),
);

test("[PG1] every text, number and null is copied as it is, but for NUL, which PostgreSQL does not hold", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.option(hostile), fc.option(fc.maxSafeInteger())), { maxLength: 30 }),
      async (values) => {
        await sql`truncate copied`.execute(db);
        await copy(values.map(([words, number], place) => [place, words, number]));
        const { rows } = await sql<{ words: string | null; number: number | null }>`
          select words, number from copied order by place`.execute(db);
        expect(rows.map(({ words, number }) => [words, number])).toEqual(
          values.map(([words, number]) => [words?.replaceAll("\u0000", "").toWellFormed() ?? null, number]),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("[PG1] a row that the table refuses fails the whole copy with PostgreSQL's own code, and the connection goes on", async () => {
  await sql`truncate copied`.execute(db);
  await expect(
    copy([
      [1, "good", 1],
      ["no number", "bad", 2],
    ]),
  ).rejects.toMatchObject({ code: "22P02" });
  await copy([[1, "good", 1]]);
  const { rows } = await sql<{ count: number }>`select count(*) as count from copied`.execute(db);
  expect(rows).toEqual([{ count: 1 }]);
});

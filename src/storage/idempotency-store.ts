// Keeps idempotency keys and the answers given under them.

import type { Kysely } from "kysely";
import { z } from "zod";
import { type IdempotencyStore, type KeyStanding, keyKeptMs } from "../core/idempotency.ts";
import type { Database, IdempotencyKeyTable } from "./schema.ts";

const keptAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

function rowToStanding(row: IdempotencyKeyTable): KeyStanding {
  if (row.is_answered === 0)
    return { kind: "unanswered", fingerprint: row.fingerprint, takenAt: row.taken_at };
  const answer = row.answer === null ? null : keptAnswer.parse(JSON.parse(row.answer));
  return { kind: "answered", fingerprint: row.fingerprint, answer };
}

export function createIdempotencyStore(db: Kysely<Database>): IdempotencyStore {
  return {
    take: async (id, fingerprint, at) => {
      await db
        .deleteFrom("idempotency_key")
        .where("taken_at", "<=", at - keyKeptMs)
        .execute();
      // The primary key decides between callers, also those of other processes.
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("idempotency_key")
        .values({ id, fingerprint, taken_at: at, is_answered: 0, answer: null })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return { kind: "taken" };
      const row = await db.selectFrom("idempotency_key").selectAll().where("id", "=", id).executeTakeFirst();
      // It was there a moment ago: whoever held it has just released it, and the client may ask again.
      return row === undefined ? { kind: "unanswered", fingerprint, takenAt: at } : rowToStanding(row);
    },
    answer: async (id, answer) => {
      await db
        .updateTable("idempotency_key")
        .set({ is_answered: 1, answer: answer === null ? null : JSON.stringify(answer) })
        .where("id", "=", id)
        .execute();
    },
    release: async (id) => {
      await db.deleteFrom("idempotency_key").where("id", "=", id).where("is_answered", "=", 0).execute();
    },
  };
}

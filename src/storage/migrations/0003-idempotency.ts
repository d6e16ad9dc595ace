// The table of idempotency keys.

import type { Kysely } from "kysely";

export async function createIdempotencyKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("idempotency_key")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("fingerprint", "text", (column) => column.notNull())
    .addColumn("taken_at", "bigint", (column) => column.notNull())
    .addColumn("is_answered", "integer", (column) => column.notNull())
    .addColumn("answer", "text")
    .execute();
  await db.schema.createIndex("idempotency_key_by_age").on("idempotency_key").column("taken_at").execute();
}

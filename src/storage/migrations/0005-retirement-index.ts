// An index of when assets were retired; those that are active are not in it, so that a pull does not write to it.

import { type Kysely, sql } from "kysely";

export async function indexRetirements(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("asset_by_retirement")
    .on("asset")
    .columns(["retired_at", "traits_id"])
    .where(sql.ref("retired_at"), "is not", null)
    .execute();
}

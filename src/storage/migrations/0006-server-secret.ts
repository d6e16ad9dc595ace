// Secrets of the server itself, for processes that have no folder in common.

import type { Kysely } from "kysely";
import { type Dialect, withId } from "./0001-initial.ts";

export async function createServerSecrets(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await withId(db.schema.createTable("server_secret"), "id", dialect)
    .addColumn("name", "text", (column) => column.notNull().unique())
    .addColumn("sealed", "text", (column) => column.notNull())
    .execute();
}

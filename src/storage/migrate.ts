// Brings a database to the schema of this release.

import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { createInitialSchema, type Dialect } from "./migrations/0001-initial.ts";
import { createIdempotencyKeys } from "./migrations/0003-idempotency.ts";
import type { Database } from "./schema.ts";

/** Runs the migrations that the database lacks, in order; throws what the first failing one throws. */
export async function migrate(db: Kysely<Database>, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        "0001-initial": { up: (schema: Kysely<unknown>) => createInitialSchema(schema, dialect) },
        "0003-idempotency": { up: createIdempotencyKeys },
      }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

// Brings a database to the schema of this release.

import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { createInitialSchema, type Dialect } from "./migrations/0001-initial.ts";
import { createAccessSchema } from "./migrations/0002-access.ts";
import { createIdempotencyKeys } from "./migrations/0003-idempotency.ts";
import type { Database } from "./schema.ts";

function migrationsFor(dialect: Dialect): Readonly<Record<string, Migration>> {
  return {
    "0001-initial": { up: (schema: Kysely<unknown>) => createInitialSchema(schema, dialect) },
    "0002-access": { up: (schema: Kysely<unknown>) => createAccessSchema(schema, dialect) },
    "0003-idempotency": { up: (schema: Kysely<unknown>) => createIdempotencyKeys(schema) },
  };
}

/** The names of the migrations that this release has, in their order; Kysely keeps those that ran in `kysely_migration`. */
export function knownMigrations(): readonly string[] {
  return Object.keys(migrationsFor("sqlite"));
}

/** Runs the migrations that the database lacks, in order; throws what the first failing one throws. */
export async function migrate(db: Kysely<Database>, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrationsFor(dialect) }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

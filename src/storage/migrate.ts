// Brings a database to the schema of this release.

import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { RollcallError } from "../core/error.ts";
import { createInitialSchema, type Dialect } from "./migrations/0001-initial.ts";
import { createAccessSchema } from "./migrations/0002-access.ts";
import { createIdempotencyKeys } from "./migrations/0003-idempotency.ts";
import { createInventory } from "./migrations/0004-inventory.ts";
import { indexRetirements } from "./migrations/0005-retirement-index.ts";
import { createServerSecrets } from "./migrations/0006-server-secret.ts";
import type { Database } from "./schema.ts";

function migrationsFor(dialect: Dialect): Readonly<Record<string, Migration>> {
  return {
    "0001-initial": { up: (schema: Kysely<unknown>) => createInitialSchema(schema, dialect) },
    "0002-access": { up: (schema: Kysely<unknown>) => createAccessSchema(schema, dialect) },
    "0003-idempotency": { up: (schema: Kysely<unknown>) => createIdempotencyKeys(schema) },
    "0004-inventory": { up: (schema: Kysely<unknown>) => createInventory(schema, dialect) },
    "0005-retirement-index": { up: (schema: Kysely<unknown>) => indexRetirements(schema) },
    "0006-server-secret": { up: (schema: Kysely<unknown>) => createServerSecrets(schema, dialect) },
  };
}

/** The names of the migrations that this release has, in their order; Kysely keeps those that ran in `kysely_migration`. */
export function knownMigrations(): readonly string[] {
  return Object.keys(migrationsFor("sqlite"));
}

/** The migrations that ran on the database and that this release does not have, since a newer one made them. */
async function unknownMigrations(db: Kysely<Database>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !knownMigrations().includes(name));
}

/**
 * Runs the migrations that the database lacks, in order. Throws `storage.newer_release` where it has one that this release does
 * not know, and what the first failing one throws.
 */
export async function migrate(db: Kysely<Database>, dialect: Dialect): Promise<void> {
  const [unknown] = await unknownMigrations(db);
  if (unknown !== undefined)
    throw new RollcallError(
      "storage.newer_release",
      `The database is of a newer release, which has the migration ${unknown}: start that release, or restore a backup of this one.`,
    );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrationsFor(dialect) }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

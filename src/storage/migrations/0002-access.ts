// The tables of users, their sessions and sign-ins, API tokens and the audit log; `src/access/schema.ts` has their types.

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "./0001-initial.ts";

const required = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull();
const ofUser = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
  column.references("user_account.id").onDelete("cascade");

/** better-auth writes a time as ISO 8601 text where the database has no type for it, and asks for a real one where it has. */
function authTypes(dialect: Dialect) {
  return dialect === "sqlite"
    ? ({ time: "text", flag: "integer" } as const)
    : ({ time: sql`timestamptz(3)`, flag: "boolean" } as const);
}

async function createUsers(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { time, flag } = authTypes(dialect);
  await db.schema
    .createTable("user_account")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("email", "text", (column) => column.notNull().unique())
    .addColumn("email_verified", flag, required)
    .addColumn("name", "text", required)
    .addColumn("image", "text")
    .addColumn("role", "text", required)
    .addColumn("created_at", time, required)
    .addColumn("updated_at", time, required)
    .execute();
  await db.schema
    .createIndex("user_account_by_age")
    .on("user_account")
    .columns(["created_at", "id"])
    .execute();
  // One row at most: the link of the latest start.
  await db.schema
    .createTable("first_link")
    .addColumn("id", "integer", (column) => column.primaryKey().check(sql`id = 1`))
    .addColumn("token_hash", "text", required)
    .execute();
}

async function createSignIns(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { time } = authTypes(dialect);
  await db.schema
    .createTable("account")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => ofUser(column.notNull()))
    .addColumn("provider_id", "text", required)
    .addColumn("account_id", "text", required)
    .addColumn("password", "text")
    .addColumn("access_token", "text")
    .addColumn("refresh_token", "text")
    .addColumn("id_token", "text")
    .addColumn("access_token_expires_at", time)
    .addColumn("refresh_token_expires_at", time)
    .addColumn("scope", "text")
    .addColumn("created_at", time, required)
    .addColumn("updated_at", time, required)
    .addUniqueConstraint("account_once", ["provider_id", "account_id"])
    .execute();
  await db.schema.createIndex("account_by_user").on("account").column("user_id").execute();
}

async function createSessions(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { time } = authTypes(dialect);
  await db.schema
    .createTable("session")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => ofUser(column.notNull()))
    .addColumn("token", "text", (column) => column.notNull().unique())
    .addColumn("expires_at", time, required)
    .addColumn("ip_address", "text")
    .addColumn("user_agent", "text")
    .addColumn("created_at", time, required)
    .addColumn("updated_at", time, required)
    .execute();
  await db.schema.createIndex("session_by_user").on("session").column("user_id").execute();
  await db.schema
    .createTable("verification")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("identifier", "text", required)
    .addColumn("value", "text", required)
    .addColumn("expires_at", time, required)
    .addColumn("created_at", time, required)
    .addColumn("updated_at", time, required)
    .execute();
  await db.schema.createIndex("verification_by_identifier").on("verification").column("identifier").execute();
}

async function createTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("api_token")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", required)
    .addColumn("role", "text", required)
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("created_at", "bigint", required)
    .addColumn("expires_at", "bigint", required)
    .addColumn("last_used_at", "bigint")
    .addColumn("user_id", "text", ofUser)
    .execute();
  await db.schema.createIndex("api_token_by_user").on("api_token").column("user_id").execute();
  await db.schema.createIndex("api_token_by_age").on("api_token").columns(["created_at", "id"]).execute();
}

async function createAudit(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const table = db.schema.createTable("audit_entry");
  const withId =
    dialect === "sqlite"
      ? table.addColumn("id", "integer", (id) => id.primaryKey().autoIncrement())
      : table.addColumn("id", "bigint", (id) => id.primaryKey().generatedByDefaultAsIdentity());
  await withId
    .addColumn("at", "bigint", required)
    .addColumn("principal_kind", "text", required)
    .addColumn("principal_id", "text", required)
    .addColumn("principal_name", "text", required)
    .addColumn("action", "text", required)
    .addColumn("target", "text")
    .addColumn("details", "text", required)
    .execute();
  const byAction = db.schema.createIndex("audit_entry_by_action").on("audit_entry");
  await byAction.columns(["action", "id"]).execute();
  const byPrincipal = db.schema.createIndex("audit_entry_by_principal").on("audit_entry");
  await byPrincipal.columns(["principal_id", "id"]).execute();
}

export async function createAccessSchema(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createUsers(db, dialect);
  await createSignIns(db, dialect);
  await createSessions(db, dialect);
  await createTokens(db);
  await createAudit(db, dialect);
}

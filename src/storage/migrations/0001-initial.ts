// The first schema: connections, runs, devices and what a pull keeps while it is under way.

import { type CreateTableBuilder, type Kysely, sql } from "kysely";

export type Dialect = "sqlite" | "postgres";

export function withId<Name extends string>(
  table: CreateTableBuilder<Name>,
  column: string,
  dialect: Dialect,
): CreateTableBuilder<Name> {
  // An id is never given twice, even after its row is gone.
  return dialect === "sqlite"
    ? (table.addColumn(column, "integer", (id) =>
        id.primaryKey().autoIncrement(),
      ) as CreateTableBuilder<Name>)
    : (table.addColumn(column, "bigint", (id) =>
        id.primaryKey().generatedByDefaultAsIdentity(),
      ) as CreateTableBuilder<Name>);
}

async function createConnections(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await withId(db.schema.createTable("connection"), "id", dialect)
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("name_key", "text", (column) => column.notNull())
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("tags", "text", (column) => column.notNull())
    .addColumn("connector_id", "text", (column) => column.notNull())
    .addColumn("cloud", "text", (column) => column.notNull())
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("client_id", "text", (column) => column.notNull())
    .addColumn("login_url", "text", (column) => column.notNull())
    .addColumn("graph_url", "text", (column) => column.notNull())
    .addColumn("token_endpoint", "text", (column) => column.notNull())
    .addColumn("secret", "text", (column) => column.notNull())
    .addColumn("secret_stored_at", "bigint", (column) => column.notNull())
    .addColumn("secret_expires_at", "bigint")
    .addColumn("secret_warned_days", "bigint")
    .addColumn("next_secret", "text")
    .addColumn("next_secret_stored_at", "bigint")
    .addColumn("next_secret_expires_at", "bigint")
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("schedule", "text")
    .addColumn("needs_plan", "integer", (column) => column.notNull())
    .addColumn("next_run_at", "bigint")
    .addColumn("paused_at", "bigint")
    .addColumn("removed_at", "bigint")
    .addColumn("removed_assets", "text")
    .addColumn("delta_link", "text")
    .addColumn("basis", "text")
    .addColumn("last_seen_at", "bigint")
    .addColumn("last_full_pull_at", "bigint")
    .addColumn("without_id", "bigint", (column) => column.notNull())
    .addColumn("guard_share", "double precision", (column) => column.notNull())
    .addColumn("guard_minimum", "bigint", (column) => column.notNull())
    .addColumn("full_pull_every_ms", "bigint", (column) => column.notNull())
    .addColumn("transform_map_version", "bigint", (column) => column.notNull().defaultTo(1))
    .addColumn("severity_map", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
}

async function indexConnections(db: Kysely<unknown>): Promise<void> {
  // Among those that are there: the name of a removed one is free again.
  await db.schema
    .createIndex("connection_by_name")
    .on("connection")
    .column("name_key")
    .unique()
    .where(sql.ref("removed_at"), "is", null)
    .execute();
  await db.schema.createIndex("connection_by_next_run").on("connection").column("next_run_at").execute();
}

async function createPasses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("connection_pass")
    .addColumn("fingerprint", "text", (column) => column.primaryKey())
    .addColumn("passed_at", "bigint", (column) => column.notNull())
    .execute();
}

/** What two processes could do at the same moment is for the database to refuse. */
async function refuseSecondRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("sync_run_unfinished")
    .on("sync_run")
    .column("connection_id")
    .unique()
    .where(sql<boolean>`state_name in ('queued', 'running')`)
    .execute();
  await db.schema
    .createIndex("sync_run_by_due_time")
    .on("sync_run")
    .columns(["connection_id", "due_at"])
    .unique()
    .where(sql.ref("due_at"), "is not", null)
    .execute();
}

async function createRuns(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await withId(db.schema.createTable("sync_run"), "id", dialect)
    .addColumn("connection_id", "bigint", (column) => column.notNull().references("connection.id"))
    .addColumn("mode", "text", (column) => column.notNull())
    .addColumn("trigger", "text", (column) => column.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("state_name", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("cancel_requested_at", "bigint")
    .addColumn("counters", "text", (column) => column.notNull())
    .addColumn("expected_devices", "bigint")
    .addColumn("transform_map_version", "bigint", (column) => column.notNull())
    .addColumn("checkpoint", "text")
    .addColumn("count_proof", "text")
    .addColumn("retirement_decision", "text")
    .addColumn("claim", "text")
    .addColumn("basis", "text")
    .execute();
  await db.schema
    .createIndex("sync_run_by_connection")
    .on("sync_run")
    .columns(["connection_id", "id"])
    .execute();
  await db.schema.createIndex("sync_run_by_state").on("sync_run").columns(["state_name", "id"]).execute();
  await refuseSecondRuns(db);
  await withId(db.schema.createTable("run_log"), "id", dialect)
    .addColumn("run_id", "bigint", (column) => column.notNull())
    .addColumn("connection_id", "bigint", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("level", "text", (column) => column.notNull())
    .addColumn("code", "text", (column) => column.notNull())
    .addColumn("message", "text", (column) => column.notNull())
    .addColumn("request_id", "text")
    .addColumn("details", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("run_log_by_run").on("run_log").columns(["run_id", "id"]).execute();
  await db.schema
    .createIndex("run_log_by_connection")
    .on("run_log")
    .columns(["connection_id", "id"])
    .execute();
  await withId(db.schema.createTable("rejection"), "id", dialect)
    .addColumn("run_id", "bigint", (column) => column.notNull())
    .addColumn("external_id", "text")
    .addColumn("code", "text", (column) => column.notNull())
    .addColumn("message", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("rejection_by_run").on("rejection").columns(["run_id", "id"]).execute();
}

async function createDevices(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await withId(db.schema.createTable("device"), "asset_id", dialect)
    .addColumn("connection_id", "bigint", (column) => column.notNull())
    .addColumn("external_id", "text", (column) => column.notNull())
    .addColumn("standing", "text", (column) => column.notNull())
    .addColumn("record", "text", (column) => column.notNull())
    .addUniqueConstraint("device_by_external_id", ["connection_id", "external_id"])
    .execute();
  await db.schema
    .createIndex("device_by_asset")
    .on("device")
    .columns(["connection_id", "asset_id", "standing"])
    .execute();
}

async function createPullState(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await withId(db.schema.createTable("seen_page"), "id", dialect)
    .addColumn("run_id", "bigint", (column) => column.notNull())
    .addColumn("asset_ids", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("seen_page_by_run").on("seen_page").columns(["run_id", "id"]).execute();
  await db.schema
    .createTable("retirement_candidate")
    .addColumn("run_id", "bigint", (column) => column.notNull())
    .addColumn("asset_id", "bigint", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("retirement_candidate_key", ["run_id", "asset_id"])
    .execute();
}

export async function createInitialSchema(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createConnections(db, dialect);
  await indexConnections(db);
  await createPasses(db);
  await createRuns(db, dialect);
  await createDevices(db, dialect);
  await createPullState(db, dialect);
}

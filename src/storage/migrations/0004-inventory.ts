// The inventory: assets and what they have in common, their attributes and history, tags, queries and the work on many assets.

import { type ColumnDataType, type Expression, type Kysely, sql } from "kysely";
import { type Dialect, withId } from "./0001-initial.ts";

/** Compared and ordered byte by byte, as SQLite does: what is searched alike is found alike, whatever the database's locale. */
function plainText(dialect: Dialect): ColumnDataType | Expression<unknown> {
  return dialect === "sqlite" ? "text" : sql`text collate "C"`;
}

async function createTags(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await withId(db.schema.createTable("tag"), "id", dialect)
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("name_key", "text", (column) => column.notNull().unique())
    .addColumn("colour", "text", (column) => column.notNull())
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("criticality", "integer", (column) => column.notNull())
    .addColumn("rule", "text")
    .addColumn("placements", "bigint", (column) => column.notNull().defaultTo(0))
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
}

async function createTraits(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = plainText(dialect);
  await withId(db.schema.createTable("traits"), "id", dialect)
    .addColumn("key", text, (column) => column.notNull().unique())
    .addColumn("connection_id", "bigint", (column) => column.notNull())
    .addColumn("is_retired", "integer", (column) => column.notNull())
    .addColumn("operating_system", text)
    .addColumn("operating_system_version", text)
    .addColumn("trust_type", text)
    .addColumn("is_compliant", "integer")
    .addColumn("is_managed", "integer")
    .addColumn("is_enabled", "integer")
    .addColumn("is_stale", "integer", (column) => column.notNull())
    .addColumn("tag_set", text, (column) => column.notNull())
    .addColumn("operating_system_text", text)
    .addColumn("operating_system_version_text", text)
    .addColumn("category", text)
    .addColumn("severity", "integer")
    .addColumn("criticality", "integer", (column) => column.notNull())
    .addColumn("asset_count", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex("traits_by_connection").on("traits").column("connection_id").execute();
}

async function createAssetTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = plainText(dialect);
  await db.schema
    .createTable("asset")
    .addColumn("id", dialect === "sqlite" ? "integer" : "bigint", (column) => column.primaryKey())
    .addColumn("traits_id", "bigint", (column) => column.notNull().references("traits.id"))
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("name_text", text, (column) => column.notNull())
    .addColumn("entra_device_id", text)
    .addColumn("last_sign_in_at", "bigint")
    .addColumn("registered_at", "bigint")
    .addColumn("accepted_record", "text")
    .addColumn("retired_at", "bigint")
    .addColumn("retired_reason", "text")
    .addColumn("last_seen_at", "bigint")
    .addColumn("first_seen_at", "bigint", (column) => column.notNull())
    .addColumn("last_changed_at", "bigint", (column) => column.notNull())
    .addColumn("created_by_run_id", "bigint", (column) => column.notNull())
    .execute();
}

/** Each has the traits beside what it orders, so that a search reads the index alone (docs/benchmarks.md). */
async function indexAssets(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(`asset_by_${name}`)
      .on("asset")
      .columns([...columns])
      .execute();
  await index("name", ["name_text", "traits_id"]);
  await index("traits", ["traits_id"]);
  await index("last_sign_in", ["last_sign_in_at", "traits_id"]);
  await index("device_id", ["entra_device_id"]);
  await index("first_seen", ["first_seen_at", "traits_id"]);
  await index("last_changed", ["last_changed_at", "traits_id"]);
  await index("creating_run", ["created_by_run_id", "first_seen_at"]);
}

async function createAttributesAndHistory(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = plainText(dialect);
  await db.schema
    .createTable("asset_attribute")
    .addColumn("asset_id", "bigint", (column) => column.notNull())
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("value", text, (column) => column.notNull())
    .addColumn("value_text", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("asset_attribute_key", ["asset_id", "name"])
    .execute();
  await db.schema
    .createIndex("asset_attribute_by_value")
    .on("asset_attribute")
    // A value may be longer than what PostgreSQL takes into an index: a third of a page.
    .columns(dialect === "sqlite" ? ["name", "value_text", "asset_id"] : ["name", "asset_id"])
    .execute();
  await withId(db.schema.createTable("asset_change"), "id", dialect)
    .addColumn("asset_id", "bigint", (column) => column.notNull())
    .addColumn("run_id", "bigint", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("property", text, (column) => column.notNull())
    .addColumn("before", "text")
    .addColumn("after", "text")
    .execute();
  const index = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(`asset_change_by_${name}`)
      .on("asset_change")
      .columns([...columns])
      .execute();
  await index("asset", ["asset_id", "id"]);
  await index("run", ["run_id", "at", "asset_id"]);
  await index("property", ["property", "at", "asset_id"]);
  await index("time", ["at", "asset_id"]);
}

async function createQueries(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const ofUser = { table: "user_account", column: "id" };
  await withId(db.schema.createTable("saved_query"), "id", dialect)
    .addColumn("user_id", "text", (column) =>
      column.references(`${ofUser.table}.${ofUser.column}`).onDelete("cascade"),
    )
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("name_key", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("is_shared", "integer", (column) => column.notNull())
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addUniqueConstraint("saved_query_by_name", ["user_id", "name_key"])
    .execute();
  // To a unique constraint two rows without a user are of different users.
  await db.schema
    .createIndex("saved_query_by_local_name")
    .unique()
    .on("saved_query")
    .column("name_key")
    .where(sql.ref("user_id"), "is", null)
    .execute();
  await withId(db.schema.createTable("recent_query"), "id", dialect)
    .addColumn("user_id", "text", (column) =>
      column.notNull().references(`${ofUser.table}.${ofUser.column}`).onDelete("cascade"),
    )
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("used_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("recent_query_by_user")
    .on("recent_query")
    .columns(["user_id", "used_at"])
    .execute();
}

async function createMapsAndTasks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable("transform_map")
    .addColumn("connection_id", "bigint", (column) => column.notNull())
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("rules", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("transform_map_key", ["connection_id", "version"])
    .execute();
  await withId(db.schema.createTable("inventory_task"), "id", dialect)
    .addColumn("work", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("after_asset_id", "bigint", (column) => column.notNull())
    .addColumn("through_asset_id", "bigint", (column) => column.notNull())
    .addColumn("changed", "bigint", (column) => column.notNull())
    .addColumn("error_code", "text")
    .addColumn("error_message", "text")
    .execute();
  await db.schema
    .createIndex("inventory_task_by_state")
    .on("inventory_task")
    .columns(["state", "id"])
    .execute();
}

/** A count that every writer of assets would have to keep is kept by the database itself, so that none can forget it. */
async function countInSqlite(db: Kysely<unknown>): Promise<void> {
  const add = (row: string, by: string) =>
    `update traits set asset_count = asset_count ${by} where id = ${row}.traits_id;`;
  const trigger = (name: string, on: string, work: string) =>
    sql.raw(`create trigger ${name} after ${on} begin ${work} end`).execute(db);
  await trigger("traits_count_added", "insert on asset", add("new", "+ 1"));
  await trigger("traits_count_removed", "delete on asset", add("old", "- 1"));
  await trigger(
    "traits_count_moved",
    "update of traits_id on asset when old.traits_id <> new.traits_id",
    add("old", "- 1") + add("new", "+ 1"),
  );
}

/** Once for each statement: a row that is written a thousand times leaves a thousand dead ones behind. */
async function countInPostgres(db: Kysely<unknown>): Promise<void> {
  const counted = (rows: string) => `
    update traits set asset_count = asset_count + moved.by from (
      select traits_id, sum(step) as by from (${rows}) as step group by traits_id having sum(step) <> 0
    ) as moved where traits.id = moved.traits_id;`;
  const added = "select traits_id, 1 as step from added";
  const removed = "select traits_id, -1 as step from removed";
  const trigger = async (name: string, on: string, tables: string, rows: string) => {
    await sql
      .raw(
        `create function ${name}() returns trigger language plpgsql as $$ begin ${counted(rows)} return null; end $$`,
      )
      .execute(db);
    await sql
      .raw(
        `create trigger ${name} after ${on} on asset referencing ${tables} for each statement execute function ${name}()`,
      )
      .execute(db);
  };
  await trigger("traits_count_added", "insert", "new table as added", added);
  await trigger("traits_count_removed", "delete", "old table as removed", removed);
  await trigger(
    "traits_count_moved",
    "update",
    "old table as removed new table as added",
    `${added} union all ${removed}`,
  );
}

export async function createInventory(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTags(db, dialect);
  await createTraits(db, dialect);
  await createAssetTable(db, dialect);
  await indexAssets(db);
  await createAttributesAndHistory(db, dialect);
  await createQueries(db, dialect);
  await createMapsAndTasks(db, dialect);
  await (dialect === "sqlite" ? countInSqlite(db) : countInPostgres(db));
}

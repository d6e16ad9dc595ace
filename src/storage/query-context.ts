// What a query's condition is made with besides its text: the short lists whose names are compared in memory.

import { type Kysely, PostgresAdapter, sql } from "kysely";
import { sourceKind } from "../core/catalog.ts";
import type { Dialect } from "./migrations/0001-initial.ts";
import type { Database } from "./schema.ts";

export interface KnownTag {
  readonly id: number;
  readonly name: string;
  readonly colour: string;
}

export interface KnownConnection {
  readonly id: number;
  readonly name: string;
  readonly vendor: string;
  readonly product: string;
  /** When its last completed run saw its devices; null before. */
  readonly lastSeenAt: number | null;
}

export interface QueryContext {
  readonly dialect: Dialect;
  readonly tags: readonly KnownTag[];
  /** Removed ones as well, as long as assets are left of them. */
  readonly connections: readonly KnownConnection[];
  /** Every property that the history has a change of. */
  readonly changedProperties: readonly string[];
}

function dialectOf(db: Kysely<Database>): Dialect {
  return db.getExecutor().adapter instanceof PostgresAdapter ? "postgres" : "sqlite";
}

/** From one property to the next in the index: a few steps, however long the history is. */
async function readChangedProperties(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db
    .withRecursive("each_property(property)", (query) =>
      query
        .selectFrom("asset_change")
        .select(sql<string | null>`min(asset_change.property)`.as("property"))
        .unionAll(
          query
            .selectFrom("each_property")
            .select((select) =>
              select
                .selectFrom("asset_change")
                .select(({ fn }) => fn.min("asset_change.property").as("property"))
                .whereRef("asset_change.property", ">", "each_property.property")
                .as("property"),
            )
            .where("each_property.property", "is not", null),
        ),
    )
    .selectFrom("each_property")
    .select("property")
    .where("property", "is not", null)
    .execute();
  return rows.flatMap(({ property }) => property ?? []);
}

export async function readQueryContext(db: Kysely<Database>): Promise<QueryContext> {
  const [tags, connections, changedProperties] = await Promise.all([
    db.selectFrom("tag").select(["id", "name", "colour"]).orderBy("id").execute(),
    db
      .selectFrom("connection")
      .select(["id", "name", "connector_id", "last_seen_at"])
      .orderBy("id")
      .execute(),
    readChangedProperties(db),
  ]);
  return {
    dialect: dialectOf(db),
    tags,
    connections: connections.map(({ id, name, connector_id: connectorId, last_seen_at: lastSeenAt }) => {
      const { vendor, product } = sourceKind(connectorId);
      return { id, name, vendor, product, lastSeenAt };
    }),
    changedProperties,
  };
}

// Who writes assets while others do: pulls side by side, work on many assets and changes of tags by itself.

import { type Kysely, sql } from "kysely";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";

/** Any number that nothing else locks by. SQLite has one writer at a time in any case. */
const assetLock = 7_265_017;

/**
 * Until the transaction ends, nobody holds the assets. A pull writes what it has read of an asset's tags, so that a tag that was
 * put on between would be lost.
 */
export async function shareAssets(db: Kysely<Database>): Promise<void> {
  if (dialectOf(db) === "postgres") await sql`select pg_advisory_xact_lock_shared(${assetLock})`.execute(db);
}

/** Until the transaction ends, nobody else writes assets or tags. */
export async function holdAssets(db: Kysely<Database>): Promise<void> {
  if (dialectOf(db) === "postgres") await sql`select pg_advisory_xact_lock(${assetLock})`.execute(db);
}

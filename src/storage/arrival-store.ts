// Counts how many assets came and how many were retired, each stretch of time by one walk along an index.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { ArrivalCount } from "../core/asset-search.ts";
import type { TimeStretch } from "../core/clock.ts";
import { dialectOf } from "./query-context.ts";
import type { Database } from "./schema.ts";

/** The stretches as rows of `at_from` and `at_until`, one parameter for however many. */
function rowsOf(db: Kysely<Database>, stretches: readonly TimeStretch[]): RawBuilder<unknown> {
  if (dialectOf(db) === "sqlite")
    return sql`(
      select key as number, value ->> '$.from' as at_from, value ->> '$.until' as at_until
      from json_each(${JSON.stringify(stretches)})
    )`;
  const [from, until] = [stretches.map((one) => one.from), stretches.map((one) => one.until)];
  return sql`unnest(${from}::bigint[], ${until}::bigint[]) with ordinality as stretch (at_from, at_until, number)`;
}

export async function countArrivals(
  db: Kysely<Database>,
  stretches: readonly TimeStretch[],
): Promise<readonly ArrivalCount[]> {
  const within = (column: string): RawBuilder<number> => {
    const at = sql.raw(column);
    return sql`(select cast(count(*) as bigint) from asset where ${at} >= at_from and ${at} < at_until)`;
  };
  const { rows } = await sql<ArrivalCount>`
    select ${within("first_seen_at")} as created, ${within("retired_at")} as retired
    from ${rowsOf(db, stretches)} order by number`.execute(db);
  return rows.map(({ created, retired }) => ({ created, retired }));
}

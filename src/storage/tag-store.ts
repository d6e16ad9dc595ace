// Reads tags.

import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

export async function findUnknownTags(
  db: Kysely<Database>,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const rows = await db.selectFrom("tag").select("name").where("name", "in", names).execute();
  const known = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

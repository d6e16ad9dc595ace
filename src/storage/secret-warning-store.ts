// Reads which secrets are about to expire, and notes of which somebody has been warned.

import type { Kysely } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import type { ExpiringSecret } from "../core/connection-storage.ts";
import { connectionId } from "../core/id.ts";
import type { Database } from "./schema.ts";

export async function readExpiringSecrets(
  db: Kysely<Database>,
  before: Timestamp,
): Promise<readonly ExpiringSecret[]> {
  const rows = await db
    .selectFrom("connection")
    .select(["id", "secret_expires_at", "secret_warned_days"])
    .where("secret_expires_at", "<=", before)
    .where("removed_at", "is", null)
    .where(({ eb, or }) => or([eb("secret_warned_days", "is", null), eb("secret_warned_days", ">", 0)]))
    .orderBy("secret_expires_at")
    .orderBy("id")
    .execute();
  return rows.flatMap((row) =>
    row.secret_expires_at === null
      ? []
      : [
          {
            id: connectionId(row.id),
            expiresAt: row.secret_expires_at,
            warnedDays: row.secret_warned_days,
          },
        ],
  );
}

export async function noteSecretWarning(
  db: Kysely<Database>,
  { id, expiresAt }: ExpiringSecret,
  days: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("connection")
    .set({ secret_warned_days: days })
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .where("secret_expires_at", "=", expiresAt)
    .where(({ eb, or }) => or([eb("secret_warned_days", "is", null), eb("secret_warned_days", ">", days)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

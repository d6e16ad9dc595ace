// Recognises that a database refused a row because a unique index has one like it already.

/** A unique index: PostgreSQL names the index in its refusal, SQLite the columns. */
interface UniqueIndex {
  readonly name: string;
  /** As SQLite writes them, e.g. `connection.name_key`. */
  readonly columns: string;
}

export const connectionByName: UniqueIndex = { name: "connection_by_name", columns: "connection.name_key" };

export const tagByName: UniqueIndex = { name: "tag_name_key_key", columns: "tag.name_key" };

/** At most one run of a connection is queued or running. */
export const unfinishedRun: UniqueIndex = { name: "sync_run_unfinished", columns: "sync_run.connection_id" };

export function isRefusedBy(error: unknown, { name, columns }: UniqueIndex): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint" in error && error.constraint === name) return true;
  return error.message === `UNIQUE constraint failed: ${columns}`;
}

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

/** An owner's names, and those of the queries that were saved on the server's own machine. */
export const savedQueryByName: UniqueIndex = {
  name: "saved_query_by_name",
  columns: "saved_query.user_id, saved_query.name_key",
};
export const savedQueryByLocalName: UniqueIndex = {
  name: "saved_query_by_local_name",
  columns: "saved_query.name_key",
};

export function isRefusedBy(error: unknown, { name, columns }: UniqueIndex): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint" in error && error.constraint === name) return true;
  return error.message === `UNIQUE constraint failed: ${columns}`;
}

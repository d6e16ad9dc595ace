// Holds a file for one process: SQLite's own lock on it, which the system lets go of however the process ends.

import BetterSqlite3 from "better-sqlite3";

/** Answers how to let go, or null while another process holds it. The file is made where it is missing. */
export function holdFile(file: string): (() => void) | null {
  const database = new BetterSqlite3(file, { timeout: 0 });
  try {
    database.exec("begin exclusive");
    return () => database.close();
  } catch (error) {
    database.close();
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw error;
  }
}

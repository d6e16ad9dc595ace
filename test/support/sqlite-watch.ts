// The very connections to SQLite that Rollcall's own code opens: what a pragma says belongs to one connection, and the
// store gives its connection to nobody.

import BetterSqlite3, { type Database } from "better-sqlite3";
import { vi } from "vitest";

export interface SqliteWatch extends Disposable {
  /** Those on which a statement was prepared while the watch lasted. */
  connections(): readonly Database[];
}

export function watchSqlite(): SqliteWatch {
  const prepare = vi.spyOn(BetterSqlite3.prototype, "prepare");
  return {
    connections: () => [...new Set(prepare.mock.contexts as Database[])],
    [Symbol.dispose]: () => prepare.mockRestore(),
  };
}

// The very connections to SQLite that Rollcall's own code opens: what a pragma says belongs to one connection, and the
// store gives its connection to nobody.

import BetterSqlite3, { type Database } from "better-sqlite3";
import { vi } from "vitest";

const { prepare } = BetterSqlite3.prototype;

export interface SqliteWatch extends Disposable {
  /** Those on which a statement was prepared while the watch lasted. */
  connections(): readonly Database[];
}

/** With `refusedFrom`, that statement, counted from 1, and all that come later fail with `cut off`. */
export function watchSqlite({ refusedFrom = Number.POSITIVE_INFINITY } = {}): SqliteWatch {
  let statements = 0;
  const spy = vi.spyOn(BetterSqlite3.prototype, "prepare");
  spy.mockImplementation(function (this: Database, sql) {
    statements += 1;
    if (statements >= refusedFrom) throw new Error("cut off");
    return prepare.call(this, sql);
  });
  return {
    connections: () => [...new Set(spy.mock.contexts as Database[])],
    [Symbol.dispose]: () => spy.mockRestore(),
  };
}

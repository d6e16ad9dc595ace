// The prepared statements of one connection, the most recently used ones.

import type { Database, Statement } from "better-sqlite3";

/** The store has about a hundred statements; what a search compiles has no end. */
const mostStatements = 256;

/** Answers the statement of a text, prepared where it is not there any more. Throws SQLite's error on a text that is wrong. */
export function createStatementCache(
  database: Database,
  most = mostStatements,
): (sql: string) => Statement<unknown[]> {
  // A Map keeps the order of insertion: the first is the one that was not used for longest.
  const statements = new Map<string, Statement<unknown[]>>();
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare<unknown[]>(sql);
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > most && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
}

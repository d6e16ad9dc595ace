// The prepared statements of one connection, the most recently used ones.

import type { Database, Statement } from "better-sqlite3";

/** The store has about two hundred statements; what a search compiles has no end. */
const mostStatements = 256;

/** A statement takes some thirty times its text: one of many rows, or a person's longest query, is not worth it. */
const longestText = 8192;

/**
 * Answers the statement of a text, prepared where it is not there any more. Throws SQLite's error on a text that is wrong.
 * What SQLite holds for a statement lies beyond the heap, whose collector does not see it: without the cache a pull, which runs a
 * dozen for each page, has hundreds of megabytes of dead ones.
 */
export function createStatementCache(
  database: Database,
  most = mostStatements,
): (sql: string) => Statement<unknown[]> {
  // A Map keeps the order of insertion: the first is the one that was not used for longest.
  const statements = new Map<string, Statement<unknown[]>>();
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare<unknown[]>(sql);
    if (sql.length > longestText) return statement;
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > most && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
}

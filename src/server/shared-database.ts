// How the threads of a process on PostgreSQL reach it.

import type { DatabaseConfig } from "./config.ts";

/** Who stands still in a transaction keeps others waiting for no longer than its runs are its own. */
export function databaseSettings({ url, heartbeatSeconds }: DatabaseConfig, name: string) {
  return { url, name, idleInTransactionMs: heartbeatSeconds * 1000 };
}

/** The channel listens on one connection, and sends on another. */
export function channelSettings(database: DatabaseConfig, name: string) {
  return { ...databaseSettings(database, name), connections: 1, statementMs: null };
}

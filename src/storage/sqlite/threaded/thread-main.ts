// A thread of the store: owns one connection to SQLite and answers one query after the other.

import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Database as Connection } from "better-sqlite3";
import { openConnection } from "../connection.ts";
import { createStatementCache } from "../statement-cache.ts";
import {
  hasCode,
  type Order,
  type Outcome,
  type Request,
  type ThreadMessage,
  type ThreadSetup,
  toSentError,
} from "./messages.ts";

const nothing: Outcome = { rows: [], byteColumns: [], written: null };

function byteColumnsOf(rows: readonly Record<string, unknown>[]): readonly string[] {
  const names = new Set<string>();
  for (const row of rows)
    for (const name in row) if (row[name] instanceof Uint8Array && !names.has(name)) names.add(name);
  return [...names];
}

/** How long until the lock is asked for again: less than a pull takes between two pages. */
const againMs = 2;
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Outside a transaction a statement that finds the lock taken has done nothing, so it is run again until it gets it. SQLite's own
 * wait looks every 100 ms only, and one that writes page after page would be seen to have it each time.
 */
function persevere<Result>(connection: Connection, forMs: number, run: () => Result): Result {
  for (const until = performance.now() + forMs; ; Atomics.wait(neverNotified, 0, 0, againMs))
    try {
      return run();
    } catch (error) {
      const isBusy = hasCode(error, "SQLITE_BUSY") && !connection.inTransaction;
      if (!isBusy || performance.now() >= until) throw error;
    }
}

function createAnswerer(connection: Connection): (order: Order) => Outcome {
  const statementOf = createStatementCache(connection);
  return (order) => {
    if (order.kind === "close") connection.close();
    if (order.kind === "rollback" && connection.inTransaction) connection.exec("rollback");
    if (order.kind !== "query") return nothing;
    const statement = statementOf(order.sql);
    if (statement.reader) {
      const rows = statement.all(...order.parameters) as Record<string, unknown>[];
      return { rows, byteColumns: byteColumnsOf(rows), written: null };
    }
    const { changes, lastInsertRowid } = statement.run(...order.parameters);
    return { rows: [], byteColumns: [], written: { changes, lastId: lastInsertRowid } };
  };
}

/** The schema has been brought to this release's before: what does that takes more memory than all else here. */
function open({ file, role, busyTimeoutMs }: ThreadSetup): Connection {
  const connection = openConnection(file, { queryOnly: role === "query", busyTimeoutMs });
  if (role === "writer") connection.pragma("busy_timeout = 0");
  return connection;
}

function serve(port: MessagePort, connection: Connection, busyTimeoutMs: number): void {
  const say = (message: ThreadMessage): void => port.postMessage(message);
  const answer = createAnswerer(connection);
  port.on("message", ({ id, order }: Request) => {
    try {
      say({ kind: "done", id, outcome: persevere(connection, busyTimeoutMs, () => answer(order)) });
    } catch (error) {
      say({ kind: "failed", id, error: toSentError(error) });
    }
    if (order.kind === "close") port.close();
  });
  say({ kind: "ready" });
}

if (parentPort === null) throw new TypeError("This file is a thread of the store.");
try {
  const setup = workerData as ThreadSetup;
  serve(parentPort, open(setup), setup.busyTimeoutMs);
} catch (error) {
  parentPort.postMessage({ kind: "unopened", error: toSentError(error) } satisfies ThreadMessage);
}

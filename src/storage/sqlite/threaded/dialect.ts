// SQLite behind threads, as Kysely speaks to it: what only reads goes to any query thread, the rest to the one writer.

import {
  type CompiledQuery,
  createQueryId,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  IdentifierNode,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  RawNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Order, Outcome } from "./messages.ts";
import type { StoreAccess } from "./store-threads.ts";
import type { Lease } from "./thread-pool.ts";

/** SQLite has no SELECT that writes. A text that begins with WITH may, so it goes to the writer, which does both. */
function isRead({ query, sql }: CompiledQuery): boolean {
  return query.kind === "SelectQueryNode" || (query.kind === "RawNode" && /^\s*select\b/i.test(sql));
}

function toOrder({ sql, parameters }: CompiledQuery): Order {
  return { kind: "query", sql, parameters };
}

function withBuffers(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  for (const name of names) {
    const bytes = row[name];
    if (bytes instanceof Uint8Array)
      row[name] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return row;
}

function toResult<Row>({ rows, byteColumns, written }: Outcome): QueryResult<Row> {
  const whole = byteColumns.length === 0 ? rows : rows.map((row) => withBuffers(row, byteColumns));
  return {
    rows: whole as Row[],
    ...(written !== null && {
      insertId: BigInt(written.lastId),
      numAffectedRows: BigInt(written.changes),
    }),
  };
}

/** Has the writer to itself from the beginning of a transaction to its end. */
class ThreadedConnection implements DatabaseConnection {
  readonly #threads: StoreAccess;
  #lease: Lease | null = null;

  constructor(threads: StoreAccess) {
    this.#threads = threads;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const order = toOrder(query);
    if (this.#lease !== null) return toResult(await this.#lease.thread.ask(order));
    return toResult(await (isRead(query) ? this.#threads.read(order) : this.#threads.write(order)));
  }

  /** All rows come in one message, so all of them are in memory: who wants fewer asks for pages. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }

  async begin(): Promise<void> {
    const lease = await this.#threads.takeWriter();
    try {
      await lease.thread.ask({ kind: "query", sql: "begin immediate", parameters: [] });
      this.#lease = lease;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /** A commit that fails leaves the transaction open, to be rolled back. */
  async commit(): Promise<void> {
    await this.#lease?.thread.ask({ kind: "query", sql: "commit", parameters: [] });
    this.#leave();
  }

  /** Where the rollback itself fails, the thread is ended: SQLite rolls back what a closed connection left open. */
  async rollBack(): Promise<void> {
    const thread = this.#lease?.thread;
    try {
      await thread?.ask({ kind: "rollback" });
    } catch (error) {
      await thread?.kill();
      throw error;
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    this.#lease?.release();
    this.#lease = null;
  }
}

class ThreadedDriver implements Driver {
  readonly #threads: StoreAccess;
  readonly #connections = new WeakMap<DatabaseConnection, ThreadedConnection>();

  constructor(threads: StoreAccess) {
    this.#threads = threads;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = new ThreadedConnection(this.#threads);
    this.#connections.set(connection, connection);
    return connection;
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#ours(connection).begin();
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#ours(connection).commit();
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#ours(connection).rollBack();
  }

  savepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler["compileQuery"]) {
    return this.#command(connection, "savepoint", name, compile);
  }

  rollbackToSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler["compileQuery"]) {
    return this.#command(connection, "rollback to", name, compile);
  }

  releaseSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler["compileQuery"]) {
    return this.#command(connection, "release", name, compile);
  }

  /** A transaction that was left open is rolled back. */
  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#ours(connection).rollBack();
  }

  destroy(): Promise<void> {
    return this.#threads.close();
  }

  async #command(
    connection: DatabaseConnection,
    command: string,
    name: string,
    compile: QueryCompiler["compileQuery"],
  ): Promise<void> {
    const node = RawNode.createWithChildren([
      RawNode.createWithSql(`${command} `),
      IdentifierNode.create(name),
    ]);
    await connection.executeQuery(compile(node, createQueryId()));
  }

  #ours(connection: DatabaseConnection): ThreadedConnection {
    const ours = this.#connections.get(connection);
    if (ours === undefined) throw new TypeError("The connection is another driver's.");
    return ours;
  }
}

class ThreadedAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** Many read at once; those that write wait for one another at the writer. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

export class ThreadedSqliteDialect implements Dialect {
  readonly #threads: StoreAccess;

  constructor(threads: StoreAccess) {
    this.#threads = threads;
  }

  createDriver(): Driver {
    return new ThreadedDriver(this.#threads);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new ThreadedAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

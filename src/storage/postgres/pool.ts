// Connections to PostgreSQL as Kysely uses them: what fails for now is told apart, and COPY is a query like any other.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { toSearchError, toStorageError } from "./failure.ts";

export interface PoolSettings {
  /** `postgres://…`, as libpq knows it, with `sslmode` and `sslrootcert` where the way to the database is to be safe. */
  readonly url: string;
  /** How many connections at most. */
  readonly connections: number;
  /** What `pg_stat_activity` calls them. */
  readonly name: string;
  /** A session that stands still in a transaction for longer is ended by the server, with the locks that it holds. */
  readonly idleInTransactionMs: number;
  /** A statement that takes longer is ended by the server, and told as `query.too_slow`; null: none is. */
  readonly statementMs: number | null;
}

/** Ids, counts and times are far below 2^53, so a bigint is read as a number. */
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

const connectMs = 10_000;

export function clientConfig({ url, name, idleInTransactionMs, statementMs }: PoolSettings): pg.ClientConfig {
  return {
    connectionString: url,
    types,
    application_name: name,
    connectionTimeoutMillis: connectMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    // A machine that vanished is noticed by the kernel, not after hours.
    keepAlive: true,
    ...(statementMs !== null && { statement_timeout: statementMs }),
  };
}

const copyWords = /^copy .* from stdin/i;

/** `copy … from stdin` with the rows, in COPY's text format, as its one parameter. */
async function copy(client: pg.PoolClient, sql: string, rows: unknown) {
  const stream = client.query(copyFrom(sql));
  await pipeline(Readable.from([Buffer.from(String(rows))]), stream);
  return { command: "INSERT" as const, rowCount: stream.rowCount ?? 0, rows: [] };
}

/** A client that is lent out: when its connection breaks, whoever asks next is told, and it does not go back into the pool. */
function lend(client: pg.PoolClient, isLimited: boolean): PostgresPoolClient {
  let isBroken = false;
  const onError = (): void => {
    isBroken = true;
  };
  // Nobody else listens to a client that is lent out, and an error that nobody hears ends the process.
  client.on("error", onError);
  const query = async (sql: string, parameters: readonly unknown[]) => {
    try {
      if (copyWords.test(sql)) return await copy(client, sql, parameters[0]);
      return await client.query(sql, [...parameters]);
    } catch (error) {
      throw toStorageError(isLimited ? toSearchError(error) : error);
    }
  };
  const release = (isDiscarded?: boolean): void => {
    client.off("error", onError);
    client.release(isBroken || isDiscarded === true);
  };
  // Kysely asks for no cursor here: all rows of a query come at once.
  return { query, release } as unknown as PostgresPoolClient;
}

/** A pool that Kysely's own dialect works with. What is thrown by it is what `toStorageError` makes of it. */
export function createPool(settings: PoolSettings): PostgresPool {
  const pool = new pg.Pool({ ...clientConfig(settings), max: settings.connections });
  // A connection that breaks while nobody uses it is dropped by the pool; whoever needs the database next is told.
  pool.on("error", () => undefined);
  return {
    connect: async () => {
      try {
        return lend(await pool.connect(), settings.statementMs !== null);
      } catch (error) {
        throw toStorageError(error);
      }
    },
    end: () => pool.end(),
    options: {},
  };
}

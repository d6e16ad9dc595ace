// Processes of one server on one PostgreSQL database, each with its role: started, stopped and killed by a test.

import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Simulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { connectionId as idOf } from "../../src/core/id.ts";
import type { ServerRole } from "../../src/server/backend.ts";
import { parseMasterKeys } from "../../src/server/master-key.ts";
import { openPostgres } from "../../src/storage/postgres/open.ts";
import { readInventory } from "./engine.ts";
import type { TestPostgres } from "./postgres.ts";
import { makeDataFolder } from "./server.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { truthOf } from "./simulated-tenant.ts";

/** The least that pg-boss allows. */
const heartbeatSeconds = 10;

export interface ServerGroup extends AsyncDisposable {
  /** A process more, with a data folder of its own. */
  start(role: ServerRole, env?: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** What is in the database, beside the processes. */
  rows<Row extends pg.QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Resolves when the query has a row; asked again and again, since a database tells nobody of its locks. */
  untilRow(sql: string, parameters?: readonly unknown[]): Promise<void>;
  /** A client of its own, which may hold locks; ended with the group. */
  connect(): Promise<pg.Client>;
  /** The connection's active assets as the store has them, and as they ought to be. */
  compare(
    connectionId: number,
    tenant: Tenant,
  ): Promise<{ readonly shown: unknown; readonly truth: unknown }>;
}

function makeKeys(): string {
  return JSON.stringify({ currentId: "1", keys: { 1: randomBytes(32).toString("base64") } });
}

/** In another process's hands: there is no signal to wait for but the answer. */
const askEveryMs = 50;

export async function openServerGroup(postgres: TestPostgres, simulator: Simulator): Promise<ServerGroup> {
  const url = await postgres.createDatabase();
  const keys = makeKeys();
  const opened = new AsyncDisposableStack();
  const rows = async <Row extends pg.QueryResultRow>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...parameters])).rows;
    } finally {
      await client.end();
    }
  };
  return {
    start: async (role, env = {}) => {
      const { dataDir } = opened.use(makeDataFolder());
      const shared = {
        DATABASE_URL: url,
        ROLLCALL_MASTER_KEY: keys,
        ROLLCALL_WORKER_HEARTBEAT_SECONDS: `${heartbeatSeconds}`,
      };
      return opened.use(await startServerProcess({ dataDir, simulator, role, env: { ...shared, ...env } }));
    },
    rows,
    untilRow: async (sql, parameters = []) => {
      while ((await rows(sql, parameters)).length === 0)
        await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    },
    connect: async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      opened.defer(() => client.end());
      return client;
    },
    compare: async (connectionId, tenant) => {
      const { storage } = await openPostgres(url, parseMasterKeys(keys), { connections: 2 });
      try {
        return {
          shown: await readInventory({ storage, connectionId: idOf(connectionId) }),
          truth: truthOf(tenant),
        };
      } finally {
        await storage.close();
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

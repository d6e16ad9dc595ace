// What several workers are measured on: a database as in production with many connections, each to a tenant of its own.

import { randomBytes } from "node:crypto";
import pg from "pg";
import type { SimulatorProcess } from "../src/cli/simulator-process.ts";
import { type ConnectionId, connectionId } from "../src/core/id.ts";
import { Secret } from "../src/core/secret.ts";
import { parseMasterKeys } from "../src/server/master-key.ts";
import { openPostgres } from "../src/storage/postgres/open.ts";
import type { TestPostgres } from "../test/support/postgres.ts";
import { RealServer, type RoleOptions } from "./real-server.ts";

/** A third of what such a machine would give it, and everything that keeps a commit safe. */
export const asInProduction = [
  "shared_buffers=512MB",
  "max_wal_size=4GB",
  "max_connections=300",
  "shared_preload_libraries=pg_stat_statements",
];

export interface MadeTenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

async function askSimulator(url: string, body?: object): Promise<string> {
  const answer = await fetch(url, body && { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status} to ${url}.`);
  return answer.text();
}

export async function makeTenants(
  { tenant: { graphUrl } }: SimulatorProcess,
  count: number,
  devices: number,
): Promise<readonly MadeTenant[]> {
  const made: MadeTenant[] = [];
  for (let seed = 1; seed <= count; seed += 1)
    made.push(JSON.parse(await askSimulator(`${graphUrl}/_simulator/tenants`, { devices, seed })));
  return made;
}

/** How many devices of the tenant have a name, and so an asset; and the ids of all. */
export async function readTenant(
  { tenant: { graphUrl } }: SimulatorProcess,
  { tenantId }: MadeTenant,
): Promise<{ readonly assets: number; readIds(): Promise<readonly string[]> }> {
  const control = `${graphUrl}/_simulator/tenants/${tenantId}`;
  const { devices, withoutName } = JSON.parse(await askSimulator(`${control}/truth`));
  return {
    assets: devices - withoutName,
    readIds: async () => {
      const lines = await askSimulator(`${control}/devices?select=id`);
      return lines.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).id as string]));
    },
  };
}

/** Who took up what, and when: the store alone keeps the last claim. */
const watchTakeUps = `
  create table bench_take_up (run_id bigint, who text, at bigint);
  create function bench_note_take_up() returns trigger language plpgsql as $$ begin
    insert into bench_take_up values (new.id, session_user, extract(epoch from clock_timestamp()) * 1000);
    return null;
  end $$;
  create trigger bench_take_up after update of claim on sync_run for each row execute function bench_note_take_up();
  create extension if not exists pg_stat_statements;`;

export class Ground implements AsyncDisposable {
  readonly client: pg.Client;
  readonly connections: ReadonlyMap<ConnectionId, MadeTenant>;
  readonly #url: string;
  readonly #masterKey: string;
  readonly #hosts: SimulatorProcess["tenant"];

  static async make(
    postgres: TestPostgres,
    { tenant: hosts }: SimulatorProcess,
    tenants: readonly MadeTenant[],
  ): Promise<Ground> {
    const url = await postgres.createDatabase();
    const key = { currentId: "bench", keys: { bench: randomBytes(32).toString("base64") } };
    const masterKey = JSON.stringify(key);
    const { storage } = await openPostgres(url, parseMasterKeys(masterKey));
    const connections = new Map<ConnectionId, MadeTenant>();
    for (const tenant of tenants) {
      const { loginUrl, graphUrl } = hosts;
      const { tenantId, clientId, clientSecret } = tenant;
      const settings = { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint: "v2" } as const;
      const name = `Tenant ${connections.size + 1}`;
      const secret = new Secret(clientSecret);
      const made = { name, connectorId: "entra-devices", cloud: "simulated", settings, secret };
      const id = await storage.transaction((writer) => writer.createConnection(made, Date.now()));
      connections.set(connectionId(id), tenant);
    }
    await storage.close();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(watchTakeUps);
    return new Ground(client, connections, { url, masterKey, hosts });
  }

  private constructor(
    client: pg.Client,
    connections: ReadonlyMap<ConnectionId, MadeTenant>,
    rest: { readonly url: string; readonly masterKey: string; readonly hosts: SimulatorProcess["tenant"] },
  ) {
    this.client = client;
    this.connections = connections;
    this.#url = rest.url;
    this.#masterKey = rest.masterKey;
    this.#hosts = rest.hosts;
  }

  /** Each process has a user of its own, so that the database knows who does what. */
  async startProcess(
    role: RoleOptions["role"],
    user: string,
    concurrency: number,
    flags: readonly string[],
  ): Promise<RealServer> {
    const { rows } = await this.client.query("select from pg_roles where rolname = $1", [user]);
    if (rows.length === 0) await this.client.query(`create role ${user} superuser login`);
    const url = new URL(this.#url);
    url.username = user;
    const env = {
      DATABASE_URL: url.href,
      ROLLCALL_MASTER_KEY: this.#masterKey,
      ROLLCALL_SYNC_CONCURRENCY: String(concurrency),
    };
    return RealServer.start(this.#hosts, { role, env, flags });
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.client.query<Row>(sql, [...values])).rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }
}

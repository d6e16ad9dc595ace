// A real server as the tests start it: on a free port, with a data folder of its own, and the simulator as its one custom cloud.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import pino from "pino";
import { z } from "zod";
import type { Simulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { type ConnectionView, connectionView } from "../../src/contract/connection.ts";
import { createdApiToken } from "../../src/contract/token.ts";
import { user } from "../../src/contract/user.ts";
import type { Role } from "../../src/core/access.ts";
import { readConfig } from "../../src/server/config.ts";
import { startServer } from "../../src/server/start-server.ts";
import { askDatabase, databaseUrlOf } from "./database.ts";
import { ServerApi } from "./server-api.ts";

export const cloudName = "simulated";

export interface ServerPlace {
  readonly dataDir: string;
  readonly databaseFile: string;
}

/** What a server is told: nothing but what a test means it to be told. */
export function environmentOf(
  dataDir: string,
  simulator: Pick<Simulator, "loginUrl" | "graphUrl"> | null,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const clouds =
    simulator === null
      ? []
      : [{ name: cloudName, loginUrl: simulator.loginUrl, graphUrl: simulator.graphUrl }];
  return {
    ROLLCALL_DATA_DIR: dataDir,
    ROLLCALL_PORT: "0",
    ROLLCALL_CUSTOM_CLOUDS: JSON.stringify(clouds),
    ...more,
  };
}

/** The data folder's database, where the tests are of servers on PostgreSQL. */
export async function databaseEnvironment(dataDir: string): Promise<Readonly<Record<string, string>>> {
  const url = await databaseUrlOf(dataDir);
  return url === null ? {} : { DATABASE_URL: url };
}

const localAccess = z.object({ url: z.url(), token: z.string() });

/** How the reader of the data folder is let in. */
export function readLocalAccess(dataDir: string): z.infer<typeof localAccess> {
  return localAccess.parse(JSON.parse(readFileSync(join(dataDir, "local-access.json"), "utf8")));
}

export function makeDataFolder(): ServerPlace & Disposable {
  const dataDir = mkdtempSync(join(tmpdir(), "rollcall-server-"));
  return {
    dataDir,
    databaseFile: join(dataDir, "rollcall.sqlite"),
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

export interface ServerUnderTest extends ServerPlace, AsyncDisposable {
  readonly url: string;
  readonly firstLink: string | null;
  /** An administrator: whoever reads the data folder. */
  readonly api: ServerApi;
  /** Lines of the server's log. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly simulator?: Pick<Simulator, "loginUrl" | "graphUrl">;
  readonly env?: Readonly<Record<string, string>>;
  /** A database that stays; the data folder's own otherwise. */
  readonly databaseUrl?: string;
  /** A folder that stays, with its database; one of its own, which goes with the server, otherwise. */
  readonly dataDir?: string;
}

/** In this process. */
export async function startTestServer(options: ServerOptions = {}): Promise<ServerUnderTest> {
  await using opened = new AsyncDisposableStack();
  const dataDir = options.dataDir ?? opened.use(makeDataFolder()).dataDir;
  const log: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log.push(String(chunk));
      done();
    },
  });
  const { databaseUrl } = options;
  const database =
    databaseUrl === undefined ? await databaseEnvironment(dataDir) : { DATABASE_URL: databaseUrl };
  const env = { ...database, ...options.env };
  const config = readConfig({ ...environmentOf(dataDir, options.simulator ?? null, env) });
  const server = await startServer(config, pino({ level: "debug" }, sink));
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= server.stop();
    return stopped;
  };
  opened.defer(stop);
  const { token } = readLocalAccess(dataDir);
  const whole = opened.move();
  return {
    url: server.url,
    firstLink: server.firstLink,
    dataDir,
    databaseFile: join(dataDir, "rollcall.sqlite"),
    api: new ServerApi(server.url, { authorization: `Bearer ${token}` }),
    log,
    stop,
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

export async function makeToken(api: ServerApi, role: Role): Promise<{ id: string; value: string }> {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const token = { name: `a ${role}`, role, expiresAt };
  return api.read(createdApiToken, api.post("/api/v1/tokens", token));
}

export type Credentials = Readonly<Record<Role | "expired token" | "token of a removed user", string>>;

const password = "a password of these tests";

/** A bearer token of each role, and two that are good no more. */
export async function makeCredentials(server: ServerUnderTest): Promise<Credentials> {
  const { api } = server;
  const expired = await makeToken(api, "administrator");
  await askDatabase(server, "update api_token set expires_at = 1 where id = ?", [expired.id]);
  const email = "gone@contoso.example";
  const root = { email: "root@contoso.example", name: "Root", role: "administrator", password };
  // The last administrator cannot be removed.
  await api.read(user, api.post("/api/v1/users", root));
  const { id } = await api.read(user, api.post("/api/v1/users", { ...root, email }));
  const signedIn = await api.asNobody().post("/api/v1/session", { email, password });
  const cookie = signedIn.headers.getSetCookie().map((text) => text.split(";")[0]);
  const ofRemoved = await makeToken(api.asBrowser(cookie.join("; ")), "administrator");
  const removed = await api.ask("DELETE", `/api/v1/users/${id}`);
  if (removed.status !== 204) throw new Error(removed.text);
  return {
    viewer: (await makeToken(api, "viewer")).value,
    operator: (await makeToken(api, "operator")).value,
    administrator: (await makeToken(api, "administrator")).value,
    "expired token": expired.value,
    "token of a removed user": ofRemoved.value,
  };
}

export interface EnteredSettings {
  readonly cloud: string;
  readonly tenantId: string;
  readonly clientId: string;
}

/** What a person enters to connect a tenant of the simulator. */
export function settingsFor(tenant: Pick<Tenant, "tenantId" | "clientId" | "clientSecret">): {
  readonly settings: EnteredSettings;
  readonly clientSecret: string;
} {
  const { tenantId, clientId, clientSecret } = tenant;
  return { settings: { cloud: cloudName, tenantId, clientId }, clientSecret };
}

/** Tests and saves a connection to a tenant, as a person does. */
export async function connect(
  api: ServerApi,
  tenant: Pick<Tenant, "tenantId" | "clientId" | "clientSecret">,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ConnectionView> {
  const entered = settingsFor(tenant);
  const outcome = await api.test(entered);
  if (!outcome.passed) throw new Error(`The connection test failed: ${JSON.stringify(outcome)}`);
  return api.read(connectionView, api.post("/api/v1/connections", { ...entered, ...more }));
}

// The HTTP application as the tests use it: on access in memory, with one principal of each role.

import { fileURLToPath } from "node:url";
import BetterSqlite3 from "better-sqlite3";
import { Kysely } from "kysely";
import { Registry } from "prom-client";
import type { Role } from "../../src/core/access.ts";
import type { Clock } from "../../src/core/clock.ts";
import { entraCatalogEntry } from "../../src/entra/catalog-entry.ts";
import { createApp } from "../../src/http/app.ts";
import type { App, AppOptions } from "../../src/http/app-options.ts";
import { createIdempotencyStore } from "../../src/storage/idempotency-store.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Database } from "../../src/storage/schema.ts";
import { TransactionalSqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { createMemoryAccess, type MemoryAccess } from "./memory-access.ts";

const startedAt = 1_800_000_000_000;
export const password = "correct horse battery";
export const administratorEmail = "ada@example.com";
const hourMs = 3_600_000;

export interface TestClock extends Clock {
  advance(durationMs: number): void;
}

function createTestClock(): TestClock {
  let at = startedAt;
  return {
    now: () => at,
    sleep: () => Promise.reject(new Error("Nothing here sleeps.")),
    advance: (durationMs) => {
      at += durationMs;
    },
  };
}

export interface TestApp {
  readonly app: App;
  readonly access: MemoryAccess;
  readonly clock: TestClock;
  /** Bearer tokens. */
  readonly tokens: Readonly<Record<Role, string>>;
  readonly expiredToken: string;
  readonly tokenOfRemovedUser: string;
  /** Of a session of the administrator. */
  readonly cookie: string;
  /** Every route but those of HEAD, e.g. `GET /api/v1/users/{id}`. */
  readonly routes: readonly string[];
  close(): Promise<void>;
}

async function createPrincipals(access: MemoryAccess, clock: TestClock) {
  const link = (await access.firstLinkToken()) ?? "";
  const ada = { email: administratorEmail, name: "Ada", password };
  const { principal, setCookies } = await access.createFirstAdministrator(link, ada);
  const make = async (role: Role, lifeMs: number, by = principal): Promise<string> => {
    const token = { name: `${role} token`, role, expiresAt: clock.now() + lifeMs };
    return (await access.createToken(by, token)).value;
  };
  const removed = await access.createUser({
    email: "gone@example.com",
    name: "Gone",
    role: "administrator",
    password,
  });
  const { id, email, role } = removed;
  const tokenOfRemovedUser = await make("administrator", hourMs, {
    kind: "user",
    id,
    name: email,
    role,
    userId: id,
  });
  await access.removeUser(id);
  const expiredToken = await make("administrator", 1);
  clock.advance(1);
  const tokens = {
    viewer: await make("viewer", 1000 * hourMs),
    operator: await make("operator", 1000 * hourMs),
    administrator: await make("administrator", 1000 * hourMs),
  };
  const cookie = setCookies[0]?.split(";")[0] ?? "";
  return { tokens, expiredToken, tokenOfRemovedUser, cookie };
}

export async function startTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const clock = createTestClock();
  const access = createMemoryAccess(clock);
  const database = new BetterSqlite3(":memory:");
  const db = new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database }) });
  await migrate(db, "sqlite");
  const app = createApp({
    access,
    clock,
    idempotency: createIdempotencyStore(db),
    logger: null,
    version: "0.1.0",
    catalog: [entraCatalogEntry],
    isReady: async () => [],
    metrics: new Registry(),
    metricsOpen: false,
    publicUrl: null,
    consoleFolder: fileURLToPath(new URL("../../web/dist", import.meta.url)),
    ...options,
  });
  const routes: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    const methods = [method].flat().filter((name) => name !== "HEAD");
    routes.push(...methods.map((name) => `${name} ${url.replaceAll(/:(\w+)/g, "{$1}")}`));
  });
  await app.ready();
  const principals = await createPrincipals(access, clock);
  return {
    app,
    access,
    clock,
    ...principals,
    routes,
    close: async () => {
      await app.close();
      await db.destroy();
    },
  };
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly raw?: string;
}

/** Asks with the administrator's token, unless the headers say otherwise. `json` is null where the answer is none. */
export async function askApp(server: TestApp, method: Method, path: string, asked: Asked = {}) {
  const { headers, body, raw } = asked;
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await server.app.inject({
    method,
    url: path,
    headers: {
      authorization: `Bearer ${server.tokens.administrator}`,
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const isJson = String(answer.headers["content-type"]).includes("json");
  return { status: answer.statusCode, headers: answer.headers, json: isJson ? answer.json() : null };
}

export const newUser = { email: "grace@example.com", name: "Grace", role: "viewer", password };

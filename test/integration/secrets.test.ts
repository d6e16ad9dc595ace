// Secrets are nowhere but where they must be: a walk through everything, failures too, and then a look everywhere.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { createdApiToken } from "../../src/contract/token.ts";
import { askDatabase, type DatabasePlace, databaseUrlOf } from "../support/database.ts";
import { type OidcProvider, startOidcProvider } from "../support/oidc-provider.ts";
import { cloudName, connect, makeDataFolder, readLocalAccess, settingsFor } from "../support/server.ts";
import { ServerApi } from "../support/server-api.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

let simulator: Simulator;
let provider: OidcProvider;
beforeAll(async () => {
  [simulator, provider] = await Promise.all([startSimulator(), startOidcProvider()]);
});
afterAll(() => Promise.all([simulator.close(), provider.stop()]));

/** Each has characters that a form, a URL and JSON write in other ways. */
const planted = {
  secret: "planted-secret~a+/=&%20\u00e9",
  nextSecret: "planted-next~b+/=&\"'",
  wrongSecret: "planted-wrong~c+/=",
  password: "planted password d+/=&",
  newPassword: "planted password e+/=&",
  wrongPassword: "planted password f+/=&",
  proxyPassword: "planted-proxy-g",
  wrongToken: "rct_planted_token_hhhhhhhhhhhhhhhhhhhhhhh",
  accessToken: "planted-access-token",
  refreshToken: "planted-refresh-token",
};

/** As it may be written somewhere. */
function formsOf(value: string): readonly string[] {
  const raw = Buffer.from(value);
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams([["", value]]).toString().slice(1),
    raw.toString("base64"),
    raw.toString("base64url"),
    raw.toString("hex"),
  ];
}

/** Which of the values is in the text, by its name. */
function foundIn(text: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    formsOf(value).some((form) => text.includes(form)) ? [name] : [],
  );
}

const cookieOf = (answer: { readonly headers: Headers }): string =>
  answer.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");

/** Made by the server on the way, and shown once where they are made. */
interface Made {
  readonly token: string;
  readonly linkToken: string;
  readonly cookie: string;
  readonly oidcCookie: string;
  readonly localToken: string;
}

async function signIn(server: ServerProcess, quiet: ServerApi): Promise<Omit<Made, "localToken">> {
  const { api } = server;
  const linkToken = /#(\S+)/.exec(server.output.stderr)?.[1] ?? "";
  const ada = { name: "Ada", email: "ada@contoso.example", password: planted.password };
  const nobody = api.asNobody();
  await nobody.post("/api/v1/first-administrator", { linkToken: "wrong", ...ada });
  await nobody.post("/api/v1/first-administrator", { linkToken, ...ada, email: "none" });
  const made = await quiet.asNobody().post("/api/v1/first-administrator", { linkToken, ...ada });
  expect(made.status).toBe(201);
  await nobody.post("/api/v1/session", { email: ada.email, password: planted.wrongPassword });
  await nobody.post("/api/v1/session", { email: "x@contoso.example", password: planted.wrongPassword });
  const cookie = cookieOf(made);
  expect((await api.asBrowser(cookie).get("/api/v1/me")).status).toBe(200);
  await api.asBrowser(`${cookie}x`).get("/api/v1/me");
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const body = { name: "a token", role: "administrator", expiresAt };
  const token = (await quiet.read(createdApiToken, quiet.post("/api/v1/tokens", body))).value;
  await api.as(token).get("/api/v1/me");
  await api.as(planted.wrongToken).get("/api/v1/me");
  const begun = await quiet.asNobody().get("/api/v1/session/oidc");
  const back = new URL(await provider.authorize(begun.headers.get("location") ?? ""));
  const state = cookieOf(begun);
  const { pathname, search } = back;
  await api.asNobody().get(pathname + search);
  const entered = await quiet.asNobody().get(pathname + search, { headers: { cookie: state } });
  expect(entered.headers.get("location")).toBe("/");
  await api.get(pathname + search, { headers: { cookie: state } });
  return { token, linkToken, cookie, oidcCookie: cookieOf(entered) };
}

/** Tests, saves, runs, fails and rotates a connection. */
async function work({ api }: ServerProcess, tenant: Tenant): Promise<void> {
  const entered = settingsFor(tenant);
  await using events = await api.watch();
  await api.post("/api/v1/connections", entered);
  expect((await api.test({ ...entered, clientSecret: planted.wrongSecret })).passed).toBe(false);
  const far = { ...entered, settings: { ...entered.settings, cloud: "far" } };
  const { checks } = await api.test(far);
  expect(checks[0]).toMatchObject({ check: "network", status: "failed" });
  const { id } = await connect(api, tenant, { name: "Planted" });
  const path = `/api/v1/connections/${id}`;
  expect((await api.run(id)).state).toBe("completed");
  await api.ask("PATCH", path, { clientSecret: planted.wrongSecret }, { headers: { "if-match": "*" } });
  tenant.secrets.push({ secretId: crypto.randomUUID(), value: planted.nextSecret, expiresAt: null });
  await api.ask("PUT", `${path}/next-secret`, { clientSecret: planted.nextSecret });
  await api.post(`${path}/next-secret/takeover`);
  for (const secret of tenant.secrets) secret.expiresAt = 1;
  tenant.expireTokens();
  const failed = await api.run(id, "full_pull");
  expect(failed.failure?.reason).toBe("credentials_rejected");
  for (const secret of tenant.secrets) secret.expiresAt = null;
  expect((await api.test({ connectionId: id, secret: "next" })).passed).toBe(true);
  expect((await api.post(`${path}/next-secret/takeover`)).status).toBe(200);
  tenant.faults.add({ host: "graph", times: "always", fault: { kind: "status", status: 403 } });
  expect((await api.run(id, "full_pull")).failure?.reason).toBe("permission_missing");
  tenant.faults.clear();
  await api.untilEnded(events, failed.id);
}

/** What is malformed in every way that might be told again. */
async function offend({ api }: ServerProcess): Promise<void> {
  const values = Object.values(planted);
  for (const value of values) {
    await api.post("/api/v1/connections", `{"clientSecret":${JSON.stringify(value)},`);
    await api.post("/api/v1/connections", { settings: value, clientSecret: [value], schedule: value });
    await api.post("/api/v1/connections", {
      settings: { cloud: value, tenantId: value },
      clientSecret: value,
    });
    await api.post("/api/v1/users", { email: "b@contoso.example", role: value, password: [value] });
    await api.get(`/api/v1/runs?cursor=${encodeURIComponent(value)}`);
    await api.get(`/api/v1/nothing/${encodeURIComponent(value)}`);
  }
  const bob = { email: "bob@contoso.example", name: "Bob", role: "viewer", password: planted.password };
  const { body } = await api.post("/api/v1/users", bob);
  const id = String((body as { readonly id: unknown }).id);
  const change = { headers: { "if-match": "*" } };
  expect(
    (await api.ask("PATCH", `/api/v1/users/${id}`, { password: planted.newPassword }, change)).status,
  ).toBe(200);
  await api.ask("PUT", "/api/v1/backup", planted.secret, {
    headers: { "content-type": "application/octet-stream" },
  });
  await api.post("/api/v1/master-keys/rotation");
  for (const path of [
    "connections",
    "runs",
    "users",
    "tokens",
    "audit-entries",
    "clouds",
    "session",
    "openapi.json",
  ])
    expect((await api.get(`/api/v1/${path}`)).status, path).toBe(200);
  for (const run of [1, 2, 3]) await api.get(`/api/v1/runs/${run}/log?limit=200`);
  expect((await api.get("/metrics")).text).toContain("rollcall_runs_ended_total");
}

/** Every row of every table, of pg-boss's as well. */
async function databaseText(place: DatabasePlace): Promise<string> {
  const tables = await askDatabase<{ schema: string; name: string }>(
    place,
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const rows = tables.map(({ schema, name }) => askDatabase(place, `select * from "${schema}"."${name}"`));
  return JSON.stringify(await Promise.all(rows));
}

/** Everything that is stored but what exists to hold a secret: all files of the data folder, and the database. */
async function storedText(place: DatabasePlace): Promise<string> {
  const { dataDir } = place;
  const own = ["local-access.json", "master-key.json", "session-key", "oidc-secret"];
  const names = readdirSync(dataDir, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => !own.includes(name));
  const isEmbedded = (await databaseUrlOf(dataDir)) === null;
  expect(files.includes("rollcall.sqlite-wal")).toBe(isEmbedded);
  const texts = files.flatMap((name) => {
    try {
      return [readFileSync(join(dataDir, name), "latin1")];
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EISDIR") return [];
      throw error;
    }
  });
  return [...texts, isEmbedded ? "" : await databaseText(place)].join("\n");
}

test("[SV34] no secret is in the database in clear, in a log, an answer, an event, or what others see of the process", async () => {
  using place = makeDataFolder();
  const secretFile = join(place.dataDir, "oidc-secret");
  writeFileSync(secretFile, `${provider.clientSecret}\n`, { mode: 0o600 });
  const { loginUrl, graphUrl } = simulator;
  const clouds = [
    { name: cloudName, loginUrl, graphUrl },
    { name: "far", loginUrl: "https://login.planted.invalid", graphUrl: "https://graph.planted.invalid" },
  ];
  const seen: string[] = [];
  await using server = await startServerProcess({
    ...place,
    seen,
    env: {
      ROLLCALL_CUSTOM_CLOUDS: JSON.stringify(clouds),
      ROLLCALL_HTTPS_PROXY: `http://someone:${planted.proxyPassword}@127.0.0.1:1`,
      ROLLCALL_OIDC_ISSUER: provider.issuer,
      ROLLCALL_OIDC_CLIENT_ID: provider.clientId,
      ROLLCALL_OIDC_CLIENT_SECRET_FILE: secretFile,
      ROLLCALL_LOG_LEVEL: "debug",
    },
  });
  const { token: localToken } = readLocalAccess(place.dataDir);
  const quiet = new ServerApi(server.url, { authorization: `Bearer ${localToken}` });
  const tenant = simulator.createTenant({ devices: 30, seed: 1, clientSecret: planted.secret });
  const made: Made = { ...(await signIn(server, quiet)), localToken };
  for (const [name, value] of Object.entries(made)) expect(value.length, name).toBeGreaterThan(20);
  await work(server, tenant);
  await offend(server);

  const values = { ...planted, ...made, oidcClientSecret: provider.clientSecret };
  const stored = await storedText(place);
  // What is no secret is found where it is, so what is not found is not there.
  expect(foundIn(stored, { email: "ada@contoso.example", tenant: tenant.tenantId })).toHaveLength(2);
  expect(foundIn(stored, values), "data folder and database").toEqual([]);
  for (const what of ["cmdline", "comm", "status"])
    expect(foundIn(readFileSync(`/proc/${server.pid}/${what}`, "latin1"), values), what).toEqual([]);
  const { code, stdout, stderr } = await server.end("SIGTERM");
  expect(code).toBe(0);
  expect(stdout).toContain('"level":"info"');
  expect(foundIn(stdout, values), "standard output").toEqual([]);
  // The link is printed there, and nowhere else.
  const { linkToken: _, ...others } = values;
  expect(foundIn(stderr, others), "standard error").toEqual([]);
  expect(seen.length).toBeGreaterThan(100);
  expect(foundIn(seen.join("\n"), { tenant: tenant.tenantId, login: simulator.loginUrl })).toHaveLength(2);
  expect(foundIn(seen.join("\n"), values), "answers and events").toEqual([]);
}, 60_000);

// The command line as a process: how it finds server and token, and what it does of access, backups and keys.

import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ApiServer, answer, refuse, startApiServer, token } from "../support/api-server.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";

const at = "2026-05-05T16:39:00.000Z";
let api: ApiServer;
let folder = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-cli-test-"));
  api = await startApiServer();
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function rollcall(...words: readonly string[]): Promise<Ended> {
  const env = { ROLLCALL_URL: api.url, ROLLCALL_TOKEN: token, ROLLCALL_DATA_DIR: folder };
  return endOf(startCommand(env, ...words));
}

/** As on the server's own machine: nothing but the data folder is known. */
async function locally(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ended> {
  return endOf(startCommand({ ROLLCALL_DATA_DIR: folder, ...env }, ...words));
}

function writeLocalAccess(mode = 0o600): string {
  const file = join(folder, "local-access.json");
  writeFileSync(file, JSON.stringify({ url: api.url, token }));
  chmodSync(file, mode);
  return file;
}

function serveTokens(): void {
  api.special.set("POST /tokens", ({ seen, response }) => {
    const body = JSON.parse(String(seen.body));
    const made = { id: "t1", ...body, createdAt: at, lastUsedAt: null, userId: null, value: "rct_made" };
    return answer(response, 201, made);
  });
}

test("[CL11] on the server's own machine a token is made without signing in, and its value alone is the output", async () => {
  writeLocalAccess();
  serveTokens();
  const { code, output, errors } = await locally(
    {},
    "token",
    "create",
    "--name",
    "ci",
    "--role",
    "viewer",
    "--expires",
    "90d",
  );
  expect([code, output]).toEqual([0, "rct_made\n"]);
  expect(errors).toContain("it is shown this once");
  const { expiresAt } = JSON.parse(String(api.requests[0]?.body));
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(90);
});

test.runIf(process.platform !== "win32")(
  "[CL11] a local access that others may read is not used",
  async () => {
    const file = writeLocalAccess(0o640);
    const { code, errors } = await locally({}, "connection", "list");
    expect([code, errors]).toEqual([
      1,
      `rollcall: Others may read ${file}, so it is not used; set its mode to 0600 and start the server anew. (cli.local_access_exposed)\n`,
    ]);
    expect(api.requests).toEqual([]);
  },
);

test("[CL11] a local access that is damaged is told without what is in it", async () => {
  writeFileSync(writeLocalAccess(), `{"token":"${token}"`);
  const { code, errors } = await locally({}, "connection", "list");
  expect([code, errors]).toEqual([1, expect.stringContaining("cli.local_access_unreadable")]);
  expect(errors).not.toContain(token);
});

test("[CL11] without a token nothing is sent", async () => {
  const none = await locally({}, "connection", "list", "--url", api.url);
  expect([none.code, none.errors]).toEqual([1, expect.stringContaining("cli.no_token")]);
  expect(api.requests).toEqual([]);
});

test("[CL11] a token goes neither over plain HTTP to another machine, nor this machine's to another server", async () => {
  const plain = await locally(
    { ROLLCALL_TOKEN: token },
    "connection",
    "list",
    "--url",
    "http://192.0.2.1:8080",
  );
  expect([plain.code, plain.errors]).toEqual([1, expect.stringContaining("cli.plain_http")]);
  writeLocalAccess();
  await using other = await startApiServer();
  const elsewhere = await locally({}, "connection", "list", "--url", other.url);
  expect([elsewhere.code, elsewhere.errors]).toEqual([1, expect.stringContaining("cli.no_token")]);
  expect([api.requests, other.requests]).toEqual([[], []]);
});

test("[CL11] the environment's token goes to this machine's own server where no URL is given", async () => {
  writeFileSync(join(folder, "local-access.json"), JSON.stringify({ url: api.url, token: "rcl_other" }), {
    mode: 0o600,
  });
  expect((await locally({ ROLLCALL_TOKEN: token }, "connection", "list")).code).toBe(0);
});

test("[CL12] a backup appears whole, for its owner alone, and writes over nothing unasked", async () => {
  const bytes = Buffer.alloc(300_000, "sqlite");
  api.special.set("GET /backup", ({ response }) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.end(bytes);
    return true;
  });
  const file = join(folder, "rollcall.backup");
  expect((await rollcall("backup", file)).code).toBe(0);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, "mine");
  const again = await rollcall("backup", file);
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining("cli.file_exists")]);
  expect(readFileSync(file, "utf8")).toBe("mine");
  expect((await rollcall("backup", file, "--force", "--json")).output).toContain('"bytes": 300000');
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(["rollcall.backup"]);
});

test("[CL12] a backup that cannot be written is told by the file that was named", async () => {
  api.special.set("GET /backup", ({ response }) => {
    response.writeHead(200, { "content-length": 3 }).end("abc");
    return true;
  });
  const file = join(folder, "missing", "rollcall.backup");
  const { code, errors } = await rollcall("backup", file);
  expect([code, errors]).toEqual([
    1,
    `rollcall: ${file} cannot be written (ENOENT). (cli.file_unwritable)\n`,
  ]);
});

test("[CL12] a backup that breaks off leaves nothing behind", async () => {
  api.special.set("GET /backup", ({ response }) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": "1000" });
    response.write("half", () => response.destroy());
    return true;
  });
  const broken = await rollcall("backup", join(folder, "half"));
  expect([broken.code, broken.errors]).toEqual([7, expect.stringContaining("cli.connection_lost")]);
  api.special.set("GET /backup", ({ response }) => refuse(response, 403, "access.role_too_low"));
  expect((await rollcall("backup", join(folder, "half"))).code).toBe(3);
  expect(readdirSync(folder)).toEqual([]);
});

test("[CL12] a restore needs a yes and sends the file as it is", async () => {
  const file = join(folder, "rollcall.backup");
  writeFileSync(file, Buffer.alloc(200_000, "sqlite"));
  api.special.set("PUT /backup", ({ response }) =>
    answer(response, 200, { restoredAt: at, previous: "rollcall.sqlite.before-restore" }),
  );
  expect((await rollcall("restore", file)).code).toBe(2);
  expect(api.requests).toEqual([]);
  const { code, output } = await rollcall("restore", file, "--yes");
  expect([code, output]).toEqual([0, expect.stringContaining("rollcall.sqlite.before-restore")]);
  expect(api.requests[0]?.body.equals(readFileSync(file))).toBe(true);
  expect(api.requests[0]?.headers["content-type"]).toBe("application/octet-stream");
  expect((await rollcall("restore", join(folder, "none"), "--yes")).errors).toContain("cli.file_unreadable");
  expect(existsSync(join(folder, "none"))).toBe(false);
});

test("users are listed, added, changed and removed, by id or address", async () => {
  const user = {
    id: "u1",
    email: "ada@example.com",
    name: "Ada",
    role: "operator",
    createdAt: at,
    signIn: "password",
  };
  api.listings.set("/users", [
    { ...user, id: "u0", email: "eve@example.com" },
    user,
    { ...user, id: "u2", email: "x@y.z" },
  ]);
  api.special.set("POST /users", ({ response }) => answer(response, 201, user));
  api.special.set("GET /users/u1", ({ response }) => answer(response, 200, user, { etag: '"v7"' }));
  api.special.set("PATCH /users/u1", ({ seen, response }) =>
    seen.headers["if-match"] === '"v7"'
      ? answer(response, 200, { ...user, role: "viewer" })
      : refuse(response, 428, "request.if_match_missing"),
  );
  api.special.set("DELETE /users/u1", ({ response }) => answer(response, 204, undefined));
  expect((await rollcall("user", "list")).output.trim().split("\n")).toHaveLength(4);
  const words = [
    "user",
    "add",
    "--email",
    "ada@example.com",
    "--name",
    "Ada",
    "--role",
    "operator",
    "--password-stdin",
  ];
  const env = { ROLLCALL_URL: api.url, ROLLCALL_TOKEN: token };
  const added = await endOf(startCommand(env, ...words), "planted password\n");
  expect([added.code, added.output]).toEqual([0, "ada@example.com is added as operator.\n"]);
  const post = api.requests.find(({ method }) => method === "POST");
  expect(JSON.parse(String(post?.body)).password).toBe("planted password");
  expect((await rollcall("user", "change", "ADA@example.com", "--role", "viewer")).code).toBe(0);
  expect((await rollcall("user", "remove", "u1", "--yes")).output).toBe("ada@example.com is removed.\n");
  expect((await rollcall("user", "remove", "nobody", "--yes")).code).toBe(3);
});

test("tokens, the audit log, the catalog and the keys are shown and changed", async () => {
  const made = {
    id: "t1",
    name: "ci",
    role: "viewer",
    createdAt: at,
    expiresAt: at,
    lastUsedAt: null,
    userId: null,
  };
  api.listings.set("/tokens", [made]);
  api.special.set("DELETE /tokens/t1", ({ response }) => answer(response, 204, undefined));
  expect((await rollcall("token", "list")).output).toMatch(/^t1 +ci +viewer +2026-05-05 16:39/m);
  expect((await rollcall("token", "remove", "t1")).code).toBe(0);
  const principal = { kind: "user", id: "u1", name: "ada@example.com" };
  api.listings.set("/audit-entries", [
    { id: 1, at, principal, action: "connection.created", target: "connection/1", details: { fields: 2 } },
  ]);
  expect((await rollcall("audit")).output).toMatch(/connection\.created +connection\/1 +fields=2$/m);
  const names = [
    "id",
    "name",
    "description",
    "vendor",
    "product",
    "category",
    "version",
    "type",
    "integrationMethod",
    "direction",
  ];
  const texts = Object.fromEntries(names.map((name) => [name, `its ${name}`]));
  const supports = { deltaPull: true, installedSoftware: false, sourceTags: false, filters: false };
  api.special.set("GET /connectors", ({ response }) =>
    answer(response, 200, {
      items: [
        {
          ...texts,
          assetTypes: ["host"],
          findingTypes: [],
          supports,
          transformMap: [],
          deviceProperties: [],
          permissions: [],
        },
      ],
    }),
  );
  expect(JSON.parse((await rollcall("catalog", "--json")).output)[0].version).toBe("its version");
  api.special.set("POST /master-keys/rotation", ({ response }) => answer(response, 200, { reencrypted: 3 }));
  expect((await rollcall("keys", "rotate")).output).toContain("sealed anew: 3.");
});

test("[CL14] a command that asks the server loads neither the store nor the demo", async () => {
  const hook =
    'import { registerHooks } from "node:module";' +
    "registerHooks({ load(url, context, next) { process._rawDebug(url); return next(url, context); } });";
  const env = {
    ROLLCALL_URL: api.url,
    ROLLCALL_TOKEN: token,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}`,
  };
  const { code, errors } = await endOf(startCommand(env, "connection", "list"));
  expect([code, errors]).toEqual([0, expect.stringContaining("/src/cli/commands/connection.ts")]);
  expect(errors).not.toMatch(/better-sqlite3|kysely|fastify|undici\/|src\/(server|storage)\/|commands\/demo/);
});

// The command line as a process against a server that speaks the API's shapes: connections, their secrets and tests.

import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectionView } from "../../src/contract/connection.ts";
import { type ApiServer, makeConnection, refuse, startApiServer, token } from "../support/api-server.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";

const secret = "planted~client~secret";
const client = "11111111-2222-3333-4444-555555555555";
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

function environment(): Record<string, string> {
  return { ROLLCALL_URL: api.url, ROLLCALL_TOKEN: token, ROLLCALL_DATA_DIR: folder };
}

async function rollcall(...words: readonly string[]): Promise<Ended> {
  return endOf(startCommand(environment(), ...words));
}

function add(...more: readonly string[]): readonly string[] {
  return ["connection", "add", "--name", "New", "--tenant", "contoso.com", "--client", client, ...more];
}

function fill(...names: readonly string[]): void {
  for (const [index, name] of names.entries())
    api.connections.set(index + 1, makeConnection({ id: index + 1, name }));
}

test("[CL1] a listing is an aligned table of every page, and JSON on demand", async () => {
  fill("Contoso", "Fabrikam Research", "\u001b[31mRed\n");
  const { code, output, errors } = await rollcall("connection", "list");
  expect([code, errors]).toEqual([0, ""]);
  expect(output.split("\n")).toEqual([
    "ID  NAME               STATE      TENANT                   LAST RUN  NEXT RUN",
    " 1  Contoso            processed  contoso.onmicrosoft.com  –         –",
    " 2  Fabrikam Research  processed  contoso.onmicrosoft.com  –         –",
    " 3  \\u001b[31mRed\\n    processed  contoso.onmicrosoft.com  –         –",
    "",
  ]);
  const asJson = await rollcall("connection", "list", "--json");
  expect(asJson.output).not.toContain("\u001b");
  expect(connectionView.array().parse(JSON.parse(asJson.output))).toHaveLength(3);
});

test("an empty listing is no table: standard output stays empty, or an empty array", async () => {
  expect(await rollcall("connection", "list")).toEqual({
    code: 0,
    output: "",
    errors: "There are no connections.\n",
  });
  expect((await rollcall("connection", "list", "--json")).output).toBe("[]\n");
});

test("[CL2] a connection is named by its id or its exact name", async () => {
  fill("Contoso", "Fabrikam", "Tailspin");
  const byName = await rollcall("connection", "show", "Tailspin", "--json");
  expect(JSON.parse(byName.output)).toMatchObject({ id: 3, name: "Tailspin" });
  expect((await rollcall("connection", "show", "2")).output).toMatch(/^name +Fabrikam$/m);
  const none = await rollcall("connection", "show", "tailspin");
  expect([none.code, none.errors]).toEqual([
    3,
    'rollcall: There is no connection called "tailspin". (connection.not_found)\n',
  ]);
});

test("[CL3] a refusal ends with 3 and tells code, detail and fields", async () => {
  fill("Contoso");
  api.special.set("GET /connections/1", ({ response }) => {
    const problem = {
      type: "urn:rollcall:problem:request.invalid",
      title: "Invalid",
      status: 400,
      detail: "It is not so.",
      code: "request.invalid",
    };
    const errors = [{ field: "params.id", code: "too_small", reason: "It must be larger." }];
    response.writeHead(400, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ ...problem, errors }));
    return true;
  });
  expect(await rollcall("connection", "show", "1")).toEqual({
    code: 3,
    output: "",
    errors: "rollcall: It is not so. (request.invalid)\n  params.id: It must be larger. (too_small)\n",
  });
});

test("[CL3] wrong words end with 2, and what the server breaks with 1", async () => {
  expect((await rollcall("connection", "remove", "1")).code).toBe(2);
  expect((await rollcall("connection", "list", "--nonsense")).code).toBe(2);
  expect((await rollcall("no-such-command")).code).toBe(2);
  expect((await rollcall("--help")).code).toBe(0);
  api.special.set("GET /connections/1", ({ response }) => {
    response.writeHead(502, { "content-type": "text/html" });
    response.end("<html>Bad gateway</html>");
    return true;
  });
  const broken = await rollcall("connection", "show", "1");
  expect([broken.code, broken.errors]).toEqual([
    1,
    "rollcall: GET /connections/1 was answered with 502 and no reason. (http.502)\n",
  ]);
});

test("[CL3] an answer that is not the contract's is an error, never an empty list", async () => {
  api.special.set("GET /connections", ({ response }) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ items: [{ id: "one" }], nextCursor: null }));
    return true;
  });
  const { code, output, errors } = await rollcall("connection", "list");
  expect([code, output]).toEqual([1, ""]);
  expect(errors).toContain("cli.answer_unreadable");
});

test("[CL4] a connection is tested before it is created, with each check shown", async () => {
  const child = startCommand(
    environment(),
    ...add("--secret-stdin", "--daily-at", "18:39", "--zone", "Asia/Calcutta", "--json", "-v"),
  );
  const { code, output, errors } = await endOf(child, `${secret}\n`);
  expect(code).toBe(0);
  expect(errors).toMatch(/^network {8}passed {5}12 ms {2}The check network was made\.$/m);
  expect(errors).toContain("    Host: login.microsoftonline.com");
  expect(JSON.parse(output)).toMatchObject({
    name: "New",
    schedule: { input: { kind: "daily", at: "18:39" } },
  });
  expect(api.secrets.current).toBe(secret);
  expect(api.requests.map(({ path }) => path)).toEqual(["/connection-tests", "/connections"]);
  expect(api.requests[1]?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("[CL4] where a check fails nothing is created, and the exit code is 4", async () => {
  api.failingCheck = "authorization";
  const { code, output, errors } = await endOf(startCommand(environment(), ...add("--secret-stdin")), secret);
  expect([code, output]).toEqual([4, ""]);
  expect(errors).toContain("→ Grant Device.Read.All.");
  expect(errors).toContain("(graph.forbidden)");
  expect(errors).toMatch(/^data fetch {5}not run$/m);
  expect(api.connections.size).toBe(0);
});

test("[CL4] a connection test streams a line of JSON for each check", async () => {
  fill("Contoso");
  api.failingCheck = "tls";
  const { code, output } = await rollcall("connection", "test", "Contoso", "--json");
  const lines = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect([code, lines.length]).toEqual([4, 6]);
  expect(lines.map(({ status }) => status).slice(0, 5)).toEqual([
    "passed",
    "failed",
    "not_run",
    "not_run",
    "not_run",
  ]);
  expect(lines[5]).toEqual({ passed: false, validUntil: null });
});

test("[CL4] a connection test that is cut off has not passed", async () => {
  fill("Contoso");
  api.special.set("POST /connection-tests", ({ response }) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end();
    return true;
  });
  const { code, errors } = await rollcall("connection", "test", "1");
  expect([code, errors]).toEqual([1, expect.stringContaining("cli.test_cut_off")]);
});

test("[CL5] a secret comes from a file, standard input or the environment, and is in no output", async () => {
  const file = join(folder, "secret");
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  const fromFile = await endOf(startCommand(environment(), ...add("--secret-file", file, "-v")));
  expect([fromFile.code, api.secrets.current]).toEqual([0, secret]);
  api.secrets.current = null;
  const env = { ...environment(), ROLLCALL_CLIENT_SECRET: secret };
  const fromEnvironment = await endOf(startCommand(env, ...add("--json")));
  expect([fromEnvironment.code, api.secrets.current]).toEqual([0, secret]);
  for (const { output, errors } of [fromFile, fromEnvironment]) {
    expect(output + errors).not.toContain(secret);
    expect(output + errors).not.toContain(token);
  }
});

test("[CL5] a secret is no argument, and a missing one is asked for only at a terminal", async () => {
  expect((await rollcall(...add("--secret", secret))).code).toBe(2);
  expect((await rollcall(...add("--client-secret", secret))).code).toBe(2);
  const missing = await rollcall(...add());
  expect([missing.code, missing.errors]).toEqual([2, expect.stringContaining("ROLLCALL_CLIENT_SECRET")]);
  expect(api.requests).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "[CL5] a secret is in no process's arguments while it is used",
  async () => {
    const env = { ...environment(), ROLLCALL_CLIENT_SECRET: secret };
    let commandLine = "";
    const child = startCommand(env, ...add());
    api.special.set("POST /connection-tests", () => {
      commandLine = readFileSync(`/proc/${child.pid}/cmdline`, "utf8");
      return null;
    });
    expect((await endOf(child)).code).toBe(0);
    expect(commandLine).toContain("connection");
    expect(commandLine).not.toContain(secret);
  },
);

test("[CL6] a new secret takes over once it has passed", async () => {
  fill("Contoso");
  api.secrets.current = "old";
  const child = startCommand(
    environment(),
    "connection",
    "rotate-secret",
    "Contoso",
    "--secret-stdin",
    "--secret-expires",
    "2027-01-01",
  );
  expect((await endOf(child, secret)).code).toBe(0);
  expect(api.secrets).toEqual({ current: secret, next: null });
  const put = api.requests.find(({ method }) => method === "PUT");
  expect(JSON.parse(String(put?.body))).toMatchObject({ secretExpiresAt: "2027-01-01T00:00:00.000Z" });
});

test("[CL6] a new secret that does not pass is dropped, or kept on demand, and the old one stays", async () => {
  fill("Contoso");
  api.secrets.current = "old";
  api.failingCheck = "credential";
  const words = ["connection", "rotate-secret", "1", "--secret-stdin"];
  expect((await endOf(startCommand(environment(), ...words), secret)).code).toBe(4);
  expect(api.secrets).toEqual({ current: "old", next: null });
  expect((await endOf(startCommand(environment(), ...words, "--keep"), secret)).code).toBe(4);
  expect(api.secrets).toEqual({ current: "old", next: secret });
});

/** Somebody else changes the connection after it was read and before the change arrives, so many times. */
function changeBefore(key: string, times: number): void {
  let left = times;
  api.special.set(key, () => {
    const known = api.connections.get(1);
    if (left > 0 && known !== undefined) api.connections.set(1, { ...known, version: known.version + 1 });
    left -= 1;
    return null;
  });
}

test("[CL7] what means the same for any version is tried once more after a 412", async () => {
  fill("Contoso");
  changeBefore("POST /connections/1/pause", 1);
  const { code, output } = await rollcall("connection", "pause", "1");
  expect([code, output]).toEqual([0, "Contoso is paused.\n"]);
  changeBefore("POST /connections/1/resume", 2);
  const twice = await rollcall("connection", "resume", "1");
  expect([twice.code, twice.errors]).toEqual([3, expect.stringContaining("request.changed_meanwhile")]);
});

test("[CL7] a removal needs a yes and removes only what it was about", async () => {
  fill("Contoso");
  const words = ["connection", "remove", "Contoso", "--assets", "retire"];
  expect((await rollcall(...words)).code).toBe(2);
  api.special.set("DELETE /connections/1", ({ seen, response }) =>
    seen.headers["if-match"] === '"1"' ? null : refuse(response, 412, "request.changed_meanwhile"),
  );
  expect(api.connections.size).toBe(1);
  expect(await rollcall(...words, "--yes")).toEqual({
    code: 0,
    output: "Contoso is being removed.\n",
    errors: "",
  });
  expect(api.connections.size).toBe(0);
});

test("only what is given is changed", async () => {
  fill("Contoso");
  const { code, output } = await rollcall(
    "connection",
    "change",
    "1",
    "--name",
    "Renamed",
    "--tag",
    "a",
    "--tag",
    "b",
    "--json",
  );
  expect([code, JSON.parse(output)]).toEqual([
    0,
    expect.objectContaining({ name: "Renamed", tags: ["a", "b"] }),
  ]);
  const patch = api.requests.find(({ method }) => method === "PATCH");
  expect(JSON.parse(String(patch?.body))).toEqual({ name: "Renamed", tags: ["a", "b"] });
  expect((await rollcall("connection", "change", "1")).code).toBe(2);
});

test.runIf(process.platform !== "win32")("[CL10] a secret that never comes can be interrupted", async () => {
  fill("Contoso");
  const child = startCommand(environment(), "connection", "rotate-secret", "Contoso", "--secret-stdin");
  api.special.set("GET /connections", () => {
    setImmediate(() => child.kill("SIGINT"));
    return null;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  expect(api.requests.map(({ method }) => method)).toEqual(["GET"]);
});

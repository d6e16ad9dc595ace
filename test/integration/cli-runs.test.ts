// The command line as a process: runs that it waits for, logs that it follows, and how it ends when it is cut off.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ApiServer,
  answer,
  makeConnection,
  makeRun,
  refuse,
  sendEvents,
  startApiServer,
  token,
} from "../support/api-server.ts";
import { type Ended, endOf, startCommand } from "../support/command-line.ts";

let api: ApiServer;
let folder = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-cli-test-"));
  api = await startApiServer();
  api.connections.set(1, makeConnection({ id: 1, name: "Contoso" }));
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: readonly string[]) {
  return startCommand({ ROLLCALL_URL: api.url, ROLLCALL_TOKEN: token, ROLLCALL_DATA_DIR: folder }, ...words);
}

async function rollcall(...words: readonly string[]): Promise<Ended> {
  return endOf(start(...words));
}

const held = { reason: "held_for_approval", code: "run.held", message: "Too many." } as const;

/** The stream of events opens, then the run ends as it is told and the stream says so. */
function endRunByEvent(run: ReturnType<typeof makeRun>): void {
  api.special.set("GET /events", ({ response }) => {
    api.runs.set(run.id, run);
    return sendEvents(response, [["run_changed", run]]);
  });
}

test("[CL8] a run that is not waited for is queued, and its number is the output", async () => {
  const { code, output, errors } = await rollcall("connection", "sync", "Contoso", "--full");
  expect([code, output, errors]).toEqual([0, "1\n", "Run 1, a full pull, is queued.\n"]);
  expect(api.runs.get(1)).toMatchObject({ mode: "full_pull", state: "queued" });
});

test("[TM31] a run that is shown tells the version of the transform map that it worked by", async () => {
  api.runs.set(1, makeRun({ id: 1, transformMapVersion: 7 }));
  expect((await rollcall("run", "show", "1")).output).toMatch(/^transform map +version 7$/m);
});

test("[CL8] a run that is waited for ends the command with its own end", async () => {
  endRunByEvent(makeRun({ id: 1 }));
  const completed = await rollcall("connection", "sync", "1", "--wait", "--json");
  expect([completed.code, JSON.parse(completed.output).state]).toEqual([0, "completed"]);
  api.runs.clear();
  const failure = {
    reason: "credentials_rejected",
    code: "graph.secret_expired",
    message: "It expired.",
  } as const;
  endRunByEvent(makeRun({ id: 1, state: "failed", failure }));
  const failed = await rollcall("connection", "sync", "1", "--wait");
  expect([failed.code, failed.errors]).toEqual([
    5,
    "Run 1, a delta pull, is queued.\nrollcall: Run 1 failed: It expired. (graph.secret_expired)\n",
  ]);
  api.runs.clear();
  endRunByEvent(makeRun({ id: 1, state: "failed", failure: held }));
  expect((await rollcall("connection", "sync", "1", "--wait")).code).toBe(6);
  api.runs.clear();
  endRunByEvent(makeRun({ id: 1, state: "cancelled" }));
  expect((await rollcall("connection", "sync", "1", "--wait")).code).toBe(5);
});

test("[CL8] where the stream of events breaks or is refused, the run is asked for", async () => {
  api.special.set("GET /events", ({ response }) => {
    sendEvents(response, [["connection_removed", { id: 7 }]]);
    api.runs.set(1, makeRun({ id: 1 }));
    response.destroy();
    return true;
  });
  const broken = await rollcall("connection", "sync", "1", "--wait");
  expect([broken.code, broken.output]).toEqual([0, expect.stringMatching(/^state +completed$/m)]);
  api.runs.clear();
  api.special.set("GET /events", ({ response }) => {
    api.runs.set(1, makeRun({ id: 1 }));
    return refuse(response, 503, "server.busy");
  });
  const refused = await rollcall("connection", "sync", "1", "--wait");
  expect([refused.code, refused.errors]).toEqual([0, expect.stringContaining("Progress cannot be shown")]);
});

test("[CL8] a wait outlives a connection that breaks for a moment", async () => {
  endRunByEvent(makeRun({ id: 1 }));
  let breaks = 3;
  api.special.set("GET /runs/1", ({ response }) => {
    breaks -= 1;
    if (breaks < 0) return null;
    response.destroy();
    return true;
  });
  expect((await rollcall("connection", "sync", "1", "--wait")).code).toBe(0);
});

test("runs are listed, shown and decided upon", async () => {
  api.runs.set(1, makeRun({ id: 1 }));
  api.runs.set(2, makeRun({ id: 2, state: "failed", failure: held }));
  const list = await rollcall("run", "list", "--limit", "1");
  expect(list.output).toMatch(/^ +2 +1 +delta pull +held for approval .* 2 min 5 s +12 /m);
  expect(list.errors).toBe("There are more than these 1; --limit lists more.\n");
  const show = await rollcall("run", "show", "2");
  expect(show.output).toMatch(/^failure +Too many\. \(run\.held\)$/m);
  api.special.set("POST /runs/2/approve", ({ response }) =>
    answer(response, 202, makeRun({ id: 2, state: "queued" })),
  );
  expect((await rollcall("run", "approve", "2")).output).toBe("Run 2 is queued.\n");
  api.special.set("POST /runs/1/cancel", ({ response }) => refuse(response, 409, "run.ended"));
  const ended = await rollcall("run", "cancel", "1");
  expect([ended.code, ended.errors]).toEqual([3, "rollcall: It is refused. (run.ended)\n"]);
  api.listings.set("/runs/2/held-assets", [{ assetId: 9, externalId: "d-9", name: "PC-9", reason: "gone" }]);
  expect((await rollcall("run", "held", "2")).output).toMatch(/^ +9 +PC-9 +d-9 +gone$/m);
  api.listings.set("/runs/1/rejections", [{ externalId: null, code: "device.no_name", message: "No name." }]);
  expect((await rollcall("run", "rejections", "1")).output).toMatch(/^– +device\.no_name +No name\.$/m);
});

function entry(id: number, message = "A page was read.") {
  const at = "2026-05-05T16:39:00.000Z";
  return { id, runId: 1, at, level: "info", code: "page.read", message, requestId: null, details: {} };
}

test("[CL9] a log is followed until its run has ended, each entry once and in order", async () => {
  api.runs.set(1, makeRun({ id: 1, state: "running", finishedAt: null }));
  const log: object[] = [entry(1), entry(2), entry(3)];
  api.listings.set("/runs/1/log", log);
  const child = start("run", "log", "1", "--follow", "--json");
  child.stdout?.once("data", () => {
    log.push(entry(4), entry(5));
    api.runs.set(1, makeRun({ id: 1 }));
  });
  const { code, output } = await endOf(child);
  const ids = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).id);
  expect([code, ids]).toEqual([0, [1, 2, 3, 4, 5]]);
});

test("[CL9] a log's lines cannot move the cursor", async () => {
  api.runs.set(1, makeRun({ id: 1 }));
  api.listings.set("/runs/1/log", [entry(1, "a\u001b[2Jb\nc\u202ed")]);
  const { output } = await rollcall("run", "log", "1");
  expect(output).toBe("2026-05-05T16:39:00.000Z  info     page.read  a\\u001b[2Jb\\nc\\u202ed\n");
});

test("[CL10] a server that is not there ends the command with 7", async () => {
  const { url } = api;
  await api[Symbol.asyncDispose]();
  const child = startCommand({ ROLLCALL_TOKEN: token }, "connection", "list", "--url", url);
  const { code, errors } = await endOf(child);
  api = await startApiServer();
  const { host } = new URL(url);
  expect([code, errors]).toEqual([
    7,
    `rollcall: The server at ${host} does not answer. Does it run, and is the URL right? (cli.unreachable)\n`,
  ]);
});

test("[CL10] an answer that breaks off is asked for once more, a creation under the same key", async () => {
  let breaks = 1;
  api.special.set("POST /connections/1/runs", ({ response }) => {
    breaks -= 1;
    if (breaks < 0) return null;
    response.destroy();
    return true;
  });
  expect((await rollcall("connection", "sync", "1")).code).toBe(0);
  const keys = api.requests
    .filter(({ method }) => method === "POST")
    .map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  api.special.set("POST /connections/1/pause", ({ response }) => {
    response.destroy();
    return true;
  });
  const once = await rollcall("connection", "pause", "1");
  expect([once.code, once.errors]).toEqual([7, expect.stringContaining("cli.connection_lost")]);
  expect(api.requests.filter(({ path }) => path.endsWith("/pause"))).toHaveLength(1);
});

test("[CL10] a redirect is not followed", async () => {
  api.special.set("GET /connections", ({ response }) => {
    response.writeHead(307, { location: `${api.url}/elsewhere` }).end();
    return true;
  });
  const { code, errors } = await rollcall("connection", "list");
  expect([code, errors]).toEqual([1, expect.stringContaining("cli.redirected")]);
  expect(api.requests).toHaveLength(1);
});

test.runIf(process.platform !== "win32").each([
  ["SIGINT", 130, "Interrupted."],
  ["SIGTERM", 143, "Terminated."],
] as const)("[CL10] %s ends a wait with %d", async (signal, expected, said) => {
  const child = start("connection", "sync", "1", "--wait");
  api.special.set("GET /events", ({ response }) => {
    sendEvents(response, []);
    child.kill(signal);
    return true;
  });
  const { code, errors } = await endOf(child);
  expect([code, errors]).toEqual([expected, expect.stringContaining(said)]);
});

test("an output that is closed ends the command", async () => {
  api.runs.set(1, makeRun({ id: 1, state: "running", finishedAt: null }));
  api.listings.set("/runs/1/log", [entry(1)]);
  const child = start("run", "log", "1", "--follow");
  child.stdout?.once("data", () => {
    child.stdout?.destroy();
    api.listings.set("/runs/1/log", [entry(1), entry(2), entry(3)]);
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
});

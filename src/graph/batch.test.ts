// Only an explicit answer says that a device is gone.

import { describe, expect, test } from "vitest";
import { answer, neverAborted, rejectionOf, script } from "../../test/support/graph-script.ts";
import { confirmDevices } from "./batch.ts";
import type { HttpRequest } from "./http-pool.ts";

const present = (id: string) => ({ status: 200, body: { id } });
const gone = { status: 404, body: { error: { code: "Request_ResourceNotFound", message: "Gone." } } };
const throttled = (seconds: string) => ({ status: 429, headers: { "Retry-After": seconds }, body: {} });

type Inner = { status: number; headers?: object; body?: unknown };

/** Answers each inner request by the device asked for, last one first. */
function replying(inner: (id: string) => Inner | null) {
  return (request: HttpRequest) => {
    const { requests } = JSON.parse(request.body ?? "") as { requests: { id: string; url: string }[] };
    const responses = requests.flatMap(({ id, url }) => {
      const device = decodeURIComponent(/^\/devices\/(.*)\?\$select=id$/.exec(url)?.[1] ?? "");
      const response = inner(device);
      return response === null ? [] : [{ id, ...response }];
    });
    return answer(200, { responses: responses.reverse() });
  };
}

test("[GR13] each id is asked once, twenty at a time, and answered by its own answer", async () => {
  const ids = Array.from({ length: 41 }, (_, index) => `device ${index}/`);
  const reply = replying((id) => (id.endsWith("3/") ? gone : present(id.toUpperCase())));
  const { client, requests } = script({ answers: [reply, reply, reply] });
  const answers = await confirmDevices(client, { ids: [...ids, ids[0] ?? ""], select: "id" }, neverAborted);
  expect([...answers.keys()].sort()).toEqual([...ids].sort());
  for (const id of ids) expect(answers.get(id)?.kind).toBe(id.endsWith("3/") ? "gone" : "present");
  expect(requests.map((request) => [request.method, request.path])).toEqual(
    Array(3).fill(["POST", "/v1.0/$batch"]),
  );
});

test("[GR13] no question, no request", async () => {
  const { client, requests } = script();
  expect((await confirmDevices(client, { ids: [], select: "id" }, neverAborted)).size).toBe(0);
  expect(requests).toEqual([]);
});

test("[GR13] inner requests that are throttled are asked again after their own wait", async () => {
  const first = replying((id) => (id === "a" ? present("a") : throttled(id === "b" ? "3" : "0,7")));
  const second = replying((id) => (id === "b" ? gone : present(id)));
  const { client, clock, requests } = script({ answers: [first, second] });
  const answers = await confirmDevices(client, { ids: ["a", "b", "c"], select: "id" }, neverAborted);
  expect(Object.fromEntries(answers)).toMatchObject({
    a: { kind: "present", device: { id: "a" } },
    b: { kind: "gone" },
    c: { kind: "present" },
  });
  expect(clock.waits).toEqual([7_000]);
  expect(JSON.parse(requests[1]?.body ?? "").requests).toHaveLength(2);
});

test("[GR7] inner requests that stay throttled are an error", async () => {
  const { client, requests } = script({ answers: Array(20).fill(replying(() => throttled("1"))) });
  const error = await rejectionOf(confirmDevices(client, { ids: ["a"], select: "id" }, neverAborted));
  expect(error).toMatchObject({ code: "graph.throttled" });
  expect(requests).toHaveLength(8);
});

describe("[GR13] nothing but a 404 with its code says that a device is gone", () => {
  const unclear: [string, Inner | null, string][] = [
    ["no answer", null, "graph.confirm_unclear"],
    [
      "404 with an empty message",
      { status: 404, body: { error: { code: "UnknownError", message: "" } } },
      "graph.confirm_unclear",
    ],
    ["404 without a body", { status: 404 }, "graph.confirm_unclear"],
    ["404 with HTML", { status: 404, body: "PGh0bWw+" }, "graph.confirm_unclear"],
    ["200 with another device", present("b"), "graph.confirm_unclear"],
    ["200 with nothing", { status: 200, body: {} }, "graph.confirm_unclear"],
    ["204", { status: 204 }, "graph.confirm_unclear"],
    ["410", { status: 410, body: { error: { code: "Gone" } } }, "graph.confirm_unclear"],
    ["400", { status: 400, body: { error: { code: "Request_BadRequest" } } }, "graph.confirm_unclear"],
    ["401", { status: 401 }, "graph.unauthorized"],
    ["403", { status: 403, body: { error: { code: "Authorization_RequestDenied" } } }, "graph.forbidden"],
    ["500 throughout", { status: 500 }, "graph.unavailable"],
  ];
  test.each(unclear)("%s", async (_name, inner, code) => {
    const { client } = script({ answers: Array(9).fill(replying(() => inner)) });
    expect(
      await rejectionOf(confirmDevices(client, { ids: ["a"], select: "id" }, neverAborted)),
    ).toMatchObject({ code });
  });

  test.each<[string, unknown]>([
    ["no responses", {}],
    ["null", null],
    ["an answer without a status", { responses: [{ id: "1", body: { id: "a" } }] }],
    [
      "an answer twice",
      {
        responses: [
          { id: "1", ...gone },
          { id: "1", ...present("a") },
        ],
      },
    ],
    [
      "an answer to no question",
      {
        responses: [
          { id: "1", ...gone },
          { id: "2", ...gone },
        ],
      },
    ],
    ["an answer to another question", { responses: [{ id: "2", ...gone }] }],
  ])("a batch with %s", async (_name, body) => {
    const { client } = script({ answers: [answer(200, body)] });
    const error = await rejectionOf(confirmDevices(client, { ids: ["a"], select: "id" }, neverAborted));
    expect(error).toMatchObject({ code: "graph.confirm_unclear" });
  });

  test("a batch that is not found as a whole", async () => {
    const { client } = script({ answers: [answer(404, gone.body)] });
    expect(
      await rejectionOf(confirmDevices(client, { ids: ["a"], select: "id" }, neverAborted)),
    ).toMatchObject({
      code: "graph.refused",
    });
  });
});

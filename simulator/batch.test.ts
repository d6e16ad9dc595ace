// JSON batching: each request answered by itself, and what a batch may hold.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Directory } from "./directory.ts";
import { ask, askRefusal, eventual, truthOf } from "./test-client.ts";

const directory = new Directory({ devices: 30, seed: 51 });
const [first, second] = truthOf(directory);
const answered = z.strictObject({
  responses: z.array(
    z.strictObject({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown(),
    }),
  ),
});

function batch(requests: readonly object[], headers = {}, path = "/$batch") {
  const body = JSON.stringify({ requests });
  const answer = ask(directory, path, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  const { responses } = answered.parse(JSON.parse(answer.body));
  return { responses, byId: new Map(responses.map((response) => [response.id, response])) };
}

const get = (id: string, url: string, more: object = {}) => ({ id, method: "GET", url, ...more });

describe("a batch", () => {
  test("each request is answered by itself, and not in the order asked", () => {
    const { responses, byId } = batch([
      get("1", `/devices/${first?.id}`),
      get("2", "/devices/nobody"),
      get("3", `devices/${second?.id}?$select=id`),
      { id: "4", method: "DELETE", url: `/devices/${first?.id}` },
      get("5", "/nothing"),
      get("6", "/devices?$top=2"),
    ]);
    expect(byId.get("1")).toMatchObject({ status: 200, body: { ...first } });
    expect(byId.get("2")).toMatchObject({
      status: 404,
      body: { error: { code: "Request_ResourceNotFound" } },
    });
    expect(byId.get("3")).toMatchObject({ status: 200, body: { id: second?.id } });
    expect(byId.get("4")).toMatchObject({ status: 405, body: { error: { code: "Request_BadRequest" } } });
    expect(byId.get("5")).toMatchObject({ status: 404 });
    expect(byId.get("6")).toMatchObject({
      status: 200,
      body: { value: [{ id: first?.id }, { id: second?.id }] },
    });
    expect(responses).toHaveLength(6);
    expect(responses.map(({ id }) => id)).not.toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(byId.get("1")?.headers["content-type"]).toMatch(/^application\/json/);
  });

  test("a request has headers of its own, and a body that is no JSON comes as base64url text", () => {
    const { byId } = batch([
      get("a", "/devices/$count", { headers: { ConsistencyLevel: "eventual" } }),
      get("b", "/devices/$count"),
    ]);
    const counted = byId.get("a");
    expect(counted).toMatchObject({ status: 200, headers: { "content-type": "text/plain" } });
    expect(Buffer.from(String(counted?.body), "base64url").toString()).toBe("30");
    expect(byId.get("b")).toMatchObject({ status: 400 });
    expect(batch([get("b", "/devices/$count")], eventual).byId.get("b")).toMatchObject({ status: 400 });
  });

  test("the caller's id of the batch is the id of its requests, unless they have their own", () => {
    const { byId } = batch(
      [get("a", "/devices/x"), get("b", "/devices/x", { headers: { "Client-Request-Id": "own" } })],
      { "client-request-id": "outer" },
    );
    const inner = (clientRequestId: string) => ({
      body: { error: { innerError: { "client-request-id": clientRequestId } } },
    });
    expect(byId.get("a")).toMatchObject(inner("outer"));
    expect(byId.get("b")).toMatchObject(inner("own"));
  });

  test("what depends on a request that failed is not done", () => {
    const { byId } = batch([
      get("1", "/devices/nobody"),
      get("2", "/devices?$top=1", { dependsOn: ["1"] }),
      get("3", "/devices?$top=1", { dependsOn: ["2"] }),
      get("4", "/devices?$top=1"),
      get("5", "/devices?$top=1", { dependsOn: ["4"] }),
    ]);
    expect(["1", "2", "3", "4", "5"].map((id) => byId.get(id)?.status)).toEqual([404, 424, 424, 200, 200]);
  });

  test("it takes 20 requests, also below beta, and none of them is a batch", () => {
    const twenty = Array.from({ length: 20 }, (_, at) => get(String(at), "/devices?$top=1"));
    expect(batch(twenty).responses).toHaveLength(20);
    const path = "/directory/deletedItems/microsoft.graph.device";
    const beta = batch([get("1", path)], {}, "https://graph.example/beta/$batch");
    expect(beta.byId.get("1")).toMatchObject({ status: 200 });
    expect(batch([get("1", path)]).byId.get("1")).toMatchObject({ status: 404 });
    const inner = batch([{ id: "1", method: "POST", url: "/$batch", body: {} }]);
    expect(inner.byId.get("1")).toMatchObject({ status: 404 });
  });
});

test.each([
  ["no JSON", "{", "BadRequest"],
  ["nothing", "", "BadRequest"],
  ["no requests", "{}", "BadRequest"],
  ["an empty list", '{"requests":[]}', "BadRequest"],
  ["a request without url", '{"requests":[{"id":"1","method":"GET"}]}', "BadRequest"],
  ["a request without id", '{"requests":[{"url":"/devices","method":"GET"}]}', "BadRequest"],
  ["an absolute url", JSON.stringify({ requests: [get("1", "https://evil.example/devices")] }), "BadRequest"],
  ["an id twice", JSON.stringify({ requests: [get("a", "/devices"), get("A", "/devices")] }), "BadRequest"],
  [
    "21 requests",
    JSON.stringify({ requests: Array.from({ length: 21 }, (_, at) => get(String(at), "/devices")) }),
    "MaximumValueExceeded",
  ],
])("%s is malformed", (_name, body, code) => {
  expect(askRefusal(directory, "/$batch", { method: "POST", body })).toMatchObject({ status: 400, code });
});

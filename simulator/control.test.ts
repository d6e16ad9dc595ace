// The control side of a tenant's devices: truth, edits, changes, expiry and disorder.

import { describe, expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { answerControl } from "./control.ts";
import { Directory } from "./directory.ts";
import { order } from "./disorder.ts";
import { ask, askPage, askRefusal, type Device, idsOf, truthOf, walk } from "./test-client.ts";

function control(directory: Directory, method: string, action: string, body: unknown = ""): Answer {
  const [name = "", query = ""] = action.split("?");
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return answerControl(directory, { method, action: name, query: new URLSearchParams(query), body: text });
}

function textOf({ body }: Answer): string {
  return typeof body === "string" ? body : [...body].join("");
}

const jsonOf = (answer: Answer): unknown => JSON.parse(textOf(answer));
const make = (devices = 100): Directory => new Directory({ devices, seed: 61, softDeletedShare: 0.1 });

describe("what is true", () => {
  test("truth tells the counts", () => {
    const directory = make(1000);
    const answer = control(directory, "GET", "truth");
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toEqual({
      devices: 1000,
      withoutName: directory.countWithoutName(),
      softDeleted: 100,
    });
  });

  test("devices is a line for each live device, in pieces", () => {
    const directory = make(450);
    const { headers, body } = control(directory, "GET", "devices");
    expect(headers["content-type"]).toBe("application/x-ndjson");
    const pieces = [...body];
    expect(pieces).toHaveLength(3);
    const lines = pieces.join("").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line) as Device)).toEqual(truthOf(directory));
  });

  test("devices can be told by some of their properties", () => {
    const directory = make(3);
    const lines = textOf(control(directory, "GET", "devices?select=id,hostnames"))
      .trim()
      .split("\n");
    expect(lines.map((line) => Object.keys(JSON.parse(line) as Device))).toEqual(
      Array.from({ length: 3 }, () => ["id", "hostnames"]),
    );
    expect(control(directory, "GET", "devices?select=nothing")).toMatchObject({ status: 400 });
    expect(textOf(control(make(0), "GET", "devices"))).toBe("");
  });
});

describe("changes", () => {
  test("a random batch says what it did", () => {
    const directory = make();
    const answer = control(directory, "POST", "changes", { seed: 3, add: 2, change: 4, remove: 5 });
    expect(jsonOf(answer)).toEqual({ added: 2, changed: 4, removed: 5, restored: 0 });
    expect(directory.count()).toBe(97);
  });

  test("edits are made one by one, in order, and each tells its id", () => {
    const directory = make();
    const properties = { displayName: "made", trustType: "AzureAd", profileType: null, x_unknown: [1] };
    const created = jsonOf(control(directory, "POST", "edits", { edits: [{ do: "create", properties }] }));
    const id = directory.idOf(110);
    expect(created).toEqual({ edits: [{ id }] });
    const edits = [
      { do: "set", id, properties: { displayName: "renamed", model: "M" } },
      { do: "clear", id, properties: ["model"] },
      { do: "removeSoft", id },
      { do: "restore", id },
    ];
    expect(jsonOf(control(directory, "POST", "edits", { edits }))).toEqual({
      edits: [{ id }, { id }, { id, removal: "changed" }, { id }],
    });
    expect(JSON.parse(ask(directory, `/devices/${id}`).body)).toMatchObject({
      displayName: "renamed",
      model: null,
      x_unknown: [1],
      isCompliant: false,
    });
    const removal = control(directory, "POST", "edits", { edits: [{ do: "removeHard", id }] });
    expect(jsonOf(removal)).toEqual({ edits: [{ id, removal: "deleted" }] });
  });

  test("an edit that cannot be made says which, and how many before it are made", () => {
    const directory = make();
    const edits = [{ do: "create" }, { do: "set", id: "nobody", properties: {} }, { do: "create" }];
    const answer = control(directory, "POST", "edits", { edits });
    expect(answer.status).toBe(400);
    expect(jsonOf(answer)).toEqual({
      error: "Edit 1 (set): the device nobody is not there. The 1 before it are made.",
    });
    expect(directory.count()).toBe(101);
  });
});

describe("unruliness", () => {
  test("disorder is set, told, and ended", () => {
    const directory = make();
    const answer = control(directory, "POST", "disorder", { seed: 4, shuffle: true });
    expect(jsonOf(answer)).toEqual({ ...order, seed: 4, shuffle: true, refuseLatest: null });
    expect(idsOf(walk(directory, "/devices").items)).not.toEqual(idsOf(truthOf(directory)));
    control(directory, "POST", "disorder", {});
    expect(directory.disorder).toEqual(order);
  });

  test.each([
    ["501 NotImplemented", 501, "NotImplemented"],
    ["400 Request_BadRequest", 400, "Request_BadRequest"],
  ])(
    "a latest link is refused as %s, while an initial round goes on working",
    (refuseLatest, status, code) => {
      const directory = make();
      control(directory, "POST", "disorder", { refuseLatest });
      expect(askRefusal(directory, "/devices/delta?$deltatoken=latest")).toMatchObject({ status, code });
      expect(askPage(directory, "/devices/delta").value).toHaveLength(100);
      control(directory, "POST", "disorder", { refuseLatest: null });
      expect(askPage(directory, "/devices/delta?$deltatoken=latest").value).toEqual([]);
    },
  );

  test("links of a kind expire in the way asked for", () => {
    const directory = make();
    const { "@odata.nextLink": link = "" } = askPage(directory, "/devices?$top=1");
    control(directory, "POST", "expire", { what: "delta-links" });
    expect(askPage(directory, link).value).toHaveLength(1);
    control(directory, "POST", "expire", {
      what: "page-links",
      as: "400 DirectoryPageTokenNotFoundException",
    });
    expect(askRefusal(directory, link).code).toBe("DirectoryPageTokenNotFoundException");
  });
});

test.each([
  ["changes", "{", "The body is no JSON"],
  ["changes", "", "The body is no JSON"],
  ["changes", '{"add":-1}', "add"],
  ["changes", '{"added":1}', "added"],
  ["edits", "[]", "expected object"],
  ["edits", '{"edits":[{"do":"dance"}]}', "edits[0]"],
  ["edits", '{"edits":[{"do":"create","properties":{"id":"x"}}]}', "the id is given by the directory"],
  ["expire", '{"what":"everything"}', "what"],
  ["expire", '{"what":"page-links","as":"200 OK"}', "as"],
  ["disorder", '{"repeats":2}', "repeats"],
  ["disorder", '{"shuffled":true}', "shuffled"],
])("%s of %s is answered with 400 and what is wrong", (action, body, wrong) => {
  const answer = control(make(), "POST", action, body);
  expect(answer.status).toBe(400);
  expect(textOf(answer)).toContain(wrong);
  expect(answer.headers["content-type"]).toBe("application/json");
});

test.each([
  ["POST", "truth", "GET"],
  ["POST", "devices", "GET"],
  ["GET", "changes", "POST"],
  ["PUT", "edits", "POST"],
  ["GET", "expire", "POST"],
  ["DELETE", "disorder", "POST"],
])("%s %s is not allowed", (method, action, allow) => {
  const answer = control(make(), method, action, {});
  expect(answer).toMatchObject({ status: 405, headers: { allow } });
  expect(jsonOf(answer)).toHaveProperty("error");
});

test.each(["", "nothing", "constructor", "__proto__"])("there is no action %o", (action) => {
  expect(control(make(), "GET", action)).toMatchObject({ status: 404 });
});

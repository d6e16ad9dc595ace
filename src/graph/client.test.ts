// How one request is sent, tried again, and read.

import { expect, test } from "vitest";
import {
  answer,
  neverAborted,
  plantedToken,
  recordingClock,
  rejectionOf,
  type Script,
  type ScriptedAnswer,
  script,
  tokenAnswer,
} from "../../test/support/graph-script.ts";
import { decodeJson } from "./client.ts";
import { readCount } from "./count.ts";
import { unansweredExchange } from "./errors/graph-error.ts";
import { UnreachableError } from "./errors/unreachable-error.ts";

const page = answer(200, { value: [] }, { "request-id": "r-1" });
const reset = new UnreachableError("tcp", "graph.microsoft.com", "ECONNRESET", unansweredExchange("test"));

function send({ client }: Script, signal: AbortSignal = neverAborted) {
  return client.send({ operation: "test", link: client.linkTo("/v1.0/devices"), decode: decodeJson }, signal);
}

test("[GR2] a request carries its token, its own id, and what it asks for", async () => {
  const run = script({ answers: [page, page] });
  await send(run);
  await send(run);
  const [first, second] = run.requests;
  expect(first?.headers).toMatchObject({
    accept: "application/json",
    authorization: `Bearer ${plantedToken}`,
  });
  expect(first?.clientRequestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(first?.headers["client-request-id"]).toBe(first?.clientRequestId);
  expect(second?.clientRequestId).not.toBe(first?.clientRequestId);
});

test.each<[string | null, number]>([
  ["3", 3_000],
  ["30,120", 120_000],
  ["Fri, 23 Sep 2022 11:58:09 GMT", 20_000],
  ["soon", 500],
  ["999999", 300_000],
  [null, 500],
])("[GR6] a 429 with Retry-After %j waits %i ms", async (header, expected) => {
  const headers = {
    date: "Fri, 23 Sep 2022 11:57:49 GMT",
    ...(header === null ? {} : { "retry-after": header }),
  };
  const run = script({ answers: [answer(429, { error: { code: "TooManyRequests" } }, headers), page] });
  expect((await send(run)).exchange.requestId).toBe("r-1");
  expect(run.clock.waits).toEqual([expected]);
  expect(run.events.filter((event) => event.kind === "waiting")).toEqual([
    { kind: "waiting", operation: "test", durationMs: expected, why: "graph.throttled", requestId: null },
  ]);
});

test.each<[string, ScriptedAnswer, number, string]>([
  ["429", answer(429, ""), 8, "graph.throttled"],
  ["503", answer(503, "<html>busy</html>"), 8, "graph.unavailable"],
  ["504", answer(504, ""), 8, "graph.unavailable"],
  ["500", answer(500, ""), 4, "graph.unavailable"],
  ["502", answer(502, "<html>Bad Gateway</html>"), 4, "graph.unavailable"],
  ["a broken connection", reset, 8, "graph.unreachable"],
  ["HTML with status 200", answer(200, "<html>Sign in to the network</html>"), 4, "graph.not_json"],
  ["JSON cut in the middle", answer(200, '{"value":[{"id":"a"},{"i'), 4, "graph.not_json"],
  ["an empty body", answer(200, ""), 4, "graph.not_json"],
  [
    "a 200 with an error body",
    answer(200, { error: { code: "serviceNotAvailable", message: "Late" } }),
    4,
    "graph.refused",
  ],
])("[GR7] %s is tried a bounded number of times, then it is an error", async (_name, same, tries, code) => {
  const run = script({ answers: Array(20).fill(same) });
  expect(await rejectionOf(send(run))).toMatchObject({ code });
  expect(run.requests).toHaveLength(tries);
  expect(run.clock.waits).toHaveLength(tries - 1);
});

test("[GR7] no try begins after the total time", async () => {
  const run = script({ answers: Array(20).fill(answer(503, "", { "retry-after": "300" })) });
  await rejectionOf(send(run));
  expect(run.clock.waits).toEqual([300_000, 300_000, 300_000, 300_000]);
});

test("[GR9] an error says status, codes, words and the ids of the request", async () => {
  const body = {
    error: {
      code: "Request_BadRequest",
      message: "Bad\r\nfilter.",
      innererror: { code: "Inner", "request-id": "r-2", innerError: { code: "Deep" } },
    },
  };
  const run = script({ answers: [answer(400, body, { "x-ms-ags-diagnostic": "{}" })] });
  expect(await rejectionOf(send(run))).toMatchObject({
    code: "graph.refused",
    message: "Microsoft Graph refuses the request: 400 Request_BadRequest, Bad filter.",
    exchange: {
      operation: "test",
      status: 400,
      graphCodes: ["Request_BadRequest", "Inner", "Deep"],
      requestId: "r-2",
      clientRequestId: run.requests[0]?.clientRequestId,
      diagnostic: "{}",
    },
  });
});

test.each([400, 403, 404, 409, 410, 412, 501])("[GR8] %i is not tried again", async (status) => {
  const run = script({ answers: [answer(status, null)] });
  await rejectionOf(send(run));
  expect(run.requests).toHaveLength(1);
  expect(run.tokenRequests).toHaveLength(1);
});

test("[GR8] a 401 renews the token once and the request goes on", async () => {
  const tokenAnswers = [tokenAnswer("first"), tokenAnswer("second")];
  const run = script({ answers: [answer(401, ""), page, page], tokenAnswers });
  await send(run);
  await send(run);
  const used = run.requests.map((request) => request.headers.authorization);
  expect(used).toEqual(["Bearer first", "Bearer second", "Bearer second"]);
  expect(run.clock.waits).toEqual([]);
  expect(run.events.map((event) => event.kind)).toEqual(["request", "token_renewed", "request", "request"]);
});

test("[GR8] a 401 that persists after one renewal is an error", async () => {
  const run = script({ answers: [answer(401, ""), answer(503, ""), answer(401, "")] });
  expect(await rejectionOf(send(run))).toMatchObject({ code: "graph.unauthorized" });
  expect(run.tokenRequests).toHaveLength(2);
});

test("[GR16] an abort ends a wait and a request with its own reason", async () => {
  const stop = new AbortController();
  const reason = new Error("cancelled by the user");
  const clock = recordingClock();
  const run = script({ answers: [answer(429, ""), page], clock });
  const asked = send(run, stop.signal);
  clock.sleep = async (_durationMs, signal) => {
    stop.abort(reason);
    signal.throwIfAborted();
  };
  expect(await rejectionOf(asked)).toBe(reason);
  expect(await rejectionOf(send(run, stop.signal))).toBe(reason);
  expect(run.requests).toHaveLength(1);
});

test("[GR9] a count is digits, with or without a byte order mark; anything else is an error", async () => {
  const count = ({ client }: Script) =>
    readCount(client, "count_devices", "/v1.0/devices/$count", neverAborted);
  const run = script({ answers: [answer(200, "294\n"), answer(200, "\uFEFF0")] });
  expect([await count(run), await count(run)]).toEqual([294, 0]);
  expect(run.requests[0]).toMatchObject({
    path: "/v1.0/devices/$count",
    headers: { consistencylevel: "eventual" },
  });
  for (const text of ["", "-1", "1.5", "many", "<html></html>", "null"]) {
    const broken = script({ answers: Array(9).fill(answer(200, text)) });
    expect(await rejectionOf(count(broken))).toMatchObject({ code: "graph.not_json" });
  }
});

test.each<[string, ScriptedAnswer]>([
  ["an error body", answer(400, { error: { code: plantedToken, message: `Bearer ${plantedToken}` } })],
  [
    "a link in an error",
    answer(410, {
      error: { code: "x", message: "$deltatoken=planted-link and %24skiptoken%3Dplanted-link" },
    }),
  ],
  ["a 200 with an error", answer(200, { error: { message: `token ${plantedToken}` } })],
  ["HTML", answer(200, `<html>authorization: Bearer ${plantedToken}</html>`)],
  ["truncated JSON", answer(200, `{"@odata.nextLink":"https://graph.microsoft.com/?$skiptoken=planted-link`)],
  [
    "headers",
    answer(400, "", { "request-id": plantedToken, "x-ms-ags-diagnostic": `{"t":"${plantedToken}"}` }),
  ],
  ["a redirect", answer(307, "", { location: `https://evil.example/?${plantedToken}` })],
])("[GR15] a token in %s is in no error and no event", async (_name, same) => {
  const run = script({ answers: Array(9).fill(same) });
  const error = await rejectionOf(send(run));
  expect(textOf(error) + JSON.stringify(run.events)).not.toMatch(/planted/);
});

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  return [error.message, error.stack, JSON.stringify(error), textOf(error.cause ?? null)].join("\n");
}

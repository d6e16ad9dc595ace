// How tokens are asked for, kept and renewed.

import { expect, test } from "vitest";
import {
  answer,
  neverAborted,
  plantedSecret,
  plantedToken,
  recordingClock,
  rejectionOf,
  type ScriptedAnswer,
  script,
  tokenAnswer,
} from "../../test/support/graph-script.ts";
import { unansweredExchange } from "./errors/graph-error.ts";
import { UnreachableError } from "./errors/unreachable-error.ts";
import { defaultRetryPolicy } from "./retry-timing.ts";
import { TokenClient } from "./token.ts";
import { tokenUrl } from "./token-request.ts";

const settings = {
  loginUrl: "https://login.microsoftonline.com",
  graphUrl: "https://graph.microsoft.com",
  tenantId: "contoso.com",
  clientId: "c",
};

test("[GR12] the token URL of v1 and v2 can be shown, and holds nothing but the tenant", () => {
  expect(tokenUrl({ ...settings, endpoint: "v1" })).toBe(
    "https://login.microsoftonline.com/contoso.com/oauth2/token",
  );
  expect(tokenUrl({ ...settings, endpoint: "v2", tenantId: "../evil?x" })).toBe(
    "https://login.microsoftonline.com/..%2Fevil%3Fx/oauth2/v2.0/token",
  );
});

test("[GR12] the secret goes into the form of a POST, whole", async () => {
  const v1 = script();
  await v1.tokens.get(neverAborted);
  const form = new URLSearchParams(v1.tokenRequests[0]?.body ?? "");
  expect(v1.tokenRequests[0]).toMatchObject({ method: "POST", path: "/contoso.com/oauth2/token" });
  expect(form.get("client_secret")).toBe(plantedSecret);
  expect(form.get("resource")).toBe("https://graph.microsoft.com");
  const v2 = script({ settings: { endpoint: "v2" } });
  await v2.tokens.get(neverAborted);
  const scope = new URLSearchParams(v2.tokenRequests[0]?.body ?? "").get("scope");
  expect(scope).toBe("https://graph.microsoft.com/.default");
});

test("[GR12] a token is kept until shortly before it expires by the clock", async () => {
  const clock = recordingClock();
  const { tokens, tokenRequests } = script({
    clock,
    tokenAnswers: [tokenAnswer("a", "3599"), tokenAnswer("b")],
  });
  expect(await tokens.get(neverAborted)).toBe("a");
  clock.advance(3_298_999);
  expect(await tokens.get(neverAborted)).toBe("a");
  clock.advance(1);
  expect(await tokens.get(neverAborted)).toBe("b");
  expect(tokenRequests).toHaveLength(2);
});

test("[GR12] a token that lives shortly is kept for most of its life", async () => {
  const clock = recordingClock();
  const { tokens } = script({ clock, tokenAnswers: [tokenAnswer("a", 60), tokenAnswer("b", 60)] });
  await tokens.get(neverAborted);
  clock.advance(47_999);
  expect(await tokens.get(neverAborted)).toBe("a");
  clock.advance(1);
  expect(await tokens.get(neverAborted)).toBe("b");
});

test("[GR12] all who wait share one token request, and one of them may leave", async () => {
  const stop = new AbortController();
  const { tokens, tokenRequests } = script();
  const left = rejectionOf(tokens.get(stop.signal));
  const others = [tokens.get(neverAborted), tokens.get(neverAborted)];
  stop.abort("left");
  expect(await left).toBe("left");
  expect(await Promise.all(others)).toEqual([plantedToken, plantedToken]);
  expect(tokenRequests).toHaveLength(1);
});

test("[GR12] the shared request goes on while anybody waits, and stops when the last one has left", async () => {
  const asked: AbortSignal[] = [];
  const tokens = new TokenClient({
    settings: { ...settings, endpoint: "v1", revealSecret: () => plantedSecret },
    clock: recordingClock(),
    random: () => 0,
    policy: defaultRetryPolicy,
    observe: () => undefined,
    exchange: (_request, signal) => {
      asked.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
  });
  const [first, last] = [new AbortController(), new AbortController()];
  const left = [rejectionOf(tokens.get(first.signal)), rejectionOf(tokens.get(last.signal))];
  first.abort("first");
  expect(await left[0]).toBe("first");
  expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
  last.abort("last");
  expect(await left[1]).toBe("last");
  expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
});

test("[GR12] two who were refused the same token renew it once", async () => {
  const { tokens, tokenRequests } = script({ tokenAnswers: [tokenAnswer("a"), tokenAnswer("b")] });
  await tokens.get(neverAborted);
  const renewed = await Promise.all([tokens.renew("a", neverAborted), tokens.renew("a", neverAborted)]);
  expect([...renewed, await tokens.renew("a", neverAborted)]).toEqual(["b", "b", "b"]);
  expect(tokenRequests).toHaveLength(2);
});

const unreachable = new UnreachableError("dns", "login", "ENOTFOUND", unansweredExchange("token"));

test.each<[string, ScriptedAnswer]>([
  ["429", answer(429, "", { "retry-after": "2" })],
  ["503", answer(503, "<html></html>", { "retry-after": "2" })],
  [
    "temporarily_unavailable",
    answer(400, { error: "temporarily_unavailable", error_codes: [90055] }, { "retry-after": "2" }),
  ],
])("[GR12] %s of the login host is waited for", async (_name, first) => {
  const run = script({ tokenAnswers: [first, tokenAnswer()] });
  expect(await run.tokens.get(neverAborted)).toBe(plantedToken);
  expect(run.clock.waits).toEqual([2_000]);
});

test.each<[string, ScriptedAnswer, number, string]>([
  ["no connection", unreachable, 8, "graph.unreachable"],
  ["429", answer(429, ""), 8, "graph.throttled"],
  ["500", answer(500, ""), 4, "graph.unavailable"],
  ["HTML with status 200", answer(200, "<html></html>"), 4, "graph.not_json"],
  ["a redirect", answer(302, ""), 1, "graph.redirected"],
  ["401 without a body", answer(401, ""), 1, "graph.token_refused"],
  ["no token in a 200", answer(200, { token_type: "Bearer" }), 1, "graph.token_malformed"],
  [
    "a token of another type",
    answer(200, { token_type: "mac", access_token: plantedToken }),
    1,
    "graph.token_malformed",
  ],
  ["a lifetime that is no number", tokenAnswer(plantedToken, "soon"), 1, "graph.token_malformed"],
  ["null for a token", answer(200, { token_type: "Bearer", access_token: null }), 1, "graph.token_malformed"],
  [
    "a refusal that quotes the secret",
    answer(401, {
      error: "invalid_client",
      error_description: `AADSTS1: ${plantedSecret} ${encodeURIComponent(plantedSecret)}`,
    }),
    1,
    "graph.token_refused",
  ],
])(
  "[GR15] after %s the token request fails, and the secret is in no error",
  async (_name, same, tries, code) => {
    const run = script({ tokenAnswers: Array(20).fill(same) });
    const error = await rejectionOf(run.tokens.get(neverAborted));
    expect(error).toMatchObject({ code });
    expect(run.tokenRequests).toHaveLength(tries);
    const { message, stack, cause } = error as Error;
    const text = [message, stack, String(cause), JSON.stringify([error, cause, run.events])].join("\n");
    expect(text).not.toMatch(/planted|sEcr3t/);
  },
);

// A Graph client whose answers a test writes, with a clock that never waits: no socket is opened.

import { GraphClient } from "../../src/graph/client.ts";
import type { GraphClock } from "../../src/graph/clock.ts";
import type { GraphEvent } from "../../src/graph/graph-event.ts";
import type { HttpAnswer, HttpRequest } from "../../src/graph/http-pool.ts";
import { defaultRetryPolicy, type RetryPolicy } from "../../src/graph/retry-timing.ts";
import { TokenClient } from "../../src/graph/token.ts";
import type { TokenSettings } from "../../src/graph/token-request.ts";

export const graphUrl = "https://graph.microsoft.com";
export const plantedSecret = "sEcr3t+/va=lue~1";
export const plantedToken = "eyJ0eXAiOiJKV1QiLCJub25jZSI6Ik1.planted.token";

export interface RecordingClock extends GraphClock {
  /** Every wait, in milliseconds, in order. */
  readonly waits: number[];
  advance(durationMs: number): void;
}

/** A clock that a sleep moves on at once. */
export function recordingClock(startAt = Date.UTC(2026, 0, 1)): RecordingClock {
  let now = startAt;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    advance: (durationMs) => {
      now += durationMs;
    },
    sleep: async (durationMs, signal) => {
      signal.throwIfAborted();
      waits.push(durationMs);
      now += durationMs;
    },
  };
}

export type ScriptedAnswer = HttpAnswer | Error | ((request: HttpRequest) => HttpAnswer);

export function answer(
  status: number,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): HttpAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    status,
    text,
    headers: new Map(Object.entries({ "content-type": "application/json", ...headers })),
  };
}

export function tokenAnswer(value = plantedToken, lifetimeSeconds: number | string = 3599): HttpAnswer {
  return answer(200, { token_type: "Bearer", access_token: value, expires_in: lifetimeSeconds });
}

export interface Script {
  readonly client: GraphClient;
  readonly tokens: TokenClient;
  readonly clock: RecordingClock;
  readonly events: GraphEvent[];
  /** Requests to the Graph host, in order. */
  readonly requests: HttpRequest[];
  readonly tokenRequests: HttpRequest[];
}

export interface ScriptOptions {
  readonly answers?: readonly ScriptedAnswer[];
  /** Without it, every token request is answered with a new token. */
  readonly tokenAnswers?: readonly ScriptedAnswer[];
  readonly settings?: Partial<TokenSettings>;
  readonly policy?: RetryPolicy;
  readonly clock?: RecordingClock;
}

function play(script: ScriptedAnswer[], request: HttpRequest): HttpAnswer {
  const next = script.shift();
  if (next === undefined) throw new TypeError(`The script has no answer to ${request.path}.`);
  if (next instanceof Error) throw next;
  return typeof next === "function" ? next(request) : next;
}

/** A client whose requests are answered in the order of `answers`; one more than there are fails the test. */
export function script(options: ScriptOptions = {}): Script {
  const clock = options.clock ?? recordingClock();
  const events: GraphEvent[] = [];
  const requests: HttpRequest[] = [];
  const tokenRequests: HttpRequest[] = [];
  const answers = [...(options.answers ?? [])];
  const tokenAnswers = options.tokenAnswers === undefined ? null : [...options.tokenAnswers];
  const common = {
    clock,
    random: () => 0.5,
    policy: options.policy ?? defaultRetryPolicy,
    observe: (event: GraphEvent) => events.push(event),
    exchange: async (request: HttpRequest, signal: AbortSignal) => {
      signal.throwIfAborted();
      if (request.operation !== "token") {
        requests.push(request);
        return play(answers, request);
      }
      tokenRequests.push(request);
      return tokenAnswers === null ? tokenAnswer() : play(tokenAnswers, request);
    },
  };
  const settings: TokenSettings = {
    loginUrl: "https://login.microsoftonline.com",
    graphUrl,
    tenantId: "contoso.com",
    clientId: "625bc9f6-3bf6-4b6d-94ba-e97cf07a22de",
    revealSecret: () => plantedSecret,
    endpoint: "v1",
    ...options.settings,
  };
  const tokens = new TokenClient({ ...common, settings });
  const client = new GraphClient({ ...common, graphUrl, tokens });
  return { client, tokens, clock, events, requests, tokenRequests };
}

export const neverAborted = new AbortController().signal;

/** The error that a promise is rejected with; fails when it is not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    (value) => {
      throw new TypeError(`It was expected to fail, and answered ${JSON.stringify(value)}.`);
    },
    (error: unknown) => error,
  );
}

// The only place that speaks HTTP to Microsoft Graph: one request with its token, its retries, and its answer read.

import { randomUUID } from "node:crypto";
import { hasErrorBody, jsonOrUndefined, readErrorBody } from "./error-body.ts";
import type { GraphExchange } from "./errors/graph-error.ts";
import { NotJsonError } from "./errors/not-json-error.ts";
import { RefusedError } from "./errors/refused-error.ts";
import { UnauthorizedError } from "./errors/unauthorized-error.ts";
import { Governor, holdBackMs } from "./governor.ts";
import type { HttpAnswer, HttpExchange } from "./http-pool.ts";
import { acceptLink, type OwnLink, ownLink, type SafeOrigin, safeOrigin } from "./link.ts";
import { networkAttempt } from "./network-error.ts";
import { type Attempt, type Perseverance, persevere } from "./persevere.ts";
import { redact } from "./redact.ts";
import { statusError, statusTrouble } from "./status-error.ts";
import type { TokenClient } from "./token.ts";

export interface GraphClientOptions extends Perseverance {
  /** Origin of the Graph host, e.g. `https://graph.microsoft.com`. */
  readonly graphUrl: string;
  readonly exchange: HttpExchange;
  readonly tokens: TokenClient;
}

export interface GraphRequest<Value> {
  /** What the request is for, in events and errors, e.g. `list_devices`. */
  readonly operation: string;
  readonly link: OwnLink;
  readonly headers?: { readonly [name: string]: string };
  /** With a body the request is a POST of JSON, without one a GET. */
  readonly body?: unknown;
  /** Reads a successful body; null when it is not what was asked for, e.g. HTML of a gateway. */
  readonly decode: (text: string) => { readonly value: Value } | null;
}

export interface GraphAnswer<Value> {
  readonly value: Value;
  readonly exchange: GraphExchange;
}

/** Decodes any JSON. */
export function decodeJson(text: string): { readonly value: unknown } | null {
  const value = jsonOrUndefined(text);
  return value === undefined ? null : { value };
}

function describeAnswer(operation: string, sentId: string, answer: HttpAnswer, token: string): GraphExchange {
  const body = answer.status === 200 ? null : readErrorBody(jsonOrUndefined(answer.text), [token]);
  const header = (name: string) => {
    const value = answer.headers.get(name);
    return value === undefined ? null : redact(value, [token]);
  };
  return {
    operation,
    status: answer.status,
    graphCodes: body?.codes ?? [],
    graphMessage: body?.message ?? null,
    requestId: header("request-id") ?? body?.requestId ?? null,
    clientRequestId: sentId,
    date: header("date"),
    diagnostic: header("x-ms-ags-diagnostic"),
  };
}

export class GraphClient {
  readonly #options: GraphClientOptions;
  readonly #origin: SafeOrigin;
  readonly #governor: Governor;

  /** Throws `graph.insecure_url` unless the Graph host is reached by https, or is on this machine. */
  constructor(options: GraphClientOptions) {
    this.#options = options;
    this.#origin = safeOrigin(options.graphUrl, "open");
    this.#governor = new Governor(options);
  }

  get perseverance(): Perseverance {
    return this.#options;
  }

  /** A link of our own to a path such as `/v1.0/devices`. */
  linkTo(path: string): OwnLink {
    return ownLink(this.#origin, path);
  }

  /** A link that Graph sent or that was stored; throws `graph.foreign_link` when it leads elsewhere. */
  accept(link: string, operation: string): OwnLink {
    return acceptLink(this.#origin, link, operation);
  }

  /**
   * Sends a request until it is answered with success. Throws `graph.throttled`, `graph.unavailable`,
   * `graph.unreachable`, `graph.body_cut` or `graph.not_json` once the retries are used up; at once `graph.forbidden`,
   * `graph.refused`, `graph.redirected`, and `graph.unauthorized` after one renewal of the token; what `TokenClient.get`
   * throws; and the signal's reason when it is aborted.
   */
  async send<Value>(request: GraphRequest<Value>, signal: AbortSignal): Promise<GraphAnswer<Value>> {
    let mayRenew = true;
    return await persevere(this.#options, signal, async () => {
      const token = await this.#options.tokens.get(signal);
      const attempt = await this.#attempt(request, token, signal);
      const refused = attempt.kind === "failed" && attempt.error instanceof UnauthorizedError;
      if (!refused || !mayRenew) return attempt;
      mayRenew = false;
      const renewed = await this.#options.tokens.renew(token, signal);
      return await this.#attempt(request, renewed, signal);
    });
  }

  async #attempt<Value>(
    request: GraphRequest<Value>,
    token: string,
    signal: AbortSignal,
  ): Promise<Attempt<GraphAnswer<Value>>> {
    const { operation } = request;
    const clientRequestId = randomUUID();
    await this.#governor.admit(operation, signal);
    try {
      const answer = await this.#exchange(request, token, clientRequestId, signal);
      const exchange = describeAnswer(operation, clientRequestId, answer, token);
      const { status, requestId } = exchange;
      this.#options.observe({ kind: "request", operation, status, requestId, clientRequestId });
      const nearLimitMs = holdBackMs(answer.headers.get("x-ms-throttle-limit-percentage") ?? null);
      this.#governor.holdBack(nearLimitMs, "graph.near_limit");
      return this.#read(request, answer, exchange, token);
    } catch (error) {
      const attempt = networkAttempt(error);
      this.#options.observe({ kind: "request", operation, status: null, requestId: null, clientRequestId });
      return attempt;
    }
  }

  /** Graph carries no header over to the next page, so every request sends all of them (learn.microsoft.com/graph/paging). */
  async #exchange<Value>(
    request: GraphRequest<Value>,
    token: string,
    clientRequestId: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { operation, link, body } = request;
    const headers = {
      accept: "application/json",
      "accept-encoding": "gzip",
      ...request.headers,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      "client-request-id": clientRequestId,
      authorization: `Bearer ${token}`,
    };
    const content =
      body === undefined
        ? { method: "GET" as const, body: null }
        : { method: "POST" as const, body: JSON.stringify(body) };
    const { origin, path } = link;
    return await this.#options.exchange(
      { operation, clientRequestId, origin, path, headers, ...content },
      signal,
    );
  }

  #read<Value>(
    request: GraphRequest<Value>,
    answer: HttpAnswer,
    exchange: GraphExchange,
    token: string,
  ): Attempt<GraphAnswer<Value>> {
    if (answer.status !== 200) {
      const trouble = statusTrouble(answer.status, answer.headers, this.#options.clock.now());
      if (trouble?.kind === "busy" && trouble.askedWaitMs !== null)
        this.#governor.holdBack(trouble.askedWaitMs, "graph.throttled");
      return { kind: "failed", trouble, error: statusError(exchange) };
    }
    const broken = { kind: "broken", askedWaitMs: null } as const;
    const decoded = request.decode(answer.text);
    if (decoded === null) {
      const type = answer.headers.get("content-type")?.slice(0, 100) ?? "no content type";
      const error = new NotJsonError(exchange, `${type}, ${answer.text.length} characters`);
      return { kind: "failed", trouble: broken, error };
    }
    if (hasErrorBody(decoded.value)) {
      // Graph streams its bodies: what fails after the headers can only be told within a 200.
      const { codes, message } = readErrorBody(decoded.value, [token]);
      const error = new RefusedError({ ...exchange, graphCodes: codes, graphMessage: message });
      return { kind: "failed", trouble: broken, error };
    }
    return { kind: "done", value: { value: decoded.value, exchange } };
  }
}

// One pool of kept-alive connections and one HTTP exchange over it: what Graph and token requests have in common.

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Agent, type Dispatcher } from "undici";
import { unansweredExchange } from "./errors/graph-error.ts";
import { toNetworkError } from "./network-error.ts";

/** All in milliseconds. `wholeMs` bounds an exchange that trickles, which the other three cannot see. */
export interface HttpTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly bodyMs: number;
  readonly wholeMs: number;
}

const defaultTimeouts: HttpTimeouts = {
  connectMs: 10_000,
  headersMs: 120_000,
  bodyMs: 60_000,
  wholeMs: 300_000,
};

export interface HttpPoolOptions {
  readonly timeouts?: HttpTimeouts;
  /** PEM certificates that are trusted in place of the usual authorities. */
  readonly trustedCertificates?: string;
}

export interface HttpRequest {
  readonly operation: string;
  readonly clientRequestId: string;
  readonly origin: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly headers: { readonly [name: string]: string };
  readonly body: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; a header that comes twice is joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

const maximumAnswerBytes = 64 * 1024 * 1024;
const unzip = promisify(gunzip);
/** Bytes that are no UTF-8 make the answer unreadable: a character that was guessed would be stored. */
const decoder = new TextDecoder("utf-8", { fatal: true });

function readHeaders(raw: Dispatcher.ResponseData["headers"]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(",") : value);
  }
  return headers;
}

export class HttpPool {
  readonly #agent: Agent;
  readonly #wholeMs: number;

  constructor({ timeouts = defaultTimeouts, trustedCertificates }: HttpPoolOptions = {}) {
    this.#wholeMs = timeouts.wholeMs;
    this.#agent = new Agent({
      allowH2: false,
      connections: 8,
      keepAliveTimeout: 30_000,
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.bodyMs,
      maxResponseSize: maximumAnswerBytes,
      connect: {
        timeout: timeouts.connectMs,
        ...(trustedCertificates === undefined ? {} : { ca: trustedCertificates }),
      },
    });
  }

  /**
   * One request and its whole answer, whatever its status; redirects are not followed. Throws `graph.unreachable` or
   * `graph.body_cut`, and the signal's reason when it is aborted.
   */
  async exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#wholeMs);
    let headersCame = false;
    try {
      const { origin, path, method, headers, body } = request;
      const either = AbortSignal.any([signal, deadline.signal]);
      const answer = await this.#agent.request({ origin, path, method, headers, body, signal: either });
      headersCame = true;
      const answerHeaders = readHeaders(answer.headers);
      const text = await this.#readBody(answer.body, answerHeaders.get("content-encoding"));
      return { status: answer.statusCode, headers: answerHeaders, text };
    } catch (error) {
      signal.throwIfAborted();
      const reason = deadline.signal.aborted
        ? Object.assign(new Error(`no whole answer within ${this.#wholeMs} ms`), { code: "ETIMEDOUT" })
        : error;
      const failed = unansweredExchange(request.operation, request.clientRequestId);
      throw toNetworkError(reason, new URL(request.origin).host, failed, headersCame);
    } finally {
      clearTimeout(timer);
    }
  }

  async #readBody(body: Dispatcher.ResponseData["body"], encoding: string | undefined): Promise<string> {
    const bytes = new Uint8Array(await body.arrayBuffer());
    if (encoding?.toLowerCase() !== "gzip") return decoder.decode(bytes);
    return decoder.decode(await unzip(bytes, { maxOutputLength: maximumAnswerBytes }));
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** How requests leave: `HttpPool.exchange`, or a test's own answers. */
export type HttpExchange = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

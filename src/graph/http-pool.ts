// One pool of kept-alive connections and one HTTP exchange over it: what Graph and token requests have in common.

import { isIP } from "node:net";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import { unansweredExchange } from "./errors/graph-error.ts";
import { toNetworkError } from "./network-error.ts";
import { type HttpProxy, type ProxySettings, proxyFor, readProxy } from "./proxy.ts";
import { secureContextOf, type TrustSettings } from "./trust.ts";
import { untilAborted } from "./until-aborted.ts";

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

export interface HttpPoolOptions extends ProxySettings, TrustSettings {
  readonly timeouts?: HttpTimeouts;
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

/** An agent for what is reached directly, and one for what goes through the proxy where there is one. */
interface Agents {
  readonly direct: Agent;
  readonly proxied: ProxyAgent | null;
}

/** `ProxyAgent` names the proxy's host as the TLS server name, and Node refuses an address as one (RFC 6066). */
function proxyConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return ({ servername = "", ...target }, callback) =>
    connect(isIP(servername) === 0 ? { ...target, servername } : target, callback);
}

function makeAgents(timeouts: HttpTimeouts, options: HttpPoolOptions): Agents {
  const { headersMs: headersTimeout, bodyMs: bodyTimeout, connectMs: timeout } = timeouts;
  const secureContext = secureContextOf(options);
  const connect = { timeout, allowH2: false, ...(secureContext === undefined ? {} : { secureContext }) };
  const agent = {
    allowH2: false,
    connections: 8,
    keepAliveTimeout: 30_000,
    headersTimeout,
    bodyTimeout,
    maxResponseSize: maximumAnswerBytes,
  };
  const direct = new Agent({ ...agent, connect });
  const proxy = readProxy(options);
  if (proxy === null) return { direct, proxied: null };
  const proxied = new ProxyAgent({
    ...agent,
    uri: proxy.origin,
    ...(proxy.authorization === null ? {} : { token: proxy.authorization }),
    // Always by CONNECT: the proxy never sees a request.
    proxyTunnel: true,
    requestTls: connect,
    clientFactory: (origin) => new Pool(origin, { headersTimeout, connect: proxyConnector(connect) }),
  });
  return { direct, proxied };
}

export class HttpPool {
  readonly #options: HttpPoolOptions;
  readonly #agents: Agents;
  readonly #wholeMs: number;

  /** Throws `graph.proxy_malformed` or `graph.certificate_malformed`. */
  constructor(options: HttpPoolOptions = {}) {
    const { timeouts = defaultTimeouts } = options;
    this.#options = options;
    this.#wholeMs = timeouts.wholeMs;
    this.#agents = makeAgents(timeouts, options);
  }

  #route(origin: string): { readonly agent: Dispatcher; readonly proxy: HttpProxy | null } {
    const { direct, proxied } = this.#agents;
    const proxy = proxied === null ? null : proxyFor(origin, this.#options);
    return { agent: proxied === null || proxy === null ? direct : proxied, proxy };
  }

  /**
   * One request and its whole answer, whatever its status; redirects are not followed. Throws `graph.unreachable` or
   * `graph.body_cut`, and the signal's reason when it is aborted.
   */
  async exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#wholeMs);
    const { agent, proxy } = this.#route(request.origin);
    let headersCame = false;
    try {
      const { origin, path, method, headers, body } = request;
      const either = AbortSignal.any([signal, deadline.signal]);
      // undici hears of an abort only once it is connected, and a proxy may take its time.
      const asked = agent.request({ origin, path, method, headers, body, signal: either });
      const answer = await untilAborted(asked, either);
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
      const { host } = new URL(request.origin);
      throw toNetworkError(reason, host, failed, headersCame, proxy?.origin ?? null);
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
    const { direct, proxied } = this.#agents;
    await Promise.all([direct.destroy(), proxied?.destroy()]);
  }
}

/** How requests leave: `HttpPool.exchange`, or a test's own answers. */
export type HttpExchange = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

// Tells what a failed connection means, from the error codes of Node and undici.

import { BodyCutError } from "./errors/body-cut-error.ts";
import type { GraphError, GraphExchange } from "./errors/graph-error.ts";
import { UnreachableError, type UnreachableKind } from "./errors/unreachable-error.ts";
import type { FailedAttempt } from "./persevere.ts";

const dnsCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]);
const timeoutCodes = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_OSSL|EPROTO$|HOSTNAME_MISMATCH$)/;

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

const proxyCodes = new Set(["UND_ERR_PRX_CONN", "UND_ERR_PRX_TLS"]);
/** Through a proxy only the proxy itself is looked up and connected to: what fails then has not reached the host. */
const firstHopCodes = new Set([...dnsCodes, "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);
/** What undici says, without a code of its own, where the proxy answers CONNECT with another status than 200. */
const tunnelRefused = /^Proxy response \(\d+\)/;

function isProxyTrouble(code: string, message: string): boolean {
  return proxyCodes.has(code) || firstHopCodes.has(code) || tunnelRefused.test(message);
}

function kindOf(code: string): UnreachableKind {
  if (dnsCodes.has(code)) return "dns";
  if (timeoutCodes.has(code)) return "timeout";
  if (tlsCode.test(code)) return "tls";
  return code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED" ? "closed" : "tcp";
}

/** The code and message alone: undici's own errors may hold the bytes of an answer, and with them a token. */
function withoutPayload(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const plain = new Error(message === "" ? codeOf(error) : message);
  plain.name = error instanceof Error ? error.name : "Error";
  return Object.assign(plain, { code: codeOf(error) });
}

/** What an error says, with its code, for people. */
export function detailOf(error: unknown): string {
  const code = codeOf(error);
  const { message } = withoutPayload(error);
  return message.includes(code) ? message : `${code} ${message}`;
}

/**
 * The coded error of an exchange that brought no whole answer; `inBody` when its headers had come. `proxy` is the origin
 * of the proxy through which it went, or null.
 */
export function toNetworkError(
  error: unknown,
  host: string,
  exchange: GraphExchange,
  inBody: boolean,
  proxy: string | null = null,
): GraphError {
  const cause = withoutPayload(error);
  if (inBody) return new BodyCutError(exchange, { cause });
  const code = codeOf(error);
  const detail = detailOf(error);
  if (proxy === null) return new UnreachableError(kindOf(code), host, detail, exchange, { cause });
  const kind = isProxyTrouble(code, cause.message) ? "proxy" : kindOf(code);
  return new UnreachableError(kind, host, `${detail} (through the proxy ${proxy})`, exchange, { cause });
}

/** The attempt that a network error ends; anything else, the abort reason among it, is thrown on. */
export function networkAttempt(error: unknown): FailedAttempt {
  if (!(error instanceof UnreachableError) && !(error instanceof BodyCutError)) throw error;
  // A pool that was closed stays closed.
  const isOver = error instanceof UnreachableError && error.kind === "closed";
  return { kind: "failed", trouble: isOver ? null : { kind: "network", askedWaitMs: null }, error };
}

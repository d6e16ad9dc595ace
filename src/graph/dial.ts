// Opens one TCP connection, or one TLS connection over it, as the pool does: for those who want to look at the way itself.

import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { isIP, connect as netConnect, type Socket } from "node:net";
import { type SecureContext, type TLSSocket, connect as tlsConnect } from "node:tls";
import { unansweredExchange } from "./errors/graph-error.ts";
import { UnreachableError } from "./errors/unreachable-error.ts";
import { detailOf, toNetworkError } from "./network-error.ts";
import { bareHostname, type HttpProxy, portOf } from "./proxy.ts";
import { untilAborted } from "./until-aborted.ts";

export interface DialOptions {
  /** An origin, e.g. `https://graph.microsoft.com`. */
  readonly origin: string;
  readonly proxy: HttpProxy | null;
  /** What the TLS connection to an https proxy is made with; undefined for Node's own authorities. */
  readonly secureContext: SecureContext | undefined;
}

const exchange = unansweredExchange("dial");

/** Host and port, also the usual one, e.g. `graph.microsoft.com:443`. */
export function hostAndPort(origin: string): string {
  const url = new URL(origin);
  return `${url.hostname}:${portOf(url)}`;
}

/** The error of a way that ended before the proxy opened a tunnel. */
function proxyError(error: unknown, origin: string, proxy: HttpProxy): UnreachableError {
  const detail = `${detailOf(error)} (through the proxy ${proxy.origin})`;
  return new UnreachableError("proxy", hostAndPort(origin), detail, exchange);
}

/**
 * The addresses that this machine's resolver gives for an origin's host, or for the proxy where there is one: then the
 * host's name is the proxy's business. Throws `graph.unreachable`.
 */
export async function lookUp(
  origin: string,
  proxy: HttpProxy | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const hostname = bareHostname(new URL(proxy?.origin ?? origin));
  try {
    const found = await untilAborted(lookup(hostname, { all: true }), signal);
    return found.map(({ address }) => address);
  } catch (error) {
    signal.throwIfAborted();
    if (proxy !== null) throw proxyError(error, origin, proxy);
    throw toNetworkError(error, hostAndPort(origin), exchange, false);
  }
}

/** Waits for one event; a socket that fails, or whose caller has gone, is destroyed. */
async function opened<Opening extends Socket>(
  socket: Opening,
  event: string,
  signal: AbortSignal,
): Promise<Opening> {
  // Between two waits nobody listens, and an error that nobody hears ends the process; the next wait meets the closed socket.
  socket.on("error", () => undefined);
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function connectTcp(origin: string, signal: AbortSignal): Promise<Socket> {
  const url = new URL(origin);
  const socket = netConnect({ host: bareHostname(url), port: Number(portOf(url)) });
  return await opened(socket, "connect", signal);
}

/**
 * The TLS connection over an open socket, whether or not its certificate is to be trusted: `authorized` and
 * `authorizationError` tell. Nothing may be sent over it unless it is. Without a handshake the error is Node's own.
 */
export async function beginTls(
  socket: Socket,
  origin: string,
  secureContext: SecureContext | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const host = bareHostname(new URL(origin));
  const tls = tlsConnect({
    socket,
    host,
    // An address is no server name (RFC 6066); the certificate is compared with `host` all the same.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ["http/1.1"],
    // A certificate that is refused must be seen, so that its issuer can be named.
    rejectUnauthorized: false,
    ...(secureContext === undefined ? {} : { secureContext }),
  });
  return await opened(tls, "secureConnect", signal);
}

/** Why a certificate is not trusted, e.g. `SELF_SIGNED_CERT_IN_CHAIN`; null where it is. */
export function distrustOf({ authorized, authorizationError }: TLSSocket): string | null {
  if (authorized) return null;
  return String(authorizationError ?? "no certificate was sent");
}

async function connectToProxy(
  proxy: HttpProxy,
  { secureContext }: DialOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await connectTcp(proxy.origin, signal);
  if (!proxy.origin.startsWith("https:")) return socket;
  const tls = await beginTls(socket, proxy.origin, secureContext, signal);
  const distrust = distrustOf(tls);
  if (distrust === null) return tls;
  tls.destroy();
  throw new Error(`its certificate is not trusted: ${distrust}`);
}

async function askForTunnel(
  socket: Socket,
  proxy: HttpProxy,
  target: string,
  signal: AbortSignal,
): Promise<Socket> {
  const authorization = proxy.authorization === null ? {} : { "proxy-authorization": proxy.authorization };
  const asked = httpRequest({
    method: "CONNECT",
    path: target,
    headers: { host: target, ...authorization },
    createConnection: () => socket,
  });
  // Once the wait has ended, `dialThrough` destroys the socket, and the request says so to whoever listens.
  asked.on("error", () => undefined);
  asked.end();
  const [answer] = (await once(asked, "connect", { signal })) as [IncomingMessage];
  if (answer.statusCode === 200) return socket;
  // Not in its own words: they may hold what it was sent.
  throw new Error(`it answers ${answer.statusCode}`);
}

async function dialThrough(proxy: HttpProxy, options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const target = hostAndPort(options.origin);
  let socket: Socket | null = null;
  try {
    socket = await connectToProxy(proxy, options, signal);
    return await askForTunnel(socket, proxy, target, signal);
  } catch (error) {
    socket?.destroy();
    signal.throwIfAborted();
    throw proxyError(error, options.origin, proxy);
  }
}

/** A connection to an origin's host and port, through the proxy by CONNECT where there is one. Throws `graph.unreachable`. */
export async function dial(options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const { origin, proxy } = options;
  if (proxy !== null) return await dialThrough(proxy, options, signal);
  try {
    return await connectTcp(origin, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw toNetworkError(error, hostAndPort(origin), exchange, false);
  }
}

// Says which hosts are reached through the HTTP proxy, and names the proxy without its credentials.

import { ProxyMalformedError } from "./errors/proxy-malformed-error.ts";
import { isLoopback } from "./link.ts";

export interface ProxySettings {
  /** An http or https proxy, e.g. `http://proxy.example:3128`; a user name and a password may be in it. */
  readonly proxyUrl?: string;
  /**
   * Hosts that are reached without it, separated by commas or blanks: `host`, `host:port`, `.domain` (also the domain
   * itself), `*.domain` (what is below it) or `*`. Without a list they are this machine's own names and addresses.
   */
  readonly noProxy?: string;
}

export interface HttpProxy {
  /** Without credentials and path, e.g. `http://proxy.example:3128`. */
  readonly origin: string;
  /** What the header `Proxy-Authorization` holds, or null where there are no credentials. Never to be shown. */
  readonly authorization: string | null;
}

const defaultPorts: { readonly [protocol: string]: string } = { "http:": "80", "https:": "443" };

/** The port of a URL of http or https, the usual one too. */
export function portOf({ port, protocol }: URL): string {
  return port === "" ? (defaultPorts[protocol] ?? "") : port;
}

/** The name or address to look up: an address of IPv6 without its brackets. */
export function bareHostname({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

function basicAuthorization({ username, password }: URL): string | null {
  if (username === "" && password === "") return null;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString("base64")}`;
  } catch {
    // The error would name what it could not decode, which is a part of the password.
    throw new ProxyMalformedError("its user name or password is not percent-encoded as a URL asks");
  }
}

/** The proxy of the settings, or null without one. Throws `graph.proxy_malformed`. */
export function readProxy({ proxyUrl }: ProxySettings): HttpProxy | null {
  if (proxyUrl === undefined) return null;
  const url = URL.parse(proxyUrl);
  if (url === null) throw new ProxyMalformedError("it is no absolute URL");
  if (!Object.hasOwn(defaultPorts, url.protocol))
    throw new ProxyMalformedError("it is neither http nor https");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw new ProxyMalformedError("it is more than a scheme, credentials, a host and a port");
  return { origin: url.origin, authorization: basicAuthorization(url) };
}

/** Splits `host:port`; an address of IPv6 has a port only behind brackets. */
function splitPort(entry: string): { readonly host: string; readonly port: string | null } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(entry);
  const plain = /^([^:]+):(\d+)$/.exec(entry);
  const [, host = entry, port = null] = bracketed ?? plain ?? [];
  return { host, port };
}

function names(entry: string, hostname: string, port: string): boolean {
  const wanted = splitPort(entry.toLowerCase());
  if (wanted.port !== null && wanted.port !== port) return false;
  if (wanted.host === "*") return true;
  const domain = wanted.host.replace(/^\*?\./, "").replace(/\.$/, "");
  if (hostname === domain) return !wanted.host.startsWith("*");
  return hostname.endsWith(`.${domain}`);
}

function goesDirect(target: URL, noProxy: string | undefined): boolean {
  if (noProxy === undefined) return isLoopback(target.hostname);
  const hostname = bareHostname(target).replace(/\.$/, "");
  const entries = noProxy.split(/[,\s]+/).filter((entry) => entry !== "");
  return entries.some((entry) => names(entry, hostname, portOf(target)));
}

/** The proxy through which an origin is reached, or null where it is reached directly. Throws `graph.proxy_malformed`. */
export function proxyFor(origin: string, settings: ProxySettings): HttpProxy | null {
  const proxy = readProxy(settings);
  return proxy === null || goesDirect(new URL(origin), settings.noProxy) ? null : proxy;
}

// Decides which links are followed: those on the connection's own Graph host, whole and as they came.

import { ForeignLinkError } from "./errors/foreign-link-error.ts";
import { unansweredExchange } from "./errors/graph-error.ts";
import { InsecureUrlError } from "./errors/insecure-url-error.ts";

declare const checked: unique symbol;

/** A host to which secrets may be sent: https, or http on this machine. */
export type SafeOrigin = string & { readonly [checked]: "SafeOrigin" };

/** A link known to lead to the connection's own host: its origin, and the rest byte for byte as it came. */
export interface OwnLink {
  readonly [checked]: "OwnLink";
  readonly origin: SafeOrigin;
  readonly path: string;
}

const maximumLinkLength = 16_384;
const afterAuthority = /^[a-z]+:\/\/[^/?#]*/i;
const unsendable = /[^\x21-\x7e]/;

/** Whether a URL's host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * The origin of a URL, e.g. `https://graph.microsoft.com`. Throws `graph.insecure_url` when it is not a plain origin, or
 * uses http to any host but this machine.
 */
export function safeOrigin(text: string, operation: string): SafeOrigin {
  const url = URL.parse(text);
  const fail = (detail: string) => new InsecureUrlError(unansweredExchange(operation), detail);
  if (url === null) throw fail("it is no absolute URL");
  if (url.username !== "" || url.password !== "") throw fail("it holds credentials");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") throw fail("it is more than an origin");
  const secure = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  if (!secure) throw fail("it is not https");
  return url.origin as SafeOrigin;
}

/** A link of our own making, to a path such as `/v1.0/devices?$top=999`. */
export function ownLink(origin: SafeOrigin, path: string): OwnLink {
  return { origin, path } as OwnLink;
}

/**
 * A link that Graph sent, or that was stored, if it leads to `origin` (scheme, host and port). Throws `graph.foreign_link`
 * otherwise. The path is kept byte for byte: Graph forbids rebuilding it (learn.microsoft.com/graph/paging).
 */
export function acceptLink(origin: SafeOrigin, text: string, operation: string): OwnLink {
  const fail = (detail: string) => new ForeignLinkError(unansweredExchange(operation), detail);
  if (text.length > maximumLinkLength) throw fail(`it is longer than ${maximumLinkLength} characters`);
  const url = URL.parse(text);
  if (url === null) throw fail("it is no absolute URL");
  if (url.origin !== origin) throw fail(`it leads to ${url.origin}, not to ${origin}`);
  if (url.username !== "" || url.password !== "") throw fail("it holds credentials");
  if (url.hash !== "") throw fail("it holds a fragment");
  const path = text.replace(afterAuthority, "");
  // What HTTP cannot carry as it is must be encoded, or the link could not be followed at all.
  const asItCame = path.startsWith("/") && !unsendable.test(path) && !path.includes("\\");
  return ownLink(origin, asItCame ? path : `${url.pathname}${url.search}`);
}

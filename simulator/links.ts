// The opaque tokens of page links, round links and delta links: what is in them, how they end, and how links are written.

import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { GraphRefusal } from "./graph-error.ts";

/** `page-links` lead on in a list, `round-links` in a delta round, and `delta-links` to the next round. */
export const linkKinds = ["page-links", "round-links", "delta-links"] as const;
export type LinkKind = (typeof linkKinds)[number];

const expired = "The delta token is expired and data must be synchronized again.";
const noSyncState = `The sync state generation is not found. ${expired}`;
const noLongerValid = "The delta token is no longer valid, and the app must reset the sync state.";

/** The ways in which directories were seen or are said to refuse a token, as status and code (delta query overview; paging). */
const expiries = {
  "400 syncStateNotFound": [400, "syncStateNotFound", noSyncState],
  "404 syncStateNotFound": [404, "syncStateNotFound", noSyncState],
  "410 resyncRequired": [410, "resyncRequired", noLongerValid],
  "410 SyncStateNotFound": [410, "SyncStateNotFound", noSyncState],
  "400 Request_UnsupportedQuery": [
    400,
    "Request_UnsupportedQuery",
    "DeltaLink older than 30 days is not supported.",
  ],
  "400 Directory_ExpiredPageToken": [
    400,
    "Directory_ExpiredPageToken",
    "The specified page token value has expired and can no longer be included in your request.",
  ],
  "400 DirectoryPageTokenNotFoundException": [
    400,
    "DirectoryPageTokenNotFoundException",
    "The page token is not found.",
  ],
  "400 Request_BadRequest": [400, "Request_BadRequest", "Invalid page or delta token."],
} as const satisfies Record<string, readonly [status: number, code: string, message: string]>;

export type Expiry = keyof typeof expiries;
export const expiryNames = Object.keys(expiries) as readonly Expiry[];

const sealed = z.object({ kind: z.enum(linkKinds), generation: z.number(), issuedAt: z.number() });
const opened = z.object({ seal: sealed, content: z.unknown() });

const signatureLength = 16;
const dayMs = 86_400_000;

/** Directory objects keep a delta token for 7 days (delta query overview); of page tokens nothing is known. */
const defaultLifetimesMs: Readonly<Record<LinkKind, number>> = {
  "page-links": Number.POSITIVE_INFINITY,
  "round-links": 7 * dayMs,
  "delta-links": 7 * dayMs,
};

interface Rule {
  lifetimeMs: number;
  /** Links of earlier generations are expired. */
  oldest: number;
  expiry: Expiry;
}

export class Links {
  readonly #clock: () => number;
  readonly #key = randomBytes(16);
  readonly #rules: Readonly<Record<LinkKind, Rule>>;
  #generation = 0;

  constructor(clock: () => number, lifetimesMs: Partial<Readonly<Record<LinkKind, number>>>) {
    const rule = (kind: LinkKind, expiry: Expiry): Rule => ({
      lifetimeMs: lifetimesMs[kind] ?? defaultLifetimesMs[kind],
      oldest: 0,
      expiry,
    });
    this.#clock = clock;
    this.#rules = {
      "page-links": rule("page-links", "400 Directory_ExpiredPageToken"),
      "round-links": rule("round-links", "400 syncStateNotFound"),
      "delta-links": rule("delta-links", "400 syncStateNotFound"),
    };
  }

  /** Every link of this kind that was issued so far is refused from now on; `expiry` is how, and stays so. */
  expire(kind: LinkKind, expiry?: Expiry): void {
    this.#generation += 1;
    const rule = this.#rules[kind];
    rule.oldest = this.#generation;
    if (expiry !== undefined) rule.expiry = expiry;
  }

  #sign(payload: string): string {
    return createHmac("sha256", this.#key).update(payload).digest("base64url").slice(0, signatureLength);
  }

  /** An opaque token; its content must survive JSON. */
  issue(kind: LinkKind, content: unknown): string {
    const seal = { kind, generation: this.#generation, issuedAt: this.#clock() };
    const payload = Buffer.from(JSON.stringify({ seal, content })).toString("base64url");
    return this.#sign(payload) + payload;
  }

  /**
   * The content of a token of this kind. Refuses one that is expired; `restartUrl` is where a 410 sends the caller
   * ("Synchronization reset", delta query overview). What another tenant issued, what was for another use, and what
   * nobody issued is malformed; no body of the real service is known for these.
   */
  open(kind: LinkKind, token: string, restartUrl: (content: unknown) => string | null): unknown {
    const payload = token.slice(signatureLength);
    if (token.slice(0, signatureLength) !== this.#sign(payload)) throw malformedToken();
    const { seal, content } = opened.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    if (seal.kind !== kind) throw malformedToken();
    const { lifetimeMs, oldest, expiry } = this.#rules[kind];
    if (seal.generation >= oldest && this.#clock() - seal.issuedAt <= lifetimeMs) return content;
    const [status, code, message] = expiries[expiry];
    const location = status === 410 ? restartUrl(content) : null;
    throw new GraphRefusal(status, code, message, location === null ? {} : { location });
  }
}

export function malformedToken(): GraphRefusal {
  return new GraphRefusal(400, "Request_BadRequest", "Invalid page or delta token.");
}

/** An option's value as the service writes it into a link: lower-case escapes, and `$` of the option's name as it is. */
export function writtenOption(name: string, value: string): string {
  const escaped = encodeURIComponent(value)
    .replaceAll(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase())
    .replaceAll("%20", "+")
    .replaceAll("'", "%27");
  return `${name}=${escaped}`;
}

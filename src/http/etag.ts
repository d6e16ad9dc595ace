// Versions of resources, so that a change is refused when the resource is no longer the one that was read.

import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { RollcallError } from "../core/error.ts";

/** The strong ETag of a version; a version is a number that rises, or a `contentVersion`. */
export function etagOf(version: number | string): string {
  return `"${version}"`;
}

/** A version for what has no number: the digest of what is shown of it. */
export function contentVersion(shown: object): string {
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22);
}

/** Throws `request.if_match_missing`, or `request.changed_meanwhile` where the header names none but other versions. */
export function requireMatch(request: FastifyRequest, version: number | string): void {
  const asked = request.headers["if-match"];
  if (asked === undefined)
    throw new RollcallError("request.if_match_missing", "Send the ETag of what was read as If-Match.");
  // A weak tag never matches: it begins with `W/`.
  const tags = asked.split(",").map((tag) => tag.trim());
  if (tags.includes("*") || tags.includes(etagOf(version))) return;
  throw new RollcallError("request.changed_meanwhile", "Read it again, and decide anew.");
}

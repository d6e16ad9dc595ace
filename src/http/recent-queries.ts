// Keeps what a person asked last, without a write that nobody would miss.

import type { FastifyRequest } from "fastify";
import type { Principal } from "../core/access.ts";
import type { Timestamp } from "../core/clock.ts";
import type { Storage } from "../core/storage.ts";
import { principalOf } from "./authorize.ts";

/** A query that is asked again and again, e.g. by a page that is open, is noted once a minute. */
const sameQueryEveryMs = 60_000;

/**
 * Of people who are signed in alone: what a program asks with a token, nobody looks for. It writes nothing for an empty
 * query, and nothing within a minute of the same one.
 */
export async function noteRecentQuery(
  storage: Storage,
  principal: Principal,
  text: string,
  now: Timestamp,
): Promise<void> {
  const { kind, userId } = principal;
  const asked = text.trim();
  // PostgreSQL holds no NUL character in a text.
  if (kind !== "user" || userId === null || asked === "" || asked.includes("\u0000")) return;
  const [newest] = await storage.readRecentQueries(userId);
  if (newest?.text === asked && now - newest.usedAt < sameQueryEveryMs) return;
  await storage.transaction((writer) => writer.addRecentQuery(userId, { text: asked, usedAt: now }));
}

/** Whoever answers a search does not wait for it, and no search fails for it. */
export function keepRecentQuery(
  request: FastifyRequest,
  storage: Storage,
  text: string,
  now: Timestamp,
): void {
  noteRecentQuery(storage, principalOf(request), text, now).catch((error: unknown) => {
    request.log.warn({ err: error }, "A recent query could not be kept.");
  });
}

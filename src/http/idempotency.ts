// Makes a creation that is asked for twice under one Idempotency-Key happen once.

import { createHash, createHmac } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { canonicalJson } from "../core/device-record.ts";
import { RollcallError } from "../core/error.ts";
import type { IdempotencyStore, KeptAnswer, KeyStanding } from "../core/idempotency.ts";
import type { App, AppOptions } from "./app-options.ts";

/** No request takes that long: whoever has no answer by then never gets one. */
const unansweredMs = 2 * 60_000;
const keptHeaders = ["content-type", "location", "etag"] as const;
const wellFormed = /^[\x21-\x7e]{16,255}$/;

interface Asked {
  readonly id: string;
  readonly fingerprint: string;
}

/**
 * The key is kept as a digest, and the body as an HMAC under the key: who reads the database learns neither, and cannot try
 * out passwords on a fingerprint.
 */
function identify(request: FastifyRequest, key: string): Asked {
  const { principal, method, routeOptions } = request;
  const who = [principal?.kind ?? "nobody", principal?.id ?? "", key];
  const what = {
    method,
    route: routeOptions.url ?? "",
    params: request.params ?? null,
    body: request.body ?? null,
  };
  return {
    id: createHash("sha256").update(JSON.stringify(who)).digest("base64url"),
    fingerprint: createHmac("sha256", key).update(canonicalJson(what)).digest("base64url"),
  };
}

/** The answer to give again, or null where the request is the first one. Throws where it can be neither. */
function toKeptAnswer(standing: KeyStanding, asked: Asked, now: number): KeptAnswer | null {
  if (standing.kind === "taken") return null;
  if (standing.fingerprint !== asked.fingerprint)
    throw new RollcallError("request.key_reused", "Take a new Idempotency-Key for each creation.");
  if (standing.kind === "unanswered")
    throw now - standing.takenAt < unansweredMs
      ? new RollcallError("request.still_running", "Ask again in a moment.")
      : new RollcallError(
          "request.outcome_unknown",
          "The server stopped before it answered: look whether it was done, and take a new key if not.",
        );
  if (standing.answer === null)
    throw new RollcallError("request.already_done", "Remove what was made if its answer is lost.");
  return standing.answer;
}

async function begin(request: FastifyRequest, reply: FastifyReply, options: AppOptions): Promise<void> {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return;
  if (typeof key !== "string" || !wellFormed.test(key))
    throw new RollcallError("request.key_invalid", "Send 16 to 255 visible ASCII characters, e.g. a UUID.");
  const asked = identify(request, key);
  const now = options.clock.now();
  const kept = toKeptAnswer(await options.idempotency.take(asked.id, asked.fingerprint, now), asked, now);
  if (kept === null) {
    request.idempotencyId = asked.id;
    return;
  }
  request.isReplayed = true;
  reply.code(kept.status).headers(kept.headers).header("Idempotency-Replayed", "true");
  await reply.send(kept.body);
}

async function finish(
  store: IdempotencyStore,
  id: string,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  // What was refused or failed made nothing that an answer could tell of, so it may be tried again.
  if (reply.statusCode >= 300) return store.release(id);
  if (reply.routeOptions.config.idempotency === "refuse") return store.answer(id, null);
  if (typeof payload !== "string") throw new Error("An answer under an Idempotency-Key is no text.");
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return store.answer(id, {
    status: reply.statusCode,
    headers: Object.fromEntries(headers),
    body: payload,
  });
}

export function addIdempotency(app: App, options: AppOptions): void {
  app.decorateRequest("idempotencyId", null);
  app.decorateRequest("isReplayed", false);
  app.addHook("preHandler", async (request, reply) => {
    if (request.routeOptions.config.idempotency !== undefined) await begin(request, reply, options);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const id = request.idempotencyId;
    if (id === null) return;
    // Once: where this fails, the error's own answer comes through here again.
    request.idempotencyId = null;
    await finish(options.idempotency, id, reply, payload);
  });
}

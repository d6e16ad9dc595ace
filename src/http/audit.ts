// Writes into the audit log what each request did, or was refused to do.

import type { FastifyReply, FastifyRequest } from "fastify";
import type { Access, AuditEntry } from "../core/access.ts";
import type { Clock } from "../core/clock.ts";
import type { App } from "./app-options.ts";

function targetOf(request: FastifyRequest, noun: string | undefined): string | null {
  if (noun === undefined) return null;
  const { id } = (request.params ?? {}) as { readonly id?: string };
  const target = request.auditTargetId ?? id;
  return target === undefined ? null : `${noun}/${target}`;
}

/** Null where nothing was done or refused: a repeated answer, and what was held back for its number. */
function toEntry(request: FastifyRequest, reply: FastifyReply, at: number): Omit<AuditEntry, "id"> | null {
  const actions = request.routeOptions.config.audit ?? "not_needed";
  if (actions === "not_needed" || request.isReplayed) return null;
  if (request.problemCode === "request.rate_limited") return null;
  const isRefused = request.problemCode !== null;
  const { principal } = request;
  return {
    at,
    principal:
      principal === null
        ? { kind: "nobody", id: "", name: "" }
        : { kind: principal.kind, id: principal.id, name: principal.name },
    action: isRefused ? actions.refused : actions.done,
    target: targetOf(request, actions.noun),
    details: {
      status: reply.statusCode,
      address: request.ip,
      ...(isRefused ? { code: request.problemCode } : {}),
    },
  };
}

/** The id that an answer shows is the target's. */
function idOf(payload: unknown): string | null {
  if (typeof payload !== "object" || payload === null || !("id" in payload)) return null;
  const { id } = payload;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}

/** An entry is written before the answer leaves, so that who has an answer finds it in the log. */
export function addAudit(app: App, access: Access, clock: Clock): void {
  app.decorateRequest("auditTargetId", null);
  app.addHook("preSerialization", async (request, _reply, payload) => {
    if (request.routeOptions.config.audit !== undefined) request.auditTargetId ??= idOf(payload);
    return payload;
  });
  app.addHook("onSend", async (request, reply) => {
    const entry = toEntry(request, reply, clock.now());
    if (entry === null) return;
    try {
      await access.addAudit(entry);
    } catch (error) {
      // What was done is done: an answer that says otherwise would have it done twice.
      request.log.error({ err: error, auditEntry: entry }, "An audit entry could not be written.");
    }
  });
}

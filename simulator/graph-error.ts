// How Graph refuses: the error body, and the refusal that the code throws.

import { randomUUID } from "node:crypto";
import type { GraphAnswer } from "./graph-request.ts";

interface ErrorContext {
  /** The caller's own id of its request, which the body repeats. */
  readonly clientRequestId?: string | undefined;
  /** Epoch milliseconds; now when it is not given. */
  readonly atMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * `{"error":{"code","message","innerError":{"date","request-id","client-request-id"}}}` (Graph's errors page). Where the
 * caller gave no id, the service was seen to repeat its own.
 */
export function graphError(
  status: number,
  code: string,
  message: string,
  context: ErrorContext = {},
): GraphAnswer {
  const { clientRequestId, atMs = Date.now(), headers = {} } = context;
  const requestId = randomUUID();
  const date = new Date(atMs).toISOString().slice(0, 19);
  const innerError = { date, "request-id": requestId, "client-request-id": clientRequestId ?? requestId };
  return {
    status,
    headers: { "content-type": "application/json", ...headers, "request-id": requestId },
    body: JSON.stringify({ error: { code, message, innerError } }),
  };
}

/** Thrown wherever a request is refused, and answered in one place. */
export class GraphRefusal extends Error {
  override readonly name = "GraphRefusal";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** What OData itself finds wrong, before the directory is asked. */
export function badRequest(message: string): GraphRefusal {
  return new GraphRefusal(400, "BadRequest", message);
}

export function unsupportedQuery(message: string): GraphRefusal {
  return new GraphRefusal(400, "Request_UnsupportedQuery", message);
}

export function notImplemented(): GraphRefusal {
  return new GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
}

/** The body that aad-advanced-queries prints for `endsWith`. */
export function missingAdvancedParameters(operator: string): GraphRefusal {
  return unsupportedQuery(
    `Operator '${operator}' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information`,
  );
}

// Reads the error body of Graph defensively: it may be nested, empty, HTML, or missing.

import { z } from "zod";
import { redact } from "./redact.ts";

const maximumNesting = 5;
const text = z.string().optional().catch(undefined);
const errorSchema = z.looseObject({
  code: text,
  message: text,
  innerError: z.unknown().optional(),
  innererror: z.unknown().optional(),
  "request-id": text,
  "client-request-id": text,
});

/** What a Graph error body says; everything that is not there is null or empty. */
export interface ErrorBody {
  readonly codes: readonly string[];
  readonly message: string | null;
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
}

const nothing: ErrorBody = { codes: [], message: null, requestId: null, clientRequestId: null };

/**
 * Whether JSON is an object with an `error` in it: an object as Graph sends it, or a word as OAuth does. A page never has
 * one.
 */
export function hasErrorBody(body: unknown): body is { readonly error: object | string } {
  if (typeof body !== "object" || body === null || !("error" in body)) return false;
  return typeof body.error === "string" || (typeof body.error === "object" && body.error !== null);
}

/**
 * Reads `{"error":{"code","message","innerError":{…}}}`; `innererror` is spelled both ways and may nest codes of its own.
 * Source: learn.microsoft.com/graph/errors.
 */
export function readErrorBody(body: unknown, secrets: readonly string[]): ErrorBody {
  if (!hasErrorBody(body)) return nothing;
  const codes: string[] = [];
  let message: string | null = null;
  let requestId: string | null = null;
  let clientRequestId: string | null = null;
  let node: unknown = typeof body.error === "string" ? { code: body.error } : body.error;
  for (let depth = 0; depth < maximumNesting; depth += 1) {
    const parsed = errorSchema.safeParse(node);
    if (!parsed.success) break;
    const { code } = parsed.data;
    if (code !== undefined && code !== "") codes.push(redact(code, secrets));
    message ??= parsed.data.message ?? null;
    requestId ??= parsed.data["request-id"] ?? null;
    clientRequestId ??= parsed.data["client-request-id"] ?? null;
    node = parsed.data.innerError ?? parsed.data.innererror;
  }
  const clean = (words: string | null) => (words === null ? null : redact(words, secrets));
  return {
    codes,
    message: clean(message),
    requestId: clean(requestId),
    clientRequestId: clean(clientRequestId),
  };
}

/** The JSON of a text, or `undefined` when it is none. The parser's own error is dropped: it quotes the text. */
export function jsonOrUndefined(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return undefined;
  }
}

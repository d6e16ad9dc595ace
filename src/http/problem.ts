// Turns any error into the problem that the client is told.

import type { FastifyError } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Problem } from "../contract/problem.ts";
import { FieldError, FieldsError, RollcallError } from "../core/error.ts";
import { problemKinds } from "./problem-kinds.ts";

/** One part of a request that is not as it should be; `field` begins with `body`, `query`, `path` or `headers`. */
export interface InvalidPart {
  readonly field: string;
  readonly code: string;
  readonly reason: string;
  /** Where in a query it is, and what may be written there instead. */
  readonly from?: number;
  readonly to?: number;
  readonly suggestions?: readonly string[];
}

/** What a schema cannot tell of a request, e.g. that a time is in the past. */
export class InvalidRequestError extends RollcallError {
  readonly parts: readonly InvalidPart[];

  constructor(parts: readonly InvalidPart[], code = "request.invalid") {
    super(code, parts.map((part) => `${part.field}: ${part.reason}`).join(" "));
    this.parts = parts;
  }
}

function waitWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  return seconds <= 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** A refusal that says when to come again. */
export class RateLimitedError extends RollcallError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("request.rate_limited", `Come again in ${waitWords(retryAfterMs)}.`);
    this.retryAfterMs = retryAfterMs;
  }
}

function partView({ suggestions, ...part }: InvalidPart): NonNullable<Problem["errors"]>[number] {
  return suggestions === undefined ? part : { ...part, suggestions: [...suggestions] };
}

/** A problem of the given code; `detail` is shown as it is. Throws nothing: a code without a kind becomes `internal`. */
export function toProblem(code: string, detail: string, parts?: readonly InvalidPart[]): Problem {
  const kind = Object.hasOwn(problemKinds, code) ? problemKinds[code] : undefined;
  if (kind === undefined) return toProblem("internal", "Something unexpected happened.");
  return {
    type: `urn:rollcall:problem:${code}`,
    title: kind.title,
    status: kind.status,
    detail,
    code,
    ...(parts === undefined ? {} : { errors: parts.map(partView) }),
  };
}

const frameworkCodes: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "request.media_type_unsupported",
  FST_ERR_CTP_INVALID_JSON_BODY: "request.json_malformed",
  FST_ERR_CTP_EMPTY_JSON_BODY: "request.json_malformed",
  FST_ERR_CTP_BODY_TOO_LARGE: "request.too_large",
  FST_ERR_BAD_URL: "request.url_malformed",
  FST_ERR_MAX_PARAM_LENGTH: "request.url_malformed",
};

const contexts: Readonly<Record<string, string>> = { querystring: "query", params: "path" };

interface Issue {
  readonly keyword?: string;
  readonly instancePath?: string;
  readonly message?: string;
  readonly params?: { readonly keys?: unknown };
}

function issueToParts(issue: Issue, context: string): readonly InvalidPart[] {
  const path = (issue.instancePath ?? "").split("/").filter((part) => part !== "");
  const part = (field: string) => ({
    field,
    code: issue.keyword ?? "invalid",
    reason: issue.message ?? "It is not as it should be.",
  });
  const field = [context, ...path].join(".");
  // Of unknown keys each is told by itself.
  const keys = issue.params?.keys;
  if (issue.keyword === "unrecognized_keys" && Array.isArray(keys))
    return keys.map((key) => ({ ...part(`${field}.${String(key)}`), reason: "There is no such field." }));
  return [part(field)];
}

function frameworkProblem(error: FastifyError): Problem | null {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validationContext ?? "body";
    const parts = error.validation.flatMap((issue) => issueToParts(issue as Issue, contexts[where] ?? where));
    return toProblem("request.invalid", `The request's ${contexts[where] ?? where} is not valid.`, parts);
  }
  const known = frameworkCodes[error.code];
  if (known !== undefined) return toProblem(known, problemKinds[known]?.title ?? "");
  // Other 4xx of the framework are about how the request is written; their words may repeat parts of it.
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return error instanceof SyntaxError
      ? toProblem("request.json_malformed", "The body cannot be read as JSON.")
      : toProblem("request.malformed", "The request cannot be read.");
  return null;
}

function partsOf(error: RollcallError): readonly InvalidPart[] | undefined {
  if (error instanceof InvalidRequestError) return error.parts;
  if (error instanceof FieldsError)
    return error.faults.map(({ code, field, message }) => ({
      field: `body.${field}`,
      code,
      reason: message,
    }));
  if (!(error instanceof FieldError)) return undefined;
  return [{ field: `body.${error.field}`, code: error.code, reason: error.message }];
}

/** Null where the server is at fault, so that nothing of the error may be shown. */
export function expectedProblem(error: unknown): Problem | null {
  if (error instanceof RollcallError) {
    const answer = toProblem(error.code, error.message, partsOf(error));
    return answer.code === error.code ? answer : null;
  }
  return error instanceof Error ? frameworkProblem(error as FastifyError) : null;
}

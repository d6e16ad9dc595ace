// Asks every operation of an OpenAPI document as everybody, and compares who was let in with the role that it declares.

import type { Role } from "../../src/core/access.ts";
import { type ListedOperation, listOperations, type OpenapiDocument } from "./openapi-operations.ts";

export const askers = [
  "nobody",
  "viewer",
  "operator",
  "administrator",
  "expired token",
  "token of a removed user",
] as const;
export type Asker = (typeof askers)[number];

export interface MatrixOptions {
  readonly document: OpenapiDocument;
  /** Sends one request; the promise must not wait for a stream's end. */
  ask(request: MatrixRequest): Promise<{ readonly status: number; readonly code: string | null }>;
  /** The bearer token of each asker but nobody. */
  readonly tokens: Readonly<Record<Exclude<Asker, "nobody">, string>>;
  /**
   * By operationId: what fills in the path and the body. An operation without an example is asked with ids that lead nowhere
   * and an empty body, which a server that lets the asker in refuses with 400 or 404 and so does nothing.
   */
  readonly examples?: Readonly<Record<string, MatrixExample>>;
}

export interface MatrixExample {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
}

export interface MatrixRequest {
  readonly method: string;
  /** With its parameters filled in. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface MatrixCell {
  readonly operationId: string;
  readonly asker: Asker;
  readonly expected: "allowed" | 401 | 403;
  readonly found: "allowed" | 401 | 403;
  readonly code: string | null;
}

const ranks: readonly Role[] = ["viewer", "operator", "administrator"];

function expectedOf(role: string, asker: Asker): MatrixCell["expected"] {
  if (role === "anyone") return "allowed";
  const rank = ranks.indexOf(asker as Role);
  if (rank < 0) return 401;
  const asked = ranks.indexOf(role as Role);
  if (asked < 0) throw new Error(`There is no role ${role}.`);
  return rank >= asked ? "allowed" : 403;
}

function toRequest(operation: ListedOperation, token: string | null, example: MatrixExample): MatrixRequest {
  const { method, path } = operation;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(example.parameters?.[name] ?? "999999999"),
  );
  const hasBody = method !== "GET" && method !== "DELETE";
  return {
    method,
    path: filled + (example.query ?? ""),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(hasBody ? { "content-type": "application/json" } : {}),
    },
    body: hasBody ? JSON.stringify(example.body ?? {}) : null,
  };
}

/** Codes by which an operation for anyone refuses what it was given, rather than who asks. */
const aboutContent = ["access.sign_in_refused", "access.link_invalid"];

function foundOf(status: number, code: string | null, role: string): MatrixCell["found"] {
  if (role === "anyone" && aboutContent.includes(code ?? "")) return "allowed";
  return status === 401 || status === 403 ? status : "allowed";
}

/** Every operation of the document as each asker; those cells are right whose `found` is what was `expected`. */
export async function playAuthorizationMatrix(options: MatrixOptions): Promise<readonly MatrixCell[]> {
  const cells: MatrixCell[] = [];
  for (const operation of listOperations(options.document))
    for (const asker of askers) {
      const { operationId, role } = operation;
      const token = asker === "nobody" ? null : options.tokens[asker];
      const request = toRequest(operation, token, options.examples?.[operationId] ?? {});
      const { status, code } = await options.ask(request);
      const found = foundOf(status, code, role);
      cells.push({ operationId, asker, expected: expectedOf(role, asker), found, code });
    }
  return cells;
}

/** Asks a server that listens. The body is not awaited where it is no problem, so that a stream may go on. */
export function askOverHttp(baseUrl: string): MatrixOptions["ask"] {
  return async ({ method, path, headers, body }) => {
    const end = new AbortController();
    const answer = await fetch(new URL(path, baseUrl), {
      method,
      headers,
      body,
      redirect: "manual",
      signal: end.signal,
    });
    const isProblem = answer.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
    const problem = isProblem ? ((await answer.json()) as { readonly code: string }) : null;
    end.abort();
    return { status: answer.status, code: problem?.code ?? null };
  };
}

// Asks the HTTP API: nothing else in the console fetches anything.

import type { Problem } from "../../../src/contract/problem.ts";
import { ApiProblem, ServerUnreachable } from "./problem.ts";
import { sessionEnd } from "./session-end.ts";

type QueryValue = string | number | boolean | readonly string[] | undefined;

interface AskOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  /** The version that was read, of a change that asks for it. */
  readonly ifMatch?: string;
  /** Makes a repetition of a creation harmless. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** What is shown, with the version that a change of it has to name. */
export interface Versioned<Shown> {
  readonly value: Shown;
  readonly etag: string;
}

const base = "/api/v1";
const endCodes: readonly string[] = ["access.not_signed_in", "access.session_unknown"];

/** An address of the API, for a link that the browser follows itself. */
export function apiUrl(path: string, query: AskOptions["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one));
  const text = search.toString();
  return `${base}${path}${text === "" ? "" : `?${text}`}`;
}

function headersOf({ body, ifMatch, idempotencyKey }: AskOptions): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (ifMatch !== undefined) headers.set("If-Match", ifMatch);
  if (idempotencyKey !== undefined) headers.set("Idempotency-Key", idempotencyKey);
  return headers;
}

/** What was answered. A proxy answers with pages of its own, and a connection may break in the middle of an answer. */
async function contentOf<Shown>(answer: Response, signal?: AbortSignal): Promise<Shown> {
  try {
    return (await answer.json()) as Shown;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ServerUnreachable(cause);
  }
}

async function problemOf(answer: Response): Promise<ApiProblem | ServerUnreachable> {
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/problem+json") ?? false;
  if (!isOurs) return new ServerUnreachable(`Something that is not Rollcall answered ${answer.status}.`);
  return new ApiProblem(await contentOf<Problem>(answer));
}

async function reach(method: string, url: string, options: AskOptions): Promise<Response> {
  const { body, signal } = options;
  try {
    return await fetch(url, {
      method,
      headers: headersOf(options),
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      // What the server tells is never kept.
      cache: "no-store",
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ServerUnreachable(cause);
  }
}

/** The answer, where it is none of refusal. Throws `ApiProblem`, `ServerUnreachable`, and what an aborted signal throws. */
export async function ask(method: string, path: string, options: AskOptions = {}): Promise<Response> {
  const answer = await reach(method, apiUrl(path, options.query), options);
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  if (problem instanceof ApiProblem && endCodes.includes(problem.code)) sessionEnd.announce();
  throw problem;
}

/** Throws as `ask` does. */
export async function read<Shown>(
  path: string,
  query?: AskOptions["query"],
  signal?: AbortSignal,
): Promise<Shown> {
  const answer = await ask("GET", path, { ...(query && { query }), ...(signal && { signal }) });
  return contentOf<Shown>(answer, signal);
}

/** Of what the server has beside its API, e.g. `/healthz`. Throws as `ask` does. */
export async function readOutside<Shown>(path: string, signal: AbortSignal): Promise<Shown> {
  const answer = await reach("GET", path, { signal });
  if (!answer.ok) throw await problemOf(answer);
  return contentOf<Shown>(answer, signal);
}

/** Throws as `ask` does. */
export async function readVersioned<Shown>(path: string, signal?: AbortSignal): Promise<Versioned<Shown>> {
  const answer = await ask("GET", path, signal ? { signal } : {});
  return { value: await contentOf<Shown>(answer, signal), etag: answer.headers.get("ETag") ?? "" };
}

/** Sends a change and answers what became of it; undefined where the server says nothing. Throws as `ask` does. */
export async function send<Shown = void>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  options: AskOptions = {},
): Promise<Shown> {
  const answer = await ask(method, path, options);
  return (answer.status === 204 ? undefined : await contentOf(answer, options.signal)) as Shown;
}

/** Sends a change and answers what became of it, with its version. Throws as `ask` does. */
export async function sendVersioned<Shown>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  options: AskOptions = {},
): Promise<Versioned<Shown>> {
  const answer = await ask(method, path, options);
  return { value: await contentOf<Shown>(answer, options.signal), etag: answer.headers.get("ETag") ?? "" };
}

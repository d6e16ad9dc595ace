// Sends one request to the server and answers with what came back; nothing else here speaks HTTP.

import { CommandError } from "./command-error.ts";
import type { ServerAddress } from "./server-address.ts";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, e.g. `/connections/12`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
  /** Ends the request besides what ends the command. */
  readonly signal?: AbortSignal;
}

const unreachableCodes: readonly unknown[] = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Whether nothing of a request was received: then it was not carried out either. */
function isUnreachable(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.every(isUnreachable);
  return unreachableCodes.includes(codeOf(cause));
}

function requestUrl({ url }: ServerAddress, { path, query = {} }: ApiRequest): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.set(name, String(value));
  return `${url}/api/v1${path}${parameters.size === 0 ? "" : `?${parameters}`}`;
}

function translate(error: unknown, url: string): unknown {
  if (error instanceof CommandError) return error;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const { host } = new URL(url);
  if (cause instanceof Error && cause.name === "TimeoutError")
    return new CommandError("unreachable", "cli.timed_out", `The server at ${host} took too long to answer.`);
  if (isUnreachable(cause))
    return new CommandError(
      "unreachable",
      "cli.unreachable",
      `The server at ${host} does not answer. Does it run, and is the URL right?`,
      { cause },
    );
  const why = codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new CommandError(
    "unreachable",
    "cli.connection_lost",
    `The connection to the server at ${host} broke: ${why}.`,
    { cause },
  );
}

/** Throws `cli.unreachable`, `cli.timed_out`, `cli.connection_lost`, `cli.redirected`, or the signal's reason. Any status else is an answer. */
export async function send(address: ServerAddress, request: ApiRequest, signal: AbortSignal) {
  const url = requestUrl(address, request);
  const headers = { authorization: `Bearer ${address.token}`, ...request.headers };
  const ends = request.signal === undefined ? signal : AbortSignal.any([signal, request.signal]);
  let response: Response;
  try {
    // A redirect is not followed: it could lead the token to another host.
    const init = { method: request.method, headers, redirect: "manual", signal: ends } as const;
    response = await fetch(url, request.body === undefined ? init : { ...init, body: request.body });
  } catch (error) {
    throw translate(error, url);
  }
  if (response.status < 300 || response.status >= 400) return response;
  throw new CommandError(
    "failed",
    "cli.redirected",
    `The server at ${new URL(url).host} leads elsewhere, which is not followed; give the URL at which it is.`,
  );
}

/** The whole body as text; throws as `send` does when it breaks off. */
export async function readText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw translate(error, response.url);
  }
}

/** The body piece by piece; throws as `send` does when it breaks off. */
export async function* readBytes(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  try {
    for await (const piece of response.body) yield piece;
  } catch (error) {
    throw translate(error, response.url);
  }
}

// One request for an access token with client credentials, through oauth4webapi, and the reading of its answer.

import { randomUUID } from "node:crypto";
import {
  allowInsecureRequests,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
} from "oauth4webapi";
import { jsonOrUndefined } from "./error-body.ts";
import { type GraphExchange, unansweredExchange } from "./errors/graph-error.ts";
import { NotJsonError } from "./errors/not-json-error.ts";
import { TokenMalformedError } from "./errors/token-malformed-error.ts";
import { TokenRefusedError } from "./errors/token-refused-error.ts";
import type { HttpAnswer, HttpExchange } from "./http-pool.ts";
import { safeOrigin } from "./link.ts";
import { networkAttempt } from "./network-error.ts";
import type { Attempt, FailedAttempt } from "./persevere.ts";
import { statusError, statusTrouble } from "./status-error.ts";
import { readTokenRefusal } from "./token-refusal.ts";

export interface TokenSettings {
  /** Origin of the login host, e.g. `https://login.microsoftonline.com`. */
  readonly loginUrl: string;
  /** Origin of the Graph host: the resource for which the token is. */
  readonly graphUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly revealSecret: () => string;
  readonly endpoint: "v1" | "v2";
}

export interface AccessToken {
  readonly value: string;
  readonly lifetimeMs: number;
}

const operation = "token";

/** Where a lifetime is not told; a token that dies sooner is renewed after its 401. */
const assumedLifetimeMs = 300_000;

/** The URL to which the secret is sent; it can be shown. */
export function tokenUrl({ loginUrl, tenantId, endpoint }: Omit<TokenSettings, "revealSecret">): string {
  const path = endpoint === "v1" ? "oauth2/token" : "oauth2/v2.0/token";
  return `${safeOrigin(loginUrl, operation)}/${encodeURIComponent(tenantId)}/${path}`;
}

/** v1 names the resource, v2 a scope; `resource` on v2 is refused with AADSTS901002. */
function grantParameters({ endpoint, graphUrl }: TokenSettings): URLSearchParams {
  const resource = safeOrigin(graphUrl, operation);
  return new URLSearchParams(endpoint === "v1" ? { resource } : { scope: `${resource}/.default` });
}

function describeAnswer(answer: HttpAnswer, clientRequestId: string, traceId: string | null): GraphExchange {
  return {
    ...unansweredExchange(operation, clientRequestId),
    status: answer.status,
    requestId: traceId ?? answer.headers.get("x-ms-request-id") ?? null,
    date: answer.headers.get("date") ?? null,
  };
}

function readRefusal(
  answer: HttpAnswer,
  clientRequestId: string,
  secret: string,
  now: number,
): FailedAttempt {
  const { refusal, traceId } = readTokenRefusal(jsonOrUndefined(answer.text), [secret]);
  const exchange = describeAnswer(answer, clientRequestId, traceId);
  const trouble = statusTrouble(answer.status, answer.headers, now);
  if (trouble !== null) return { kind: "failed", trouble, error: statusError(exchange) };
  // AADSTS90055 and its like come as a 400 with an OAuth error that says to come again.
  const passing = refusal.error === "temporarily_unavailable" || refusal.error === "server_error";
  const passingTrouble = passing ? statusTrouble(503, answer.headers, now) : null;
  const redirected = answer.status >= 300 && answer.status < 400;
  const error = redirected ? statusError(exchange) : new TokenRefusedError(refusal, exchange);
  return { kind: "failed", trouble: passingTrouble, error };
}

/** Only what a token consists of: v1 and the metadata service add members that the library reads more strictly. */
function essentials(body: object): Response {
  const { access_token, token_type, expires_in } = body as { readonly [name: string]: unknown };
  return Response.json({ access_token, token_type, expires_in });
}

async function readToken(
  answer: HttpAnswer,
  clientRequestId: string,
  settings: TokenSettings,
): Promise<Attempt<AccessToken>> {
  const exchange = describeAnswer(answer, clientRequestId, null);
  const body = jsonOrUndefined(answer.text);
  if (typeof body !== "object" || body === null) {
    const error = new NotJsonError(exchange, `${answer.text.length} characters that are no JSON object`);
    return { kind: "failed", trouble: { kind: "broken", askedWaitMs: null }, error };
  }
  const server = { issuer: settings.loginUrl };
  try {
    const client = { client_id: settings.clientId };
    const token = await processClientCredentialsResponse(server, client, essentials(body));
    if (token.token_type !== "bearer") throw new Error("token_type is not Bearer");
    const lifetimeMs = token.expires_in === undefined ? assumedLifetimeMs : token.expires_in * 1000;
    return { kind: "done", value: { value: token.access_token, lifetimeMs } };
  } catch (error) {
    // The library's error is not kept as the cause: it holds the answer, and with it what may be a token.
    const detail = error instanceof Error ? error.message : "unknown";
    return { kind: "failed", trouble: null, error: new TokenMalformedError(exchange, detail) };
  }
}

/** What oauth4webapi calls in place of `fetch`, so that token requests share the pool, its time limits and its errors. */
function fetchThrough(exchange: HttpExchange, clientRequestId: string, signal: AbortSignal) {
  return async (
    text: string,
    init: { readonly headers: Record<string, string>; readonly body: URLSearchParams },
  ): Promise<Response> => {
    const url = new URL(text);
    const headers = { ...init.headers, "client-request-id": clientRequestId };
    const target = { origin: url.origin, path: url.pathname, method: "POST" as const };
    const request = { operation, clientRequestId, ...target, headers, body: init.body.toString() };
    const answer = await exchange(request, signal);
    const hasBody = answer.text !== "" && answer.status !== 204 && answer.status !== 304;
    return new Response(hasBody ? answer.text : null, {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
    });
  };
}

/**
 * Asks for a token once. Failures come as attempts, with the trouble they stand for; the abort reason is thrown.
 * Sources: v1-oauth2-client-creds-grant-flow and v2-oauth2-client-creds-grant-flow of Microsoft's documentation.
 */
export async function requestToken(
  settings: TokenSettings,
  exchange: HttpExchange,
  now: () => number,
  signal: AbortSignal,
): Promise<Attempt<AccessToken>> {
  const clientRequestId = randomUUID();
  const secret = settings.revealSecret();
  const url = tokenUrl(settings);
  try {
    const response = await clientCredentialsGrantRequest(
      { issuer: settings.loginUrl, token_endpoint: url },
      { client_id: settings.clientId },
      ClientSecretPost(secret),
      grantParameters(settings),
      {
        [customFetch]: fetchThrough(exchange, clientRequestId, signal),
        [allowInsecureRequests]: url.startsWith("http:"),
      },
    );
    const text = await response.text();
    const answer = { status: response.status, headers: new Map(response.headers), text };
    if (answer.status !== 200) return readRefusal(answer, clientRequestId, secret, now());
    return await readToken(answer, clientRequestId, settings);
  } catch (error) {
    return networkAttempt(error);
  }
}

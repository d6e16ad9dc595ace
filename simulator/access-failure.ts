// Errors of the Graph host that come before any device is looked at, with bodies as on Microsoft's errors page.

import { randomUUID } from "node:crypto";
import { graphAppId } from "./access-token.ts";
import { type Answer, jsonAnswer, withHeaders } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { HostRequest } from "./http-server.ts";

export interface GraphContext {
  readonly clock: Clock;
  readonly request: HostRequest;
  readonly loginUrl: string;
}

/** `innerError` repeats the caller's `client-request-id` (learn.microsoft.com/graph/errors). */
export function graphFailure(context: GraphContext, status: number, code: string, message: string): Answer {
  const requestId = randomUUID();
  const innerError = {
    date: new Date(context.clock.now()).toISOString().slice(0, 19),
    "request-id": requestId,
    "client-request-id": context.request.headers["client-request-id"] ?? requestId,
  };
  const answer = jsonAnswer(status, { error: { code, message, innerError } });
  return withHeaders(answer, { "request-id": requestId });
}

/** Every 401 names who gives tokens, as seen on the wire. */
export function unauthorized(context: GraphContext, message: string, challenge = ""): Answer {
  const answer = graphFailure(context, 401, "InvalidAuthenticationToken", message);
  const authority = `authorization_uri="${context.loginUrl}/common/oauth2/authorize"`;
  const bearer = `Bearer realm="", ${authority}, client_id="${graphAppId}"${challenge}`;
  return withHeaders(answer, { "www-authenticate": bearer });
}

export const expiredMessage = "Lifetime validation failed, the token is expired.";

/** Continuous access evaluation asks for new claims (learn.microsoft.com/entra/identity-platform/claims-challenge). */
export function claimsChallenge(context: GraphContext): Answer {
  const seconds = String(Math.floor(context.clock.now() / 1000));
  const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: seconds } } });
  const challenge = `, error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
  const message =
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
  return unauthorized(context, message, challenge);
}

// Errors of the Graph host that come before any device is looked at, with bodies as on Microsoft's errors page.

import { graphAppId } from "./access-token.ts";
import { type Answer, withHeaders } from "./answer.ts";
import type { Clock } from "./clock.ts";
import { graphError } from "./graph-error.ts";
import type { HostRequest } from "./http-server.ts";

export interface GraphContext {
  readonly clock: Clock;
  readonly request: HostRequest;
  readonly loginUrl: string;
}

export function graphFailure(context: GraphContext, status: number, code: string, message: string): Answer {
  const clientRequestId = context.request.headers["client-request-id"];
  return graphError(status, code, message, { clientRequestId, atMs: context.clock.now() });
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

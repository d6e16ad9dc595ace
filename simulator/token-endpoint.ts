// The v1 and v2 token endpoints: which requests for client credentials are refused, and what the others get.
//
// learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, and its v1 counterpart.

import { graphAppId, type IssuedToken } from "./access-token.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { HostRequest } from "./http-server.ts";
import type { Reason } from "./login-refusal.ts";
import type { Tenant } from "./tenant.ts";

export type EndpointVersion = "v1" | "v2";

export interface TokenRequest {
  readonly version: EndpointVersion;
  readonly grantType: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly resource: string | null;
  readonly scope: string | null;
}

/** v2 takes the app's id and secret by HTTP Basic, too, each of them form-encoded (RFC 6749, 2.3.1). */
function basicCredentials(header: string | undefined): readonly [string, string] | null {
  const encoded = /^basic (.+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return null;
  const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)].map((part) =>
    new URLSearchParams(`part=${part}`).get("part"),
  );
  return [id ?? "", secret ?? ""];
}

export function readTokenRequest({ headers, body }: HostRequest, version: EndpointVersion): TokenRequest {
  const isForm = (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const form = new URLSearchParams(isForm ? body : "");
  const basic = version === "v2" ? basicCredentials(headers.authorization) : null;
  return {
    version,
    grantType: form.get("grant_type"),
    clientId: basic?.[0] ?? form.get("client_id"),
    clientSecret: basic?.[1] ?? form.get("client_secret"),
    resource: form.get("resource"),
    scope: form.get("scope"),
  };
}

/** The resource that is asked for, or why it cannot be had; v2 names it by a scope that ends in `/.default`. */
function askedResource(request: TokenRequest): { readonly resource: string } | Reason {
  if (request.version === "v1")
    return request.resource === null ? { code: 900144, subject: "resource" } : { resource: request.resource };
  if (request.resource !== null) return { code: 901002 };
  if (request.scope === null) return { code: 900144, subject: "scope" };
  const resource = /^(\S+)\/\.default$/.exec(request.scope)?.[1];
  return resource === undefined ? { code: 70011, subject: request.scope } : { resource };
}

function credentialReason(tenant: Tenant, request: TokenRequest, now: number): Reason | null {
  const { clientId, clientSecret, version } = request;
  if (clientId === null) return { code: 900144, subject: "client_id" };
  if (clientId.toLowerCase() !== tenant.clientId) return { code: 700016, subject: clientId };
  if (clientSecret === null) return { code: version === "v1" ? 7000218 : 7000216 };
  const secret = tenant.secrets.find(({ value }) => value === clientSecret);
  if (secret === undefined) return { code: 7000215, subject: clientId };
  return secret.expiresAt !== null && secret.expiresAt <= now ? { code: 7000222, subject: clientId } : null;
}

/** The audience of the token to issue, or why there is none. */
export function judgeTokenRequest(
  tenant: Tenant,
  request: TokenRequest,
  now: number,
  isGraph: (audience: string) => boolean,
): { readonly audience: string } | Reason {
  const { grantType } = request;
  if (grantType === null) return { code: 900144, subject: "grant_type" };
  if (grantType !== "client_credentials") return { code: 70003, subject: grantType };
  const asked = askedResource(request);
  if ("code" in asked) return asked;
  const reason = credentialReason(tenant, request, now);
  if (reason !== null) return reason;
  return isGraph(asked.resource) ? { audience: asked.resource } : { code: 500011, subject: asked.resource };
}

/** Microsoft Graph is known by its address on this machine and by its app id. */
export function graphAudience(graphUrl: string): (audience: string) => boolean {
  const { port, protocol } = new URL(graphUrl);
  const names = ["127.0.0.1", "localhost", "[::1]"].map((host) => `${protocol}//${host}:${port}`);
  return (audience) => audience === graphAppId || names.includes(audience.replace(/\/$/, ""));
}

/** The v1 endpoint writes its numbers as texts, and tells the resource and the times. */
export function tokenAnswer(issued: IssuedToken, version: EndpointVersion, audience: string): Answer {
  const { token: access_token, lifetimeSeconds, issuedAtSeconds } = issued;
  const token_type = "Bearer";
  if (version === "v2")
    return jsonAnswer(200, {
      token_type,
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token,
    });
  return jsonAnswer(200, {
    token_type,
    expires_in: String(lifetimeSeconds),
    ext_expires_in: String(lifetimeSeconds),
    expires_on: String(issuedAtSeconds + lifetimeSeconds),
    not_before: String(issuedAtSeconds),
    resource: audience,
    access_token,
  });
}

// Access tokens: signed, and judged by signature, tenant, audience and time; no list of issued ones is kept.

import { randomUUID } from "node:crypto";
import { errors, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from "jose";
import type { Clock } from "./clock.ts";
import type { Tenant } from "./tenant.ts";

/** The app id of Microsoft Graph, a name of the resource beside its address. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/** Access tokens live for a random 60 to 90 minutes (learn.microsoft.com/entra/identity-platform/access-tokens). */
const shortestLifetimeSeconds = 3600;
const lifetimeSpanSeconds = 1800;

export interface IssuedToken {
  readonly token: string;
  readonly issuedAtSeconds: number;
  readonly lifetimeSeconds: number;
}

export type TokenVerdict =
  | { readonly kind: "good"; readonly tenant: Tenant; readonly roles: readonly string[] }
  | { readonly kind: "malformed" | "expired" | "not_yet_valid" | "wrong_audience" };

export interface AccessTokens {
  issue(tenant: Tenant, audience: string): Promise<IssuedToken>;
  judge(token: string, isAudience: (audience: string) => boolean): Promise<TokenVerdict>;
  readonly keys: { readonly keys: readonly JWK[] };
}

export interface AccessTokenSettings {
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  readonly findTenant: (name: string) => Tenant | undefined;
}

/** `uti` is a token's own id; here it carries which generation of the tenant's tokens it belongs to. */
function claimsOf(tenant: Tenant): Record<string, unknown> {
  return {
    tid: tenant.tenantId,
    appid: tenant.clientId,
    app_displayname: "Rollcall",
    appidacr: "1",
    idtyp: "app",
    idp: `https://sts.windows.net/${tenant.tenantId}/`,
    oid: tenant.servicePrincipalId,
    sub: tenant.servicePrincipalId,
    ver: "1.0",
    uti: `${randomUUID()}.${tenant.tokenGeneration}`,
    // A token without any granted permission has no roles at all (v2-oauth2-client-creds-grant-flow).
    ...(tenant.roles.size > 0 ? { roles: [...tenant.roles] } : {}),
  };
}

function verdictOf(error: unknown): TokenVerdict {
  if (error instanceof errors.JWTExpired) return { kind: "expired" };
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf")
    return { kind: "not_yet_valid" };
  if (error instanceof errors.JOSEError) return { kind: "malformed" };
  throw error;
}

export async function createAccessTokens(settings: AccessTokenSettings): Promise<AccessTokens> {
  const { clock, random, findTenant } = settings;
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const kid = randomUUID().replaceAll("-", "");
  const key = { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256" };
  const issue: AccessTokens["issue"] = async (tenant, audience) => {
    const issuedAtSeconds = Math.floor(clock.now() / 1000);
    const lifetimeSeconds =
      tenant.tokenLifetimeSeconds ?? shortestLifetimeSeconds + Math.floor(random() * lifetimeSpanSeconds);
    const token = await new SignJWT(claimsOf(tenant))
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
      .setAudience(audience)
      .setIssuer(`https://sts.windows.net/${tenant.tenantId}/`)
      .setIssuedAt(issuedAtSeconds)
      .setNotBefore(issuedAtSeconds)
      .setExpirationTime(issuedAtSeconds + lifetimeSeconds)
      .sign(privateKey);
    return { token, issuedAtSeconds, lifetimeSeconds };
  };
  const judge: AccessTokens["judge"] = async (token, isAudience) => {
    try {
      const { payload } = await jwtVerify(token, publicKey, { currentDate: new Date(clock.now()) });
      const { aud, tid, uti, roles } = payload;
      const tenant = findTenant(String(tid));
      if (tenant === undefined) return { kind: "malformed" };
      if (typeof aud !== "string" || !isAudience(aud)) return { kind: "wrong_audience" };
      if (!String(uti).endsWith(`.${tenant.tokenGeneration}`)) return { kind: "expired" };
      return { kind: "good", tenant, roles: Array.isArray(roles) ? roles.map(String) : [] };
    } catch (error) {
      return verdictOf(error);
    }
  };
  return { issue, judge, keys: { keys: [key] } };
}

// better-auth, set up for our tables and for calls from within: it holds sessions, passwords and the way to the issuer.

import { randomUUID } from "node:crypto";
import { betterAuth } from "better-auth";
import { genericOAuth } from "better-auth/plugins";
import { oidcCallbackPath } from "../core/access.ts";
import type { AccessStore } from "./access-store.ts";
import { discoveryUrlOf } from "./oidc-discovery.ts";
import { mayEnter, type OidcOptions, readIdToken, roleOfNewcomer } from "./oidc-profile.ts";
import { longestPassword } from "./sign-in-rules.ts";

export interface AuthOptions {
  /** Signs the cookies. */
  readonly sessionSecret: string;
  /** Where users reach the server, e.g. `https://rollcall.example`. */
  readonly baseUrl: string;
}

export const oidcProviderId = "oidc";
const sessionIdleSeconds = 7 * 24 * 3600;
/** A session's end moves on at most this often: a write for each request would be one too many. */
const sessionRefreshSeconds = 3600;

const times = { createdAt: "created_at", updatedAt: "updated_at" } as const;
const userFields = { ...times, emailVerified: "email_verified" } as const;
const sessionFields = {
  ...times,
  expiresAt: "expires_at",
  ipAddress: "ip_address",
  userAgent: "user_agent",
  userId: "user_id",
} as const;
const accountFields = {
  ...times,
  accountId: "account_id",
  providerId: "provider_id",
  userId: "user_id",
  accessToken: "access_token",
  refreshToken: "refresh_token",
  idToken: "id_token",
  accessTokenExpiresAt: "access_token_expires_at",
  refreshTokenExpiresAt: "refresh_token_expires_at",
} as const;
const verificationFields = { ...times, expiresAt: "expires_at" } as const;

function issuerPlugin(oidc: OidcOptions, baseUrl: string) {
  return genericOAuth({
    config: [
      {
        providerId: oidcProviderId,
        discoveryUrl: discoveryUrlOf(oidc.issuer),
        clientId: oidc.clientId,
        clientSecret: oidc.clientSecret,
        redirectURI: `${baseUrl.replace(/\/$/, "")}${oidcCallbackPath}`,
        scopes: ["openid", "profile", "email"],
        pkce: true,
        requireIdTokenVerification: true,
        accountSubject: ({ profile }) => String(profile.id),
        // Called with a checked id token, or with none: then there is nobody to bring.
        getUserInfo: async ({ idToken }) => {
          const profile = readIdToken(idToken, oidc.issuer);
          return profile === null ? null : { ...profile };
        },
      },
    ],
  });
}

/** The issuer's tokens are of no use to us once it is known who the user is, so none is kept. */
const withoutTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
  scope: null,
} as const;

function newcomers(oidc: OidcOptions) {
  return {
    user: {
      create: {
        before: async <Newcomer extends { email: string; emailVerified: boolean }>(user: Newcomer) => ({
          data: { ...user, role: roleOfNewcomer(user, oidc) },
        }),
      },
    },
    account: {
      create: {
        before: async <Account extends object>(account: Account) => ({
          data: { ...account, ...withoutTokens },
        }),
      },
    },
  };
}

/**
 * Without `oidc` it knows passwords alone. It reads the time from the machine. Nobody reaches it over HTTP but through the
 * port of access: who may ask, from where and how often is seen to there.
 */
export function createAuth({ db, dialect }: AccessStore, options: AuthOptions, oidc: OidcOptions | null) {
  return betterAuth({
    appName: "Rollcall",
    baseURL: options.baseUrl,
    secret: options.sessionSecret,
    database: { db, type: dialect, transaction: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "rollcall",
      disableCSRFCheck: true,
      disableOriginCheck: true,
      database: { generateId: () => randomUUID(), validateSchema: false },
    },
    emailAndPassword: { enabled: true, disableSignUp: true, maxPasswordLength: longestPassword },
    user: {
      modelName: "user_account",
      fields: userFields,
      additionalFields: { role: { type: "string", required: false, input: false } },
      validateUserInfo: ({ user }) => {
        const address = { email: user.email ?? "", emailVerified: user.emailVerified === true };
        return oidc === null || mayEnter(address, oidc) ? undefined : { error: "not_allowed" };
      },
    },
    session: { fields: sessionFields, expiresIn: sessionIdleSeconds, updateAge: sessionRefreshSeconds },
    account: { fields: accountFields, updateAccountOnSignIn: false },
    verification: { fields: verificationFields },
    ...(oidc === null
      ? {}
      : { plugins: [issuerPlugin(oidc, options.baseUrl)], databaseHooks: newcomers(oidc) }),
  });
}

export type Auth = ReturnType<typeof createAuth>;

// Whom the issuer says it is: what a checked id token's claims mean to us, and what that user may then be.

import { decodeJwt } from "jose";
import { z } from "zod";
import type { Role } from "../core/access.ts";

export interface OidcOptions {
  /** Exactly as the issuer names itself, e.g. `https://login.microsoftonline.com/{tenant id}/v2.0`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What a user is whom the issuer brings for the first time. */
  readonly defaultRole: Role;
  /** Where given, only verified addresses of these domains enter. */
  readonly allowedDomains?: readonly string[] | undefined;
  /** Verified addresses that are administrators from the first time on. */
  readonly adminEmails?: readonly string[] | undefined;
}

const truth = z.union([z.literal(true), z.literal("true"), z.literal(1), z.literal("1")]);

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  email: z.email().optional().catch(undefined),
  preferred_username: z.email().optional().catch(undefined),
  name: z.string().max(200).optional().catch(undefined),
  email_verified: z.unknown().optional(),
  // What Microsoft Entra says instead: the address's domain is one that its owner has proven (an optional claim).
  xms_edov: z.unknown().optional(),
});

export interface OidcProfile {
  /** The subject together with its issuer: another issuer's subject of the same name is somebody else. */
  readonly id: string;
  readonly sub: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

/**
 * The profile in the claims of an id token whose signature, audience and nonce are checked; null where it is not the
 * issuer's, or has no address. A user name that looks like an address stands for one, never a verified one.
 */
export function readProfile(claims: unknown, issuer: string): OidcProfile | null {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success || parsed.data.iss !== issuer) return null;
  const { iss, sub, email, preferred_username, name } = parsed.data;
  const address = email ?? preferred_username;
  if (address === undefined) return null;
  const isVerified =
    truth.safeParse(parsed.data.email_verified).success || truth.safeParse(parsed.data.xms_edov).success;
  return {
    id: `${iss}#${sub}`,
    sub,
    email: address.toLowerCase(),
    emailVerified: email !== undefined && isVerified,
    name: name ?? address,
  };
}

/** The profile of an id token, null as in `readProfile`, and where there is no token at all. */
export function readIdToken(idToken: string | undefined, issuer: string): OidcProfile | null {
  return idToken === undefined ? null : readProfile(decodeJwt(idToken), issuer);
}

interface Address {
  readonly email: string;
  readonly emailVerified: boolean;
}

export function mayEnter({ email, emailVerified }: Address, { allowedDomains }: OidcOptions): boolean {
  if (allowedDomains === undefined) return true;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return emailVerified && allowedDomains.some((allowed) => allowed.toLowerCase() === domain);
}

export function roleOfNewcomer({ email, emailVerified }: Address, options: OidcOptions): Role {
  const named = options.adminEmails?.some((admin) => admin.toLowerCase() === email.toLowerCase()) ?? false;
  return named && emailVerified ? "administrator" : options.defaultRole;
}

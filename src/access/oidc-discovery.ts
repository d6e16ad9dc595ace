// What the issuer says of itself, checked before a browser is sent to it.

import { z } from "zod";
import { RollcallError } from "../core/error.ts";

const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

const longestWaitMs = 10_000;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isProtected(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null && (url.protocol === "https:" || (url.protocol === "http:" && loopback.test(url.hostname)))
  );
}

export const discoveryUrlOf = (issuer: string): string =>
  `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;

export function oidcFailed(why: string, cause?: unknown): RollcallError {
  return new RollcallError("access.oidc_failed", `Sign-in through the issuer failed: ${why}.`, { cause });
}

async function fetchDocument(issuer: string): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(longestWaitMs);
    const answer = await fetch(discoveryUrlOf(issuer), { redirect: "error", signal });
    if (!answer.ok) throw oidcFailed(`it answers ${answer.status} when asked about itself`);
    return await answer.json();
  } catch (error) {
    if (error instanceof RollcallError) throw error;
    throw oidcFailed("it cannot be reached, or its answer about itself cannot be read", error);
  }
}

/** Throws `access.oidc_failed` where the issuer is out of reach, is another than configured, or would have us send in clear. */
export async function checkIssuer(issuer: string): Promise<void> {
  if (!isProtected(issuer)) throw oidcFailed("its address is neither https nor on this machine");
  const parsed = documentSchema.safeParse(await fetchDocument(issuer));
  if (!parsed.success) throw oidcFailed("what it says of itself is incomplete");
  const { issuer: named, authorization_endpoint, token_endpoint, jwks_uri } = parsed.data;
  if (named !== issuer) throw oidcFailed("it names itself otherwise than configured");
  if (![authorization_endpoint, token_endpoint, jwks_uri].every(isProtected))
    throw oidcFailed("an address that it names is neither https nor on this machine");
}

// Where a browser goes on after a sign-in with OpenID Connect: kept in a cookie while it is at the identity provider.

import type { FastifyRequest } from "fastify";

const cookieName = "rollcall.destination";
const path = "/api/v1/session/oidc";
const keptSeconds = 600;
/** Any will do: it only shows whether an address leads away from it. */
const origin = "https://rollcall.invalid";

/** The router reads letters also as they may be written in an address. */
const ofApi = /^\/(?:a|%61)(?:p|%70)(?:i|%69)\//i;

/** An address of the console's, or the start page: never anybody else's, nor the API's, which would begin another sign-in. */
function ownAddress(asked: string | undefined): string {
  const url = URL.parse(asked ?? "/", origin);
  if (url?.origin !== origin) return "/";
  const address = `${url.pathname}${url.search}`;
  // Two slashes lead to another host.
  return address.startsWith("//") || ofApi.test(address) ? "/" : address;
}

const cookie = (value: string, seconds: number, publicUrl: string | null): string => {
  const secure = publicUrl?.startsWith("https:") ? "; Secure" : "";
  return `${cookieName}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
};

/** Browsers drop a cookie of more than 4096 bytes, and would keep the one of a sign-in before. */
const longest = 3800;

export function keepDestination(asked: string | undefined, publicUrl: string | null): string {
  const value = encodeURIComponent(ownAddress(asked));
  return value.length > longest ? forgetDestination(publicUrl) : cookie(value, keptSeconds, publicUrl);
}

export const forgetDestination = (publicUrl: string | null): string => cookie("", 0, publicUrl);

export function readDestination({ headers }: FastifyRequest): string {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const kept = pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
  try {
    return ownAddress(kept === undefined ? undefined : decodeURIComponent(kept));
  } catch {
    return "/";
  }
}

/** The sign-in page, which tells the refusal and leads on to the address once somebody is signed in. */
export function refusalAddress(code: string, asked: string | undefined): string {
  const to = ownAddress(asked);
  return `/sign-in?${new URLSearchParams({ error: code, ...(to !== "/" && { to }) })}`;
}

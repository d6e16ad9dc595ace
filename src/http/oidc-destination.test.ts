// Where a sign-in with OpenID Connect leads on to.

import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { forgetDestination, keepDestination, readDestination, refusalAddress } from "./oidc-destination.ts";

const withCookie = (cookie: string | undefined) => ({ headers: { cookie } }) as unknown as FastifyRequest;
/** As the browser sends it back, among others. */
const sentBack = (setCookie: string) => withCookie(`a=b; ${setCookie.split(";")[0]}; c=d`);

test("[WB4] the address is kept for the way to the identity provider alone, and out of scripts' reach", () => {
  const set = keepDestination("/assets?query=a%20b;c", "https://rollcall.example");
  expect(set).toMatch(
    /^rollcall\.destination=[^;]+; Path=\/api\/v1\/session\/oidc; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(keepDestination("/", null)).not.toContain("Secure");
  expect(readDestination(sentBack(set))).toBe("/assets?query=a%20b;c");
  expect(forgetDestination(null)).toMatch(/^rollcall\.destination=; .*Max-Age=0;/);
  for (const cookie of [undefined, "", "a=b", "rollcall.destination=%", "rollcall.destination="])
    expect(readDestination(withCookie(cookie))).toBe("/");
});

test("[WB4] it is never anybody else's, whoever wrote the cookie or the link", () => {
  for (const foreign of ["//evil.example", "/\\evil.example", "/.//evil.example", "https://evil.example/x"]) {
    expect(readDestination(sentBack(keepDestination(foreign, null)))).toBe("/");
    const written = `rollcall.destination=${encodeURIComponent(foreign)}`;
    expect(readDestination(withCookie(written))).toBe("/");
    expect(refusalAddress("access.oidc_failed", foreign)).toBe("/sign-in?error=access.oidc_failed");
  }
  expect(refusalAddress("access.oidc_failed", "/tags?a=b")).toBe(
    "/sign-in?error=access.oidc_failed&to=%2Ftags%3Fa%3Db",
  );
});

test("[WB154] an address of the API, or one too long to be kept, leads to the start page and not to where another sign-in was to lead", () => {
  for (const asked of [
    "/api/v1/session/oidc?to=%2F",
    "/x/../api/v1/me",
    "/%61p%69/v1/me",
    "https://rollcall.invalid/api/v1/me",
  ])
    expect([asked, readDestination(sentBack(keepDestination(asked, null)))]).toEqual([asked, "/"]);
  expect(readDestination(sentBack(keepDestination("/apis", null)))).toBe("/apis");
  const long = (length: number) => `/assets?query=${"%20".repeat(length)}`;
  expect(readDestination(sentBack(keepDestination(long(500), null)))).toBe(long(500));
  for (const length of [800, 2700]) {
    const set = keepDestination(long(length), "https://rollcall.example");
    expect(set).toBe(forgetDestination("https://rollcall.example"));
  }
});

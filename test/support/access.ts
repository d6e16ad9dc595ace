// Access as the tests of it begin: a time that they own, a database of its own, and an administrator.

import { expect } from "vitest";
import { createAccess } from "../../src/access/create-access.ts";
import type { OidcOptions } from "../../src/access/oidc-profile.ts";
import type { Access, GrantedSession, Principal } from "../../src/core/access.ts";
import type { AccessTables } from "./access-database.ts";

export const plantedPassword = "planted-password-1";
const plantedSecret = "planted-session-secret-0123456789abcdef";
export const nobody = { authorization: undefined, cookie: undefined };
export const whole = { after: null, limit: 100 };
export const local: Principal = {
  kind: "local",
  id: "local",
  name: "local",
  role: "administrator",
  userId: null,
};

export interface AccessUnderTest extends AccessTables {
  readonly access: Access;
  readonly clock: { at: number; now(): number };
  /** The same database as another start of the server opens it. */
  restart(change?: { oidc?: OidcOptions; baseUrl?: string }): Access;
}

export function setUpAccess(tables: AccessTables, oidc: OidcOptions | null = null): AccessUnderTest {
  const clock = { at: 1_800_000_000_000, now: () => clock.at };
  const options = { ...tables, clock, sessionSecret: plantedSecret, baseUrl: "http://127.0.0.1:8080", oidc };
  const restart: AccessUnderTest["restart"] = (change = {}) => createAccess({ ...options, ...change });
  return { ...tables, clock, access: restart(), restart };
}

/** Makes the first administrator by the link. */
export async function begin(access: Access, email = "root@contoso.example"): Promise<GrantedSession> {
  const link = (await access.firstLinkToken()) ?? "";
  return access.createFirstAdministrator(link, { email, name: "Root", password: plantedPassword });
}

/** The `Cookie` header of a browser that was given these. */
export const cookieOf = (setCookies: readonly string[]): string =>
  setCookies.map((cookie) => cookie.slice(0, cookie.indexOf(";"))).join("; ");

/** Runs what must be refused, and answers the code after holding the error against what was planted. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  const told = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause);
  expect(told).not.toMatch(/planted|rct_/);
  return (error as { code?: unknown }).code;
}

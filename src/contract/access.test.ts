// What the wire of access takes, and what it never shows.

import { expect, test } from "vitest";
import { auditQuery } from "./audit-entry.ts";
import { firstAdministrator, signIn } from "./session.ts";
import { apiToken, newApiToken } from "./token.ts";
import { newUser, user, userChange } from "./user.ts";

const person = { email: "ada@contoso.example", name: "Ada", password: "a long enough one" };

test("[AC15] a body with anything that it does not know is refused", () => {
  expect(firstAdministrator.safeParse({ ...person, linkToken: "x" }).success).toBe(true);
  expect(firstAdministrator.safeParse({ ...person, linkToken: "x", role: "viewer" }).success).toBe(false);
  expect(signIn.safeParse({ email: person.email, password: person.password, remember: true }).success).toBe(
    false,
  );
  expect(newUser.safeParse({ ...person, role: "operator" }).success).toBe(true);
  expect(newUser.safeParse({ ...person, role: "owner" }).success).toBe(false);
  expect(userChange.safeParse({ email: "eve@contoso.example" }).success).toBe(false);
  expect(auditQuery.safeParse({ actor: "ada" }).success).toBe(false);
});

test("[AC15] times are ISO 8601 text with their offset", () => {
  const token = { name: "export", role: "viewer" };
  expect(newApiToken.safeParse({ ...token, expiresAt: "2027-01-01T00:00:00+02:00" }).success).toBe(true);
  for (const expiresAt of [1_800_000_000_000, "2027-01-01", "2027-01-01T00:00:00", "tomorrow"])
    expect(newApiToken.safeParse({ ...token, expiresAt }).success).toBe(false);
});

test("[AC15] no password and no token's value is in an answer that lists", () => {
  expect(Object.keys(user.shape)).not.toContain("password");
  expect(Object.keys(apiToken.shape)).not.toContain("value");
  expect(Object.keys(apiToken.shape)).not.toContain("hash");
});

// What an id token's claims come to, and who of them enters as what.

import { expect, test } from "vitest";
import { mayEnter, type OidcOptions, readIdToken, readProfile, roleOfNewcomer } from "./oidc-profile.ts";

const issuer = "https://issuer.example";
const claims = { iss: issuer, sub: "1", email: "Ada@Contoso.example", email_verified: true, name: "Ada" };
const options: OidcOptions = { issuer, clientId: "client", clientSecret: "secret", defaultRole: "viewer" };

test("[AC10] the profile has the subject with its issuer, and the address in lower case", () => {
  const email = "ada@contoso.example";
  const rest = { sub: "1", email, emailVerified: true, name: "Ada" };
  expect(readProfile(claims, issuer)).toEqual({ id: "https://issuer.example#1", ...rest });
  expect(readProfile({ ...claims, name: undefined }, issuer)?.name).toBe("Ada@Contoso.example");
  expect(readProfile({ ...claims, name: 7 }, issuer)?.name).toBe("Ada@Contoso.example");
});

test("[AC11] claims of another issuer, without subject or address, and no token at all, are nobody's", () => {
  for (const change of [
    { iss: `${issuer}/` },
    { sub: "" },
    { sub: 7 },
    { email: undefined },
    { email: "ada" },
  ])
    expect(readProfile({ ...claims, ...change }, issuer)).toBeNull();
  expect(readProfile("text", issuer)).toBeNull();
  expect(readIdToken(undefined, issuer)).toBeNull();
});

test.each([
  [{ email_verified: true }, true],
  [{ email_verified: "true" }, true],
  [{ email_verified: false }, false],
  [{ email_verified: "yes" }, false],
  [{ email_verified: undefined }, false],
  [{ email_verified: undefined, xms_edov: true }, true],
  [{ email_verified: undefined, xms_edov: "1" }, true],
  [{ email_verified: undefined, xms_edov: 0 }, false],
  [{ email: undefined, preferred_username: "ada@contoso.example" }, false],
])("[AC12] of %j the address counts as verified: %s", (change, isVerified) => {
  expect(readProfile({ ...claims, ...change }, issuer)?.emailVerified).toBe(isVerified);
});

test("[AC12] a domain is the whole of what follows the last @", () => {
  const bounded = { ...options, allowedDomains: ["contoso.example"] };
  const may = (email: string, emailVerified = true) => mayEnter({ email, emailVerified }, bounded);
  expect(may("ada@contoso.example")).toBe(true);
  expect(may("ada@CONTOSO.example")).toBe(true);
  expect(may("ada@contoso.example", false)).toBe(false);
  expect(may('"ada@contoso.example"@evil.example')).toBe(false);
  expect(may("ada@notcontoso.example")).toBe(false);
  expect(mayEnter({ email: "ada@any.example", emailVerified: false }, options)).toBe(true);
  expect(
    mayEnter({ email: "ada@any.example", emailVerified: true }, { ...options, allowedDomains: [] }),
  ).toBe(false);
});

test("[AC10] only a verified address that is named makes an administrator", () => {
  const named = { ...options, adminEmails: ["Ada@contoso.example"] };
  expect(roleOfNewcomer({ email: "ada@contoso.example", emailVerified: true }, named)).toBe("administrator");
  expect(roleOfNewcomer({ email: "ada@contoso.example", emailVerified: false }, named)).toBe("viewer");
  expect(roleOfNewcomer({ email: "bob@contoso.example", emailVerified: true }, named)).toBe("viewer");
  expect(roleOfNewcomer({ email: "ada@contoso.example", emailVerified: true }, options)).toBe("viewer");
});

// Sign-in and the first administrator on the wire.

import { z } from "zod";
import { principal } from "./principal.ts";
import { shownName } from "./shown-text.ts";

const password = z.string().min(1).max(1024);

export const session = z
  .object({
    principal: principal.nullable().describe("Null where nobody is signed in"),
    hasUsers: z.boolean().describe("Without one, only the one-time link makes the first administrator"),
    hasOidc: z.boolean().describe("Whether OpenID Connect is configured"),
  })
  .meta({ id: "Session" });

export const oidcBeginning = z.strictObject({
  to: z
    .string()
    .max(8192)
    .optional()
    .describe("Where the browser goes on once somebody is signed in: an address of the console's"),
});

export const grantedSession = z.object({ principal }).meta({ id: "GrantedSession" });

export const signIn = z.strictObject({ email: z.string().min(1).max(254), password }).meta({ id: "SignIn" });

export const ownPasswordChange = z
  .strictObject({ current: password.describe("The one that it is now"), password })
  .meta({ id: "OwnPasswordChange" });

export const firstAdministrator = z
  .strictObject({
    linkToken: z.string().min(1).max(1024).describe("From the one-time link"),
    email: z.string().min(1).max(254),
    name: shownName(200),
    password,
  })
  .meta({ id: "FirstAdministrator" });

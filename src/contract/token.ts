// API tokens on the wire; a token's value is in no answer but that of its creation.

import { z } from "zod";
import { pageOf } from "./page.ts";
import { role } from "./principal.ts";
import { shownName } from "./shown-text.ts";
import { enteredMoment } from "./time.ts";

export const apiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    userId: z.string().nullable().describe("Who made it; null where it was made on the server's own machine"),
  })
  .meta({ id: "ApiToken" });
export type ApiTokenView = z.infer<typeof apiToken>;

export const apiTokenPage = pageOf(apiToken).meta({ id: "ApiTokenPage" });
export const apiTokenId = z.strictObject({ id: z.string().min(1).max(200) });

export const newApiToken = z
  .strictObject({
    name: shownName(200),
    role,
    expiresAt: enteredMoment.describe("In the future"),
  })
  .meta({ id: "NewApiToken" });

export const createdApiToken = apiToken
  .extend({ value: z.string().describe("Shown this once") })
  .meta({ id: "CreatedApiToken" });
export type CreatedApiTokenView = z.infer<typeof createdApiToken>;

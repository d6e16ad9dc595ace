// Connections on the wire. The client secret comes in and never goes out.

import { z } from "zod";
import { longestDescription } from "../core/connection.ts";
import { scheduleBody, scheduleView } from "./schedule.ts";
import { shownLines, shownName } from "./shown-text.ts";
import { erroredReason, syncRunView } from "./sync-run.ts";
import { enteredMoment, moment } from "./time.ts";

const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const tenantId = z
  .string()
  .trim()
  // Neither's case has a meaning; the same tenant in another case would be taken for another tenant.
  .toLowerCase()
  .refine((text) => guid.test(text) || domain.test(text), "It must be a GUID or a verified domain.")
  .meta({ description: "GUID or verified domain.", example: "contoso.onmicrosoft.com" });
const clientId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(guid, "It must be a GUID: the Application (client) ID.")
  .meta({ description: "Application (client) ID.", example: "11111111-2222-3333-4444-555555555555" });
const name = shownName(200);
const description = shownLines(longestDescription);
const tags = z
  .array(z.string().trim().min(1).max(100))
  .max(50)
  .meta({ description: "Names of tags: a device is imported when its asset has all of them." });
const clientSecret = z.string().min(1).max(1000).meta({ description: "Write-only.", writeOnly: true });
const secretExpiresAt = enteredMoment
  .nullable()
  .meta({ description: "When the secret expires, as Entra shows it." });

export const settingsBody = z
  .strictObject({
    cloud: z
      .union([
        z.string().min(1).max(100),
        z.strictObject({ loginUrl: z.string().max(300), graphUrl: z.string().max(300) }),
      ])
      .default("global")
      .meta({ description: "A cloud's name, or a pair of hosts that the operator has allowed." }),
    tenantId,
    clientId,
    tokenEndpoint: z.enum(["v1", "v2"]).default("v1"),
  })
  .meta({ id: "ConnectionSettings" });
export type SettingsBody = z.infer<typeof settingsBody>;

const retirementGuard = z
  .strictObject({
    share: z.number().min(0).max(1).meta({ description: "Of the active assets, 0 to 1." }),
    minimum: z.int().min(0).max(1_000_000_000),
  })
  .meta({ id: "RetirementGuard", description: "More retirements at once than both are held for approval." });
const fullPullEveryHours = z
  .int()
  .min(1)
  .max(24 * 365);

export const connectionBody = z
  .strictObject({
    name: name.optional().meta({ description: "Unique; proposed by the server where it is left out." }),
    description: description.default(""),
    tags: tags.default([]),
    connectorId: z.string().max(100).default("entra-devices"),
    settings: settingsBody,
    clientSecret,
    secretExpiresAt: secretExpiresAt.default(null),
    schedule: scheduleBody.nullable().default(null).meta({ description: "Null: it runs by hand alone." }),
    retirementGuard: retirementGuard.optional(),
    fullPullEveryHours: fullPullEveryHours.optional(),
  })
  .meta({ id: "NewConnection" });
export type ConnectionBody = z.infer<typeof connectionBody>;

export const connectionChangeBody = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    tags: tags.optional(),
    settings: settingsBody.optional(),
    clientSecret: clientSecret.optional(),
    secretExpiresAt: secretExpiresAt.optional(),
    schedule: scheduleBody.nullable().optional(),
    retirementGuard: retirementGuard.optional(),
    fullPullEveryHours: fullPullEveryHours.optional(),
  })
  .meta({ id: "ConnectionChange", description: "Only what is given is changed." });
export type ConnectionChangeBody = z.infer<typeof connectionChangeBody>;

export const nextSecretBody = z
  .strictObject({ clientSecret, secretExpiresAt: secretExpiresAt.default(null) })
  .meta({ id: "NextSecret" });

const secretNote = z
  .object({
    storedAt: moment,
    expiresAt: moment.nullable(),
    daysLeft: z
      .int()
      .nullable()
      .meta({ description: "0 where it has expired; null where nobody entered when it does." }),
    warningDays: z
      .int()
      .nullable()
      .meta({ description: "The warning that applies, of 30, 14, 7, 1 and 0 days; null where none does." }),
  })
  .meta({ id: "SecretNote" });

export const connectionView = z
  .object({
    id: z.int(),
    version: z.int(),
    name: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    connectorId: z.string(),
    cloud: z.string(),
    loginUrl: z.string(),
    graphUrl: z.string(),
    tenantId: z.string(),
    clientId: z.string(),
    tokenEndpoint: z.enum(["v1", "v2"]),
    secret: secretNote,
    nextSecret: secretNote.nullable().meta({ description: "A second secret that waits to take over." }),
    state: z.enum(["registered", "scheduled", "processing", "processed", "errored"]),
    error: z.object({ reason: erroredReason, message: z.string() }).nullable(),
    pausedAt: moment.nullable(),
    schedule: scheduleView.nullable(),
    nextRunAt: moment.nullable(),
    lastRun: syncRunView.nullable(),
    lastFullPullAt: moment.nullable(),
    retirementGuard: z.object({ share: z.number(), minimum: z.int() }),
    fullPullEveryHours: z.number(),
    transformMapVersion: z.int().meta({ description: "1 is the connector's own map." }),
    createdAt: moment,
  })
  .meta({ id: "Connection" });
export type ConnectionView = z.infer<typeof connectionView>;

export const cloudView = z
  .object({ name: z.string(), loginUrl: z.string(), graphUrl: z.string() })
  .meta({ id: "Cloud" });
export type CloudView = z.infer<typeof cloudView>;

/** What becomes of a removed connection's assets. */
export const assetsFate = z.enum(["retire", "purge"]);

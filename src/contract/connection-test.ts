// The connection test on the wire: five checks, sent one by one as server-sent events.

import { z } from "zod";
import { checkNames } from "../core/connection-test.ts";
import { settingsBody } from "./connection.ts";
import { moment } from "./time.ts";

/** Settings that are entered, or those of a connection with one of its stored secrets. */
export const connectionTestBody = z
  .union([
    z.strictObject({
      connectorId: z.string().max(100).default("entra-devices"),
      settings: settingsBody,
      clientSecret: z.string().min(1).max(1000).meta({ writeOnly: true }),
    }),
    z.strictObject({
      connectionId: z.int(),
      settings: settingsBody
        .optional()
        .meta({ description: "Other settings with the stored secret, for the same hosts." }),
      secret: z.enum(["current", "next"]).default("current"),
    }),
  ])
  .meta({ id: "ConnectionTestInput" });
export type ConnectionTestBody = z.infer<typeof connectionTestBody>;

/** The data of an event `check`. */
export const checkResultView = z
  .object({
    check: z.enum(checkNames),
    status: z.enum(["passed", "failed", "not_run"]),
    durationMs: z.number(),
    code: z.string().nullable(),
    summary: z.string(),
    evidence: z.array(z.object({ label: z.string(), value: z.string() })),
    advice: z.string().nullable(),
  })
  .meta({ id: "CheckResult" });
export type CheckResultView = z.infer<typeof checkResultView>;

/** The data of the one event `end`. */
export const connectionTestEnd = z
  .object({
    passed: z.boolean(),
    validUntil: moment
      .nullable()
      .meta({ description: "Till when these settings may be saved; null where it failed." }),
  })
  .meta({ id: "ConnectionTestEnd" });
export type ConnectionTestEnd = z.infer<typeof connectionTestEnd>;

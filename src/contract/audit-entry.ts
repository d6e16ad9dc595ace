// The audit log on the wire.

import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";

export const auditEntry = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    principal: z.object({
      kind: z.enum(["user", "token", "local", "nobody"]),
      id: z.string(),
      name: z.string(),
    }),
    action: z.string().describe("Stable and dotted, e.g. `user.created`"),
    target: z.string().nullable().describe("What it was done to, e.g. `user/12`"),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntryView = z.infer<typeof auditEntry>;

export const auditEntryPage = pageOf(auditEntry).meta({ id: "AuditEntryPage" });

export const auditQuery = pageQuery.extend({
  action: z.string().min(1).max(200).optional(),
  principalId: z.string().min(1).max(200).optional(),
});

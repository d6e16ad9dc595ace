// What the server answers of users, tokens and the audit log, as far as the command line shows it.

import { z } from "zod";
import { moment } from "../contract/time.ts";

const role = z.enum(["viewer", "operator", "administrator"]);

export const userView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  createdAt: moment,
  signIn: z.enum(["password", "oidc"]),
});
export type UserView = z.infer<typeof userView>;

export const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  role,
  createdAt: moment,
  expiresAt: moment,
  lastUsedAt: moment.nullable(),
  userId: z.string().nullable(),
});
export type TokenView = z.infer<typeof tokenView>;

export const createdTokenView = tokenView.extend({ value: z.string() });

export const auditEntryView = z.object({
  id: z.int(),
  at: moment,
  principal: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  action: z.string(),
  target: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AuditEntryView = z.infer<typeof auditEntryView>;

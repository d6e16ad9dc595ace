// Users on the wire.

import { z } from "zod";
import { pageOf } from "./page.ts";
import { role } from "./principal.ts";
import { shownName } from "./shown-text.ts";

export const user = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    createdAt: z.iso.datetime(),
    signIn: z.enum(["password", "oidc"]),
  })
  .meta({ id: "User" });
export type UserView = z.infer<typeof user>;

export const userPage = pageOf(user).meta({ id: "UserPage" });
export const userId = z.strictObject({ id: z.string().min(1).max(200) });

export const newUser = z
  .strictObject({
    email: z.string().min(1).max(254),
    name: shownName(200),
    role,
    password: z.string().min(1).max(1024),
  })
  .meta({ id: "NewUser" });

export const userChange = z
  .strictObject({
    name: shownName(200).optional(),
    role: role.optional(),
    password: z.string().min(1).max(1024).optional(),
  })
  .meta({ id: "UserChange" });

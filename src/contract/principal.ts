// Roles and principals on the wire.

import { z } from "zod";
import { roles } from "../core/access.ts";

export const role = z.enum(roles).meta({ id: "Role" });

export const principal = z
  .object({
    kind: z.enum(["user", "token", "local"]),
    id: z.string(),
    name: z.string().describe("The user's address or the token's name"),
    role,
  })
  .meta({ id: "Principal" });

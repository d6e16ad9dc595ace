// What the server says of itself on the wire.

import { z } from "zod";

export const healthy = z.object({ status: z.literal("ok"), version: z.string() }).meta({ id: "Healthy" });
export const ready = z.object({ status: z.literal("ready") }).meta({ id: "Ready" });

// Tasks on the wire: work on many assets, and how far it is.

import { z } from "zod";
import { moment } from "./time.ts";

export const inventoryTaskView = z
  .object({
    id: z.int(),
    kind: z.enum([
      "put_tag",
      "take_tag",
      "judge_tag",
      "forget_tag",
      "apply_transform_map",
      "apply_severity_map",
    ]),
    tagId: z.int().nullable().meta({ description: "Which tag it is about; null where it is about none." }),
    connectionId: z
      .int()
      .nullable()
      .meta({ description: "Which connection's assets it is about; null where it is about none's." }),
    query: z
      .string()
      .nullable()
      .meta({ description: "The query whose assets it is for; null where it is not for a query's." }),
    state: z.enum(["waiting", "done", "failed"]),
    createdAt: moment,
    endedAt: moment.nullable(),
    done: z.number().min(0).max(1).meta({ description: "How much of the inventory it has seen to, 0 to 1." }),
    changed: z.int().meta({ description: "How many assets it has changed so far." }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: "InventoryTask" });
export type InventoryTaskView = z.infer<typeof inventoryTaskView>;

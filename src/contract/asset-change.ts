// What became of assets, on the wire.

import { z } from "zod";
import { assetEventKinds } from "../core/asset-change.ts";
import { retirementReason } from "./asset-detail.ts";
import { pageQuery } from "./page.ts";
import { enteredMoment, moment } from "./time.ts";

const entry = {
  at: moment,
  assetId: z.int(),
  assetName: z.string(),
  connectionId: z.int(),
  runId: z.int(),
};
const value = z.unknown().optional();

export const assetChangeView = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("created"), ...entry }),
    z.object({
      kind: z.literal("changed"),
      ...entry,
      field: z.string().meta({ description: "The device property; `a.b` where it is nested." }),
      before: value.meta({ description: "Left out where the property was absent, which is not null." }),
      after: value.meta({ description: "Left out where the property is absent, which is not null." }),
    }),
    z.object({
      kind: z.literal("retired"),
      ...entry,
      runId: z
        .int()
        .nullable()
        .meta({ description: "Null where the connection was removed, which no run did." }),
      field: z.literal("lifecycle.state"),
      reason: retirementReason,
      words: z.string().meta({ description: "The reason in words." }),
    }),
    z.object({ kind: z.literal("restored"), ...entry, field: z.literal("lifecycle.state") }),
  ])
  .meta({ id: "AssetChange" });
export type AssetChangeView = z.infer<typeof assetChangeView>;

const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional();
const kind = z.enum(assetEventKinds);

export const assetChangeQuery = pageQuery.extend({
  since: enteredMoment.optional().meta({ description: "From then on" }),
  until: enteredMoment.optional().meta({ description: "Before then" }),
  runId: id,
  connectionId: id,
  assetId: id,
  field: z
    .string()
    .min(1)
    .max(500)
    // PostgreSQL holds no NUL character in a text, and so none to compare with.
    .refine((name) => !name.includes("\u0000"), "It must not hold a NUL character.")
    .optional()
    .meta({ description: "A device property's name, `a.b` where it is nested, or `lifecycle.state`" }),
  kind: z.union([kind.transform((one) => [one]), z.array(kind)]).optional(),
});

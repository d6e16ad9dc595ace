// Tags on the wire.

import { z } from "zod";
import { longestDescription } from "../core/connection.ts";
import { longestTagName } from "../core/tag.ts";
import { shownLines, shownName } from "./shown-text.ts";
import { moment } from "./time.ts";

const name = shownName(longestTagName).meta({ description: "Unique, whatever its case." });
const colour = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "It must be a colour as #rrggbb.")
  .meta({ example: "#2f6fed" });
const description = shownLines(longestDescription);
const criticality = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])
  .meta({ description: "1 is least and 5 most critical; an asset has the highest of its tags." });
/** How long a query is at most is the language's own business; here only what fits a column is let in. */
const queryText = z.string().max(100_000);
const rule = queryText.nullable().meta({
  description:
    "A query: the tag is on every asset that it holds for. Null: people put the tag on and take it off.",
});

export const tagBody = z
  .strictObject({
    name,
    colour: colour.default("#868e96"),
    description: description.default(""),
    criticality: criticality.default(2),
    rule: rule.default(null),
  })
  .meta({ id: "NewTag" });

export const tagChangeBody = z
  .strictObject({
    name: name.optional(),
    colour: colour.optional(),
    description: description.optional(),
    criticality: criticality.optional(),
    rule: rule.optional(),
  })
  .meta({ id: "TagChange", description: "Only what is given is changed." });

export const tagView = z
  .object({
    id: z.int(),
    version: z.int(),
    name: z.string(),
    colour: z.string(),
    description: z.string(),
    criticality,
    rule: z.string().nullable().meta({ description: "Null where the tag is static." }),
    activeAssets: z.int().meta({ description: "How many active assets it is on." }),
    taskId: z
      .int()
      .nullable()
      .meta({ description: "The last task that is still to be done for it; null where none is." }),
    createdAt: moment,
  })
  .meta({ id: "Tag" });
export type TagView = z.infer<typeof tagView>;

/** What a tag is put on or taken off: an empty query are all active assets. */
export const tagTargetBody = z
  .union([
    z.strictObject({ query: queryText }),
    z.strictObject({ assetIds: z.array(z.int().min(1).max(Number.MAX_SAFE_INTEGER)).min(1).max(1000) }),
  ])
  .meta({ id: "TagTarget", description: "The assets that a query shows, or those of these ids." });
export type TagTargetBody = z.infer<typeof tagTargetBody>;

export const tagPreviewBody = z.strictObject({ rule: queryText }).meta({ id: "TagPreviewRequest" });

export const tagPreview = z
  .object({
    activeAssets: z.int().meta({ description: "How many active assets the tag would be on." }),
    retiredAssets: z.int(),
    warnings: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        from: z.int(),
        to: z.int(),
        suggestions: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "TagPreview" });

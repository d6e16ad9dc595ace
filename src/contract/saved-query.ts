// Queries that people keep, on the wire.

import { z } from "zod";
import { shownLines, shownName } from "./shown-text.ts";
import { moment } from "./time.ts";

const name = shownName(100).meta({ description: "The owner's own, in any case." });
const text = shownLines(8192).meta({ description: "As typed; it must be a query.", example: "name: lab*" });
const isShared = z.boolean().meta({ description: "Whether everybody sees it, which takes an operator." });

export const savedQueryBody = z
  .strictObject({ name, text, isShared: isShared.default(false) })
  .meta({ id: "NewSavedQuery" });

export const savedQueryChangeBody = z
  .strictObject({ name: name.optional(), text: text.optional(), isShared: isShared.optional() })
  .meta({ id: "SavedQueryChange", description: "Only what is given is changed." });

export const savedQueryView = z
  .object({
    id: z.int(),
    version: z.int(),
    name: z.string(),
    text: z.string(),
    isShared: z.boolean(),
    isOwn: z.boolean().meta({ description: "Whether it is the asking user's." }),
    ownerName: z
      .string()
      .nullable()
      .meta({ description: "Null where it was saved on the server's own machine." }),
    createdAt: moment,
  })
  .meta({ id: "SavedQuery" });
export type SavedQueryView = z.infer<typeof savedQueryView>;

export const recentQueriesView = z
  .object({ items: z.array(z.object({ text: z.string(), usedAt: moment })) })
  .meta({ id: "RecentQueries" });
export type RecentQueriesView = z.infer<typeof recentQueriesView>;

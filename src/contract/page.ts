// How a listing is asked for and answered, page by page.

import { z } from "zod";

/** Extended by a listing's filters. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many items a page has at most"),
  cursor: z.string().min(1).max(1024).optional().describe("The `nextCursor` of the page before"),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe("Leads to the following page; null on the last"),
  });
}

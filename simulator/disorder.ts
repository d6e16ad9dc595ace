// How unruly a tenant answers within what Microsoft's pages allow; by default as orderly as can be.

import { z } from "zod";

const share = z.number().min(0).max(1);

/**
 * Each of these is allowed by the delta query overview or the paging page. What a round adds up to stays exact: whoever
 * folds it item by item (the last occurrence wins, absent is unchanged, null is cleared, present after removed is a fresh
 * whole) has the truth at its end.
 */
export const disorderSchema = z.strictObject({
  /** The same seed means the same disorder. */
  seed: z.number().int().default(0),
  /** Share of devices that come more than once: before their last occurrence in a delta round with older states. */
  repeats: share.default(0),
  /** Whether devices come in any order across the whole list or round. */
  shuffle: z.boolean().default(false),
  /** Share of pages before which comes an empty one with a next link. */
  emptyPages: share.default(0),
  /** Whether a page may hold any number of items up to the most. */
  shortPages: z.boolean().default(false),
  /** Share of chances taken to tell of a removal: of what is gone already, and of what is live and comes later. */
  tombstones: share.default(0),
  /** Whether an updated device shows just what changed, and its id. */
  minimal: z.boolean().default(false),
});

export type Disorder = z.output<typeof disorderSchema>;

export const order: Disorder = disorderSchema.parse({});

// Cursors: where a page of a listing ended, as text that only means something to the listing itself.

import type { CursorPage } from "../core/access.ts";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";

/** The last row of a page in the order of newest first; ids part what has one time. */
export interface AgeCursor {
  readonly at: Timestamp;
  readonly id: string;
}

function invalid(): RollcallError {
  return new RollcallError(
    "request.cursor_invalid",
    "The cursor is not one that a page of this listing ended with.",
  );
}

/** Null for the first page. Throws `request.cursor_invalid`. */
export function readAgeCursor(after: string | null): AgeCursor | null {
  if (after === null) return null;
  const [, at, id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(after) ?? [];
  if (at === undefined || id === undefined) throw invalid();
  return { at: Number(at), id };
}

export const writeAgeCursor = (cursor: AgeCursor): string => `${cursor.at}_${cursor.id}`;

/** Null for the first page. Throws `request.cursor_invalid`. */
export function readIdCursor(after: string | null): number | null {
  if (after === null) return null;
  if (!/^\d{1,15}$/.test(after)) throw invalid();
  return Number(after);
}

/** `items` are up to one more than the `limit`, which tells whether a page follows. */
export function cutPage<Item>(
  items: readonly Item[],
  limit: number,
  cursorOf: (item: Item) => string,
): CursorPage<Item> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: items.length > limit && last !== undefined ? cursorOf(last) : null };
}

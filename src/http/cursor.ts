// Cursors of listings: opaque to clients, and good for the listing that gave them.

import type { CursorPage, CursorRange } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";

/** `listing` is its stable name, e.g. `users`. */
function encodeCursor(listing: string, next: string): string {
  return Buffer.from(JSON.stringify([listing, next])).toString("base64url");
}

/** What a cursor leads to is no place of the listing. */
export function invalidCursor(): RollcallError {
  return new RollcallError("request.cursor_invalid", "Begin the listing anew, without a cursor.");
}

/** Throws `request.cursor_invalid`. */
function decodeCursor(listing: string, cursor: string): string {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(value) && value.length === 2 && value[0] === listing && typeof value[1] === "string")
      if (encodeCursor(listing, value[1]) === cursor) return value[1];
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw invalidCursor();
}

/** Throws `request.cursor_invalid`. */
export function toRange(
  listing: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): CursorRange {
  return {
    limit: query.limit,
    after: query.cursor === undefined ? null : decodeCursor(listing, query.cursor),
  };
}

/** As `toRange`, of a listing whose cursors are ids. Throws `request.cursor_invalid` for what no page of it ended with. */
export function toIdRange(
  listing: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly after: number | null; readonly limit: number } {
  const { after, limit } = toRange(listing, query);
  if (after === null) return { after, limit };
  // Another number, such as none at all, would be answered with an empty page.
  const isId = /^[1-9]\d{0,15}$/.test(after) && Number.isSafeInteger(Number(after));
  if (!isId) throw invalidCursor();
  return { after: Number(after), limit };
}

/** The wire's form of a page, each item by `view`. */
export function pageView<Item, View>(
  listing: string,
  page: CursorPage<Item>,
  view: (item: Item) => View,
): { items: View[]; nextCursor: string | null } {
  return {
    items: page.items.map(view),
    nextCursor: page.next === null ? null : encodeCursor(listing, page.next),
  };
}

// Takes a query from a request: understood, or refused with what is wrong with it and where.

import type { AssetQuery } from "../core/asset-query.ts";
import { searchCondition } from "../core/asset-query.ts";
import type { Timestamp } from "../core/clock.ts";
import type { QueryNote } from "../query/note.ts";
import { type QueryReading, understandQuery } from "../query/understand.ts";
import { InvalidRequestError } from "./problem.ts";

/** Throws `query.invalid`, which names every error with its place; `field` is of the body, unless told otherwise. */
export function requireQuery(
  text: string,
  now: Timestamp,
  field: string,
  place: "body" | "query" = "body",
): Extract<QueryReading, { kind: "understood" }> {
  const reading = understandQuery(text, { now });
  if (reading.kind === "understood") return reading;
  throw new InvalidRequestError(
    reading.errors.map(({ code, message, from, to, suggestions }: QueryNote) => ({
      field: `${place}.${field}`,
      code,
      reason: message,
      from,
      to,
      suggestions,
    })),
    "query.invalid",
  );
}

/** What a search for the text shows. Throws `query.invalid`. */
export function requireCondition(text: string, now: Timestamp): AssetQuery {
  return searchCondition(requireQuery(text, now, "query", "query").query);
}

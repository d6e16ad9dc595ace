// Reads what surrounds the records of a page: their array, and the links that tell where to go on.

import { z } from "zod";
import type { GraphExchange } from "./errors/graph-error.ts";
import { PageMalformedError } from "./errors/page-malformed-error.ts";

const link = z.string().min(1).optional();
const envelopeSchema = z.looseObject({
  value: z.array(z.unknown()),
  "@odata.nextLink": link,
  "@odata.deltaLink": link,
});

export interface PageEnvelope {
  readonly items: readonly unknown[];
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
}

/** A null link, too, is malformed: to take it for the end could end a listing early. Throws `graph.page_malformed`. */
export function readEnvelope(body: unknown, exchange: GraphExchange): PageEnvelope {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join(".") || "the body");
    throw new PageMalformedError(exchange, `unexpected content in ${[...new Set(where)].join(", ")}`);
  }
  return {
    items: parsed.data.value,
    nextLink: parsed.data["@odata.nextLink"] ?? null,
    deltaLink: parsed.data["@odata.deltaLink"] ?? null,
  };
}

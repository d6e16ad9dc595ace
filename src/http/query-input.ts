// Takes a query from a request: understood, or refused with what is wrong with it and where.

import { understandQuery } from "../query/understand.ts";
import { InvalidRequestError } from "./problem.ts";
export function requireQuery(text: string, now: number, field: string) {
  const reading = understandQuery(text, { now });
  if (reading.kind === "understood") return reading;
  throw new InvalidRequestError(
    reading.errors.map((e) => ({ field: `body.${field}`, code: e.code, reason: e.message })),
  );
}

// What PostgreSQL and the way to it refuse for now: the one place that tells it from what is wrong for good.

import { DatabaseError } from "pg";
import { RollcallError } from "../../core/error.ts";

/**
 * SQLSTATE codes (PostgreSQL's appendix A) after which the same may be tried again: the server stops or starts, has no place
 * free, ended a session that stood still in a transaction, or chose this one of two that were in each other's way.
 */
const passingStates = new Set([
  "57P01",
  "57P02",
  "57P03",
  "57P05",
  "53300",
  "25P03",
  "25P04",
  "40001",
  "40P01",
]);

/** Of Node's sockets and resolver. */
const passingErrors = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** The driver gives these no code. */
const passingWords =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client (has encountered|was closed)/;

function isPassing(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof DatabaseError) return code.startsWith("08") || passingStates.has(code);
  if (error instanceof AggregateError && error.errors.some((one) => one instanceof Error && isPassing(one)))
    return true;
  return passingErrors.has(code) || passingWords.test(error.message);
}

/** `storage.unavailable` for what may be tried again, with the cause; anything else as it is. */
export function toStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RollcallError || !isPassing(error)) return error;
  return new RollcallError("storage.unavailable", "The database cannot be reached, or is busy.", {
    cause: error,
  });
}

/** What a statement's time limit ends is told as `query.too_slow`, with the cause; anything else as it is. */
export function toSearchError(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || error.code !== "57014") return error;
  return new RollcallError("query.too_slow", "The search took too long and was ended.", { cause: error });
}

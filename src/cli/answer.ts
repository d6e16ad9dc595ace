// Reads what the server answers: JSON by the contract's schema, a refusal as an `ApiError`.

import type { z } from "zod";
import { problem } from "../contract/problem.ts";
import { ApiError, CommandError } from "./command-error.ts";

function unreadable(what: string, cause?: unknown): CommandError {
  return new CommandError(
    "failed",
    "cli.answer_unreadable",
    `The server's answer to ${what} is not what this release of the command line understands. Are both of one release?`,
    { cause },
  );
}

/** Throws `cli.answer_unreadable`, which names places in the answer and none of its values. */
export function readJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  what: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(what);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw unreadable(what, new Error(`Not as the contract says: ${places || "the whole answer"}`));
}

/** What a refusal says. One without a problem comes from something between here and the server, e.g. a proxy. */
export function readRefusal(status: number, text: string, what: string): ApiError {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const parsed = problem.safeParse(value);
  if (!parsed.success)
    return new ApiError(status, `http.${status}`, `${what} was answered with ${status} and no reason.`);
  const { detail, title, code, errors } = parsed.data;
  // Of a query each error is told with its place; the detail has them all in one line, without.
  const isOfQuery = errors?.some(({ from }) => from !== undefined) ?? false;
  return new ApiError(status, code, isOfQuery ? title : detail || title, errors);
}

// Turns an answer that is no success into its coded error and the trouble it stands for.

import { ForbiddenError } from "./errors/forbidden-error.ts";
import type { GraphError, GraphExchange } from "./errors/graph-error.ts";
import { RedirectedError } from "./errors/redirected-error.ts";
import { RefusedError } from "./errors/refused-error.ts";
import { ThrottledError } from "./errors/throttled-error.ts";
import { UnauthorizedError } from "./errors/unauthorized-error.ts";
import { UnavailableError } from "./errors/unavailable-error.ts";
import { retryAfterMs } from "./retry-after.ts";
import { type Trouble, troubleOfStatus } from "./retry-timing.ts";

/** The error for an answered exchange, decided on its status: codes and messages differ between Graph's services. */
export function statusError(exchange: GraphExchange): GraphError {
  const status = exchange.status ?? 0;
  if (status === 401) return new UnauthorizedError(exchange);
  if (status === 403) return new ForbiddenError(exchange);
  if (status === 429) return new ThrottledError(exchange);
  if (status >= 300 && status < 400) return new RedirectedError(exchange);
  return troubleOfStatus(status) === null ? new RefusedError(exchange) : new UnavailableError(exchange);
}

/** The trouble of a status with its headers; null when trying again cannot help. `now` stands in for a missing Date. */
export function statusTrouble(
  status: number,
  headers: ReadonlyMap<string, string>,
  now: number,
): Trouble | null {
  const kind = troubleOfStatus(status);
  if (kind === null) return null;
  const serverNow = Date.parse(headers.get("date") ?? "");
  const askedWaitMs = retryAfterMs(
    headers.get("retry-after") ?? null,
    Number.isNaN(serverNow) ? now : serverNow,
  );
  return { kind, askedWaitMs };
}

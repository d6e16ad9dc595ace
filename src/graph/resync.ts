// Recognises the answers that mean a delta link or a page link is no longer good.

import type { GraphExchange } from "./errors/graph-error.ts";
import { PageLinkExpiredError } from "./errors/page-link-expired-error.ts";
import { RefusedError } from "./errors/refused-error.ts";
import { ResyncRequiredError } from "./errors/resync-required-error.ts";

const pageTokenCodes = ["directory_expiredpagetoken", "directorypagetokennotfoundexception"];

/** Lower case. The last but two was seen as "DeltaLink older than 30 days is not supported." */
const resyncCodes = ["syncstatenotfound", "resyncrequired", "request_unsupportedquery", ...pageTokenCodes];

function hasCode(exchange: GraphExchange, codes: readonly string[]): boolean {
  return exchange.graphCodes.some((code) => codes.includes(code.toLowerCase()));
}

/**
 * What an answer says of the delta link that was asked for: `required` on any 410 and on 400 or 404 with a known code,
 * `possible` on any other 400 (nobody has seen the answer to a malformed token), null otherwise: never on 401, 403, 429
 * or 5xx. Only for requests that carried the token of a delta round. Source: learn.microsoft.com/graph/delta-query-overview.
 */
export function judgeDeltaRefusal(exchange: GraphExchange): "required" | "possible" | null {
  const { status } = exchange;
  if (status === 410) return "required";
  if ((status === 400 || status === 404) && hasCode(exchange, resyncCodes)) return "required";
  return status === 400 ? "possible" : null;
}

/** The error in the terms of a delta link; `mayGuess` allows a `possible` refusal to count. */
export function toDeltaLinkError(error: unknown, mayGuess: boolean): unknown {
  if (!(error instanceof RefusedError)) return error;
  const judgement = judgeDeltaRefusal(error.exchange);
  const resync = judgement === "required" || (judgement === "possible" && mayGuess);
  return resync ? new ResyncRequiredError(error.exchange, { cause: error }) : error;
}

/**
 * The error in the terms of a listing's page link: the listing begins anew when its page token is gone. Nobody has published
 * every way in which that is said, so any 400, 404 or 410 to a request that carried one counts.
 */
export function toPageLinkError(error: unknown): unknown {
  if (!(error instanceof RefusedError)) return error;
  const { status } = error.exchange;
  const isLost = status === 400 || status === 404 || status === 410;
  return isLost ? new PageLinkExpiredError(error.exchange, { cause: error }) : error;
}

/**
 * Whether an answer to `$deltatoken=latest` says, with a code, that this service does not give a delta link beforehand.
 * Not every error is such an answer: without a code it may come from anywhere.
 */
export function refusesLatestLink(error: unknown): boolean {
  if (!(error instanceof RefusedError)) return false;
  const { status, graphCodes } = error.exchange;
  return graphCodes.length > 0 && (status === 400 || status === 404 || status === 501);
}

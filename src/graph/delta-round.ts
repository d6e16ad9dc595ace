// Reads a delta round one page at a time.

import { decodeJson, type GraphClient } from "./client.ts";
import type { GraphExchange } from "./errors/graph-error.ts";
import { PageMalformedError } from "./errors/page-malformed-error.ts";
import { LinkTrail } from "./link-trail.ts";
import { readEnvelope } from "./page-envelope.ts";
import { toDeltaLinkError } from "./resync.ts";

type GraphDeltaEnd =
  | { readonly kind: "more"; readonly nextLink: string }
  | { readonly kind: "last"; readonly deltaLink: string };

export interface GraphDeltaPage {
  /** Nothing is known of their shape; the same device may come several times, in any order. */
  readonly items: readonly unknown[];
  readonly end: GraphDeltaEnd;
  readonly requestId: string | null;
}

/** A delta page: it has either a next link or a delta link, never both, never neither. Throws `graph.page_malformed`. */
export function parseDeltaPage(body: unknown, exchange: GraphExchange): GraphDeltaPage {
  const { items, nextLink, deltaLink } = readEnvelope(body, exchange);
  const { requestId } = exchange;
  if (nextLink !== null && deltaLink === null) return { items, end: { kind: "more", nextLink }, requestId };
  if (deltaLink !== null && nextLink === null) return { items, end: { kind: "last", deltaLink }, requestId };
  const detail = nextLink === null ? "neither a next link nor a delta link" : "both a next and a delta link";
  throw new PageMalformedError(exchange, detail);
}

export class DeltaRound {
  readonly #client: GraphClient;
  readonly #operation: string;
  readonly #firstPath: string;
  readonly #trail = new LinkTrail();
  #mayGuess = true;

  constructor(client: GraphClient, operation: string, firstPath: string) {
    this.#client = client;
    this.#operation = operation;
    this.#firstPath = firstPath;
  }

  /**
   * The page at `link`, the first page of an initial round when it is null. Throws what `GraphClient.send` does, and
   * `graph.page_malformed`, `graph.foreign_link`, `graph.link_repeats`, `graph.endless_pages`, and `graph.resync_required` when only a new full
   * round helps; a 400 whose code is unknown counts as such once.
   */
  async read(link: string | null, signal: AbortSignal): Promise<GraphDeltaPage> {
    const client = this.#client;
    const operation = this.#operation;
    const own = link === null ? client.linkTo(this.#firstPath) : client.accept(link, operation);
    this.#trail.follow(link);
    const answer = await client.send({ operation, link: own, decode: decodeJson }, signal).catch((error) => {
      throw link === null ? error : this.#judge(error);
    });
    const page = parseDeltaPage(answer.value, answer.exchange);
    client.accept(page.end.kind === "more" ? page.end.nextLink : page.end.deltaLink, operation);
    // A delta link may well come back unchanged, when nothing has changed; a next link must not.
    if (page.end.kind === "more") this.#trail.note(page.items, page.end.nextLink, answer.exchange);
    return page;
  }

  #judge(error: unknown): unknown {
    const judged = toDeltaLinkError(error, this.#mayGuess);
    const guessed = judged !== error && toDeltaLinkError(error, false) === error;
    if (guessed) this.#mayGuess = false;
    return judged;
  }
}

// Reads a listing one page at a time.

import { decodeJson, type GraphClient } from "./client.ts";
import type { GraphExchange } from "./errors/graph-error.ts";
import { LinkTrail } from "./link-trail.ts";
import { readEnvelope } from "./page-envelope.ts";
import { toPageLinkError } from "./resync.ts";

export interface GraphListPage {
  /** Nothing is known of their shape; the page may be empty and still not be the last. */
  readonly items: readonly unknown[];
  /** Null on the last page. */
  readonly nextLink: string | null;
  readonly requestId: string | null;
}

/** A list page of the form `{"value":[…],"@odata.nextLink":"…"}`. Throws `graph.page_malformed`. */
export function parseListPage(body: unknown, exchange: GraphExchange): GraphListPage {
  const { items, nextLink } = readEnvelope(body, exchange);
  return { items, nextLink, requestId: exchange.requestId };
}

export class ListPages {
  readonly #client: GraphClient;
  readonly #operation: string;
  readonly #firstPath: string;
  readonly #trail = new LinkTrail();

  constructor(client: GraphClient, operation: string, firstPath: string) {
    this.#client = client;
    this.#operation = operation;
    this.#firstPath = firstPath;
  }

  /**
   * The page at `link`, the first one when it is null. Throws what `GraphClient.send` does, and `graph.page_malformed`,
   * `graph.foreign_link`, `graph.link_repeats`, `graph.endless_pages`, and `graph.page_link_expired` when the listing must begin anew.
   */
  async read(link: string | null, signal: AbortSignal): Promise<GraphListPage> {
    const client = this.#client;
    const operation = this.#operation;
    const own = link === null ? client.linkTo(this.#firstPath) : client.accept(link, operation);
    this.#trail.follow(link);
    const answer = await client.send({ operation, link: own, decode: decodeJson }, signal).catch((error) => {
      throw link === null ? error : toPageLinkError(error);
    });
    const page = parseListPage(answer.value, answer.exchange);
    if (page.nextLink === null) return page;
    client.accept(page.nextLink, operation);
    this.#trail.note(page.items, page.nextLink, answer.exchange);
    return page;
  }
}

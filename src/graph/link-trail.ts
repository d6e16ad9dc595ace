// Remembers the links that a listing has followed, so that a listing which would never end is noticed.

import { createHash } from "node:crypto";
import { EndlessPagesError } from "./errors/endless-pages-error.ts";
import type { GraphExchange } from "./errors/graph-error.ts";
import { LinkRepeatsError } from "./errors/link-repeats-error.ts";

/** Digests stand for the links: a long listing keeps little memory, and no token. */
function digest(link: string): string {
  return createHash("sha256").update(link).digest("base64");
}

/** An empty page may lead on (learn.microsoft.com/graph/paging); nobody has seen more than a few in a row. */
const mostEmptyPages = 1000;

export class LinkTrail {
  readonly #followed = new Set<string>();
  #lastNext: string | null = null;
  #emptyPages = 0;

  /** Notes that `link` is being followed; anything but the last page's next link begins a new trail. */
  follow(link: string | null): void {
    const current = link === null ? null : digest(link);
    if (current === null || current !== this.#lastNext) {
      this.#followed.clear();
      this.#emptyPages = 0;
    }
    if (current !== null) this.#followed.add(current);
    this.#lastNext = null;
  }

  /**
   * Notes the page just read and its next link, which is what is expected to be followed. Throws `graph.link_repeats` when
   * it leads back, and `graph.endless_pages` when too many pages in a row were empty.
   */
  note(items: readonly unknown[], next: string, exchange: GraphExchange): void {
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages >= mostEmptyPages) throw new EndlessPagesError(exchange, this.#emptyPages);
    const following = digest(next);
    if (this.#followed.has(following)) throw new LinkRepeatsError(exchange);
    this.#lastNext = following;
  }
}

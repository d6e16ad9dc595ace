// Remembers the links that a listing has followed, so that one that leads back is noticed.

import { createHash } from "node:crypto";

/** Digests stand for the links: a long listing keeps little memory, and no token. */
function digest(link: string): string {
  return createHash("sha256").update(link).digest("base64");
}

export class LinkTrail {
  readonly #followed = new Set<string>();
  #lastNext: string | null = null;

  /** Notes that `link` is being followed; anything but the last page's next link begins a new trail. */
  follow(link: string | null): void {
    const current = link === null ? null : digest(link);
    if (current === null || current !== this.#lastNext) this.#followed.clear();
    if (current !== null) this.#followed.add(current);
    this.#lastNext = null;
  }

  /** Whether the next link of the page just read leads back; if it does not, it is what is expected to be followed. */
  leadsBack(next: string): boolean {
    const following = digest(next);
    if (this.#followed.has(following)) return true;
    this.#lastNext = following;
    return false;
  }
}

// Holds all requests of one connection back when Graph says that its limit is near, or that it is reached.

import type { GraphClock } from "./clock.ts";
import type { GraphEvent } from "./graph-event.ts";
import type { Perseverance } from "./persevere.ts";

/** The service sends `x-ms-throttle-limit-percentage` above 0.8; at 1 it begins to refuse (learn.microsoft.com/graph/throttling). */
const nearLimit = 0.8;
/** The window over which the directory counts resource units. */
const windowMs = 10_000;

/** How long to hold back at a share of the limit: not at 0.8, two seconds at 1, a whole window from 1.8 on. */
export function holdBackMs(header: string | null): number {
  const share = header === null || header.trim() === "" ? Number.NaN : Number(header);
  if (Number.isNaN(share) || share < nearLimit) return 0;
  return Math.round(Math.min(share - nearLimit, 1) * windowMs);
}

export class Governor {
  readonly #clock: GraphClock;
  readonly #observe: (event: GraphEvent) => void;
  readonly #maximumWaitMs: number;
  #notBefore = 0;
  #why = "";

  constructor({ clock, observe, policy }: Perseverance) {
    this.#clock = clock;
    this.#observe = observe;
    this.#maximumWaitMs = policy.maximumWaitMs;
  }

  /** `why` is a code, e.g. `graph.near_limit`. Nothing is sent for so long, or for the longest single wait, whichever request learned of it. */
  holdBack(durationMs: number, why: string): void {
    const until = this.#clock.now() + Math.min(durationMs, this.#maximumWaitMs);
    if (until <= this.#notBefore) return;
    this.#notBefore = until;
    this.#why = why;
  }

  /** Resolves when the next request may be sent; rejects with the signal's reason when it is aborted first. */
  async admit(operation: string, signal: AbortSignal): Promise<void> {
    // Another request may learn of a longer wait in the meantime.
    for (;;) {
      const durationMs = this.#notBefore - this.#clock.now();
      if (durationMs <= 0) return;
      this.#observe({ kind: "waiting", operation, durationMs, why: this.#why, requestId: null });
      await this.#clock.sleep(durationMs, signal);
    }
  }
}

// Throttling by resource units for one app in one tenant (learn.microsoft.com/graph/throttling-limits, identity and access).

import type { Clock } from "./clock.ts";

const windowMs = 10_000;
/** "Only sent above 0.8" (learn.microsoft.com/graph/throttling-limits). */
const warnedAbove = 0.8;
const smallPage = 20;

export interface ThrottleVerdict {
  readonly cost: number;
  /** What the window has used of its limit, this request included; 0 where there is no limit. */
  readonly share: number;
  /** Null where the request may pass. */
  readonly retryAfterSeconds: number | null;
}

/** Base cost 1; `$select` one less, `$expand` one more, `$top` below 20 one less; never below 1. */
export function resourceUnits(url: URL): number {
  const { searchParams } = url;
  const top = searchParams.get("$top");
  const less = Number(searchParams.has("$select")) + Number(top !== null && Number(top) < smallPage);
  return Math.max(1, 1 + Number(searchParams.has("$expand")) - less);
}

export function throttleHeaders(verdict: ThrottleVerdict): Record<string, string> {
  const headers = { "x-ms-resource-unit": String(verdict.cost) };
  if (verdict.share <= warnedAbove) return headers;
  return { ...headers, "x-ms-throttle-limit-percentage": verdict.share.toFixed(2) };
}

export class Throttle {
  /** Resource units in ten seconds; null is no limit. A small tenant has 3,500, a large one 8,000. */
  limit: number | null = null;
  readonly #clock: Clock;
  #windowStart = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A refused request counts, too: "immediate retries accrue against the usage limits" (learn.microsoft.com/graph/throttling). */
  charge(cost: number): ThrottleVerdict {
    if (this.limit === null) return { cost, share: 0, retryAfterSeconds: null };
    const now = this.#clock.now();
    if (now >= this.#windowStart + windowMs) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += cost;
    const share = this.#used / this.limit;
    const leftMs = this.#windowStart + windowMs - now;
    return { cost, share, retryAfterSeconds: share > 1 ? Math.max(1, Math.ceil(leftMs / 1000)) : null };
  }
}

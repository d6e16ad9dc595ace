// Decides, from numbers alone, whether a failed request is tried again and how long to wait before.

/**
 * Why a request failed. `busy`: 429, 503 and 504, which Microsoft asks to be tried again. `broken`: other 5xx, 408, and
 * answers that cannot be read; they are tried again, fewer times. `network`: no answer, or one that was cut.
 */
export interface Trouble {
  readonly kind: "busy" | "broken" | "network";
  /** What the answer's Retry-After asks for, in milliseconds. */
  readonly askedWaitMs: number | null;
}

export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly maximumTries: number;
  /** Tries in all where the last trouble is of the kind `broken`. */
  readonly maximumBrokenTries: number;
  readonly firstBackoffMs: number;
  /** No single wait is longer, whatever the header says. */
  readonly maximumWaitMs: number;
  /** No wait begins that would end later than this after the first try. */
  readonly maximumTotalMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  maximumTries: 8,
  maximumBrokenTries: 4,
  firstBackoffMs: 1_000,
  maximumWaitMs: 300_000,
  maximumTotalMs: 1_200_000,
};

/** The kind of trouble that a status stands for; null when trying again cannot help. */
export function troubleOfStatus(status: number): Trouble["kind"] | null {
  switch (status) {
    case 429:
    case 503:
    case 504:
      return "busy";
    case 408:
    case 500:
    case 502:
    case 507:
    case 509:
      return "broken";
    default:
      return null;
  }
}

/**
 * How long to wait before the next try, in milliseconds, or null to give up. Without a usable Retry-After: exponential
 * backoff with full jitter. `tries` counts those made so far; `random` yields numbers from 0 up to 1.
 */
export function retryWaitMs(
  policy: RetryPolicy,
  trouble: Trouble,
  tries: number,
  elapsedMs: number,
  random: () => number,
): number | null {
  const allowed = trouble.kind === "broken" ? policy.maximumBrokenTries : policy.maximumTries;
  if (tries >= allowed) return null;
  const backoffMs = Math.min(policy.firstBackoffMs * 2 ** (tries - 1), policy.maximumWaitMs) * random();
  const waitMs = Math.min(Math.max(Math.round(trouble.askedWaitMs ?? backoffMs), 0), policy.maximumWaitMs);
  return elapsedMs + waitMs > policy.maximumTotalMs ? null : waitMs;
}

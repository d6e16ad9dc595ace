// Repeats an attempt until it is done or its retries are used up; the one loop behind Graph, batch and token requests.

import type { GraphClock } from "./clock.ts";
import type { GraphError } from "./errors/graph-error.ts";
import type { GraphEvent } from "./graph-event.ts";
import { type RetryPolicy, retryWaitMs, type Trouble } from "./retry-timing.ts";

export interface Perseverance {
  readonly clock: GraphClock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  readonly policy: RetryPolicy;
  readonly observe: (event: GraphEvent) => void;
}

/** `trouble` is null when trying again cannot help. */
export interface FailedAttempt {
  readonly kind: "failed";
  readonly trouble: Trouble | null;
  readonly error: GraphError;
}
export type Attempt<Value> = { readonly kind: "done"; readonly value: Value } | FailedAttempt;

/** The value of the first attempt that is done. Throws the last attempt's error, or the signal's reason. */
export async function persevere<Value>(
  { clock, random, policy, observe }: Perseverance,
  signal: AbortSignal,
  attempt: () => Promise<Attempt<Value>>,
): Promise<Value> {
  const startedAt = clock.now();
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const result = await attempt();
    if (result.kind === "done") return result.value;
    const { trouble, error } = result;
    const waitMs =
      trouble === null ? null : retryWaitMs(policy, trouble, tries, clock.now() - startedAt, random);
    if (waitMs === null) throw error;
    const { operation, requestId } = error.exchange;
    observe({ kind: "waiting", operation, durationMs: waitMs, why: error.code, requestId });
    await clock.sleep(waitMs, signal);
  }
}

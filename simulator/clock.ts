// The simulator's time, so that a test can own it.

import { setTimeout as sleep } from "node:timers/promises";

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  sleep(durationMs: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (durationMs) => {
    await sleep(durationMs);
  },
};

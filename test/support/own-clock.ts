// A clock that stands still until a test moves it; who sleeps is woken when its time has come.

import type { Clock, Timestamp } from "../../src/core/clock.ts";

interface Sleeper {
  readonly until: Timestamp;
  readonly wake: () => void;
}

export class OwnClock implements Clock {
  #now: Timestamp;
  readonly #sleepers = new Set<Sleeper>();
  /** Happens when somebody goes to sleep. */
  onSleep: () => void = () => undefined;

  constructor(now: Timestamp) {
    this.#now = now;
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  now(): Timestamp {
    return this.#now;
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper = { until: this.#now + durationMs, wake: resolve };
      this.#sleepers.add(sleeper);
      const end = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      };
      signal.addEventListener("abort", end, { once: true });
      this.onSleep();
    });
  }

  /** Moves to a moment, also to an earlier one. */
  set(now: Timestamp): void {
    this.#now = now;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  advance(durationMs: number): void {
    this.set(this.#now + durationMs);
  }
}

// The port through which everything learns the time, so that a test can own it.

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = number;

export interface Clock {
  now(): Timestamp;
  /** Resolves after `durationMs`; rejects with the signal's reason when it is aborted first. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** From `from` on, and before `until`. */
export interface TimeStretch {
  readonly from: Timestamp;
  readonly until: Timestamp;
}

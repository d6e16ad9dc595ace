// The port that remembers which creations were asked for under which key, so that a repeated request makes nothing twice.

import type { Timestamp } from "./clock.ts";

/** An answer as it was sent. It shows no secret: where an answer does, null is kept in its place. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What is known of a key: it is new and now taken, its request has no answer yet, or it was answered. */
export type KeyStanding =
  | { readonly kind: "taken" }
  | { readonly kind: "unanswered"; readonly fingerprint: string; readonly takenAt: Timestamp }
  | { readonly kind: "answered"; readonly fingerprint: string; readonly answer: KeptAnswer | null };

/** Keys are kept for this long. */
export const keyKeptMs = 24 * 60 * 60 * 1000;

export interface IdempotencyStore {
  /**
   * Takes a key, or tells what became of it: of any number of callers at one time exactly one gets `taken`. `id` stands for
   * the key and its principal, `fingerprint` for the request. Keys older than `keyKeptMs` are forgotten.
   */
  take(id: string, fingerprint: string, at: Timestamp): Promise<KeyStanding>;
  /** Keeps the answer of a key that was taken. */
  answer(id: string, answer: KeptAnswer | null): Promise<void>;
  /** Frees a key whose request made nothing. */
  release(id: string): Promise<void>;
}

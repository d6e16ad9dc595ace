// Keeps one access token: asks for it when needed, once for all who wait, and anew shortly before it expires.

import type { HttpExchange } from "./http-pool.ts";
import { type Perseverance, persevere } from "./persevere.ts";
import { type AccessToken, requestToken, type TokenSettings } from "./token-request.ts";
import { untilAborted } from "./until-aborted.ts";

export interface TokenClientOptions extends Perseverance {
  readonly settings: TokenSettings;
  readonly exchange: HttpExchange;
}

interface SharedRequest {
  readonly promise: Promise<string>;
  readonly abort: AbortController;
  waiters: number;
}

/** A token is renewed this long before it expires, or after four fifths of its life if that is sooner to come. */
const earlyMs = 300_000;

export class TokenClient {
  readonly #options: TokenClientOptions;
  #held: { readonly value: string; readonly renewAt: number; readonly lifetimeMs: number } | null = null;
  #pending: SharedRequest | null = null;

  constructor(options: TokenClientOptions) {
    this.#options = options;
  }

  /**
   * An access token that is still good by the clock. Throws `graph.token_refused`, `graph.token_malformed`,
   * `graph.throttled`, `graph.unavailable`, `graph.unreachable`, `graph.body_cut`, `graph.not_json` or
   * `graph.redirected`, and the signal's reason when it is aborted.
   */
  async get(signal: AbortSignal): Promise<string> {
    if (this.#held !== null && this.#options.clock.now() < this.#held.renewAt) return this.#held.value;
    return await this.#share(signal);
  }

  /** How long the token that was got last is good for, from when it was given; null before the first one. */
  get lifetimeMs(): number | null {
    return this.#held?.lifetimeMs ?? null;
  }

  /** A token other than `refused`, which Graph has answered with 401; throws as `get` does. */
  async renew(refused: string, signal: AbortSignal): Promise<string> {
    if (this.#held?.value === refused) this.#held = { ...this.#held, renewAt: 0 };
    return await this.get(signal);
  }

  /** All who wait share one request, so that Entra sees no loop (AADSTS50196); it stops when the last one has left. */
  async #share(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const shared = this.#pending ?? this.#begin();
    shared.waiters += 1;
    try {
      return await untilAborted(shared.promise, signal);
    } finally {
      shared.waiters -= 1;
      if (shared.waiters === 0) {
        if (this.#pending === shared) this.#pending = null;
        shared.abort.abort();
      }
    }
  }

  #begin(): SharedRequest {
    const abort = new AbortController();
    const { settings, exchange, clock } = this.#options;
    const promise = persevere(this.#options, abort.signal, () =>
      requestToken(settings, exchange, () => clock.now(), abort.signal),
    ).then((token) => this.#keep(token));
    // Those who wait see the rejection; when nobody waits any more there is nobody to tell.
    promise.catch(() => undefined);
    const shared = { promise, abort, waiters: 0 };
    this.#pending = shared;
    return shared;
  }

  #keep(token: AccessToken): string {
    const { clock, observe } = this.#options;
    if (this.#held !== null) observe({ kind: "token_renewed" });
    const goodForMs = token.lifetimeMs - Math.min(earlyMs, token.lifetimeMs / 5);
    this.#held = { ...token, renewAt: clock.now() + goodForMs };
    return token.value;
  }
}

// The login host refuses to give a token.

import { GraphError, type GraphExchange } from "./graph-error.ts";

/** The OAuth error body of the Microsoft identity platform, as far as it could be read. */
export interface TokenRefusal {
  /** The body's `error`, e.g. `invalid_client`; null when there is no OAuth error body. The only field to branch on. */
  readonly error: string | null;
  /** The AADSTS numbers, e.g. `[7000215]`: hints for people only. */
  readonly entraCodes: readonly number[];
  /** The first line of the description, shortened. */
  readonly description: string | null;
}

export class TokenRefusedError extends GraphError {
  readonly refusal: TokenRefusal;

  constructor(refusal: TokenRefusal, exchange: GraphExchange, options?: ErrorOptions) {
    const words = refusal.description ?? "there is no OAuth error body in the answer";
    super(
      "graph.token_refused",
      `The token URL answers ${exchange.status} ${refusal.error ?? ""}: ${words}`,
      exchange,
      options,
    );
    this.refusal = refusal;
  }
}

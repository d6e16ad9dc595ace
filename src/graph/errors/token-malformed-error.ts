// The token URL answers 200 with something that is no bearer token.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class TokenMalformedError extends GraphError {
  constructor(exchange: GraphExchange, detail: string, options?: ErrorOptions) {
    super(
      "graph.token_malformed",
      `The token URL's answer holds no usable token: ${detail}`,
      exchange,
      options,
    );
  }
}

// The service answers with a redirect, which is never followed: it would carry the token elsewhere.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class RedirectedError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.redirected",
      `The service answers with a redirect, which is not followed: ${exchange.status}`,
      exchange,
      options,
    );
  }
}

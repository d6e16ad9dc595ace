// The answer ends, or stalls, in the middle of its body.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class BodyCutError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.body_cut",
      `The answer to ${exchange.operation} ended in the middle of its body`,
      exchange,
      options,
    );
  }
}

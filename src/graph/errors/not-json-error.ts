// A successful answer is not what was asked for: HTML of a gateway, a truncated text, nothing at all.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class NotJsonError extends GraphError {
  constructor(exchange: GraphExchange, detail: string, options?: ErrorOptions) {
    super(
      "graph.not_json",
      `The answer to ${exchange.operation} is not readable: status ${exchange.status}, ${detail}`,
      exchange,
      options,
    );
  }
}

// A link does not lead to the connection's own Graph host; nothing is ever sent there.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class ForeignLinkError extends GraphError {
  constructor(exchange: GraphExchange, detail: string, options?: ErrorOptions) {
    super(
      "graph.foreign_link",
      `A link of ${exchange.operation} is not followed: ${detail}`,
      exchange,
      options,
    );
  }
}

// A next link leads back to a page that this listing has read already, so it would never end.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class LinkRepeatsError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.link_repeats",
      `The next link of ${exchange.operation} leads back to a page that was read already`,
      exchange,
      options,
    );
  }
}

// Page after page is empty, each with a next link of its own: a listing that would never end.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class EndlessPagesError extends GraphError {
  constructor(exchange: GraphExchange, pages: number, options?: ErrorOptions) {
    super(
      "graph.endless_pages",
      `${pages} pages of ${exchange.operation} in a row were empty and led on`,
      exchange,
      options,
    );
  }
}

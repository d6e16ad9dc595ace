// A page is JSON but not a page: no array of values, or the links that end it contradict its kind.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class PageMalformedError extends GraphError {
  constructor(exchange: GraphExchange, detail: string, options?: ErrorOptions) {
    super(
      "graph.page_malformed",
      `The page of ${exchange.operation} is malformed: ${detail}`,
      exchange,
      options,
    );
  }
}

// The service goes on answering that it cannot serve (5xx, 408) after all retries.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class UnavailableError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.unavailable",
      `The service is still unavailable after all retries${answerInWords(exchange)}`,
      exchange,
      options,
    );
  }
}

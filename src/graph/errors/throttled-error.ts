// Microsoft Graph, or the login host, goes on answering 429 after all retries.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class ThrottledError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.throttled",
      `Still throttled after all retries${answerInWords(exchange)}`,
      exchange,
      options,
    );
  }
}

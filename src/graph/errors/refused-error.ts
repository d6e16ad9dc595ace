// Graph answers with a status or an error body that no retry can cure.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class RefusedError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.refused",
      `Microsoft Graph refuses the request${answerInWords(exchange)}`,
      exchange,
      options,
    );
  }
}

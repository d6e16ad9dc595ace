// Graph refuses a token (401) even after it was renewed once.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class UnauthorizedError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.unauthorized",
      `Microsoft Graph refuses the access token, a renewed one too${answerInWords(exchange)}`,
      exchange,
      options,
    );
  }
}
